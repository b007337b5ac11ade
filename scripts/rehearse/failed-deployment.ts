import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
} from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { withCopy } from './changed-copy.ts';
import type { ClientSettings } from './removal.ts';

/** A resource that is created last and fails: nobody signals it within a second. */
const FAILING = {
  Type: 'AWS::CloudFormation::WaitCondition',
  DependsOn: ['Table', 'AttachmentsBucket', 'ReceivedEmailsBucket', 'AssessLiveAlias', 'AlertEscalation'],
  CreationPolicy: { ResourceSignal: { Timeout: 'PT1S' } },
};

/**
 * Makes the first deployment of a stage fail, several times, after it has created what it retains. Each time CloudFormation
 * must roll back completely: a table that is left over would make the next deployment fail. Throws if not.
 */
export async function rehearseFailedDeployment(
  stack: string,
  times: number,
  access: ClientSettings,
  deploy: (folder: string) => Promise<unknown>,
): Promise<void> {
  const cloudFormation = new CloudFormationClient(access);
  const table = new DynamoDBClient(access);
  for (let attempt = 1; attempt <= times; attempt++) {
    const failed = await withCopy(async ({ folder, addResource }) => {
      addResource('FailingOnPurpose', FAILING);
      return deploy(folder).then(
        () => undefined,
        (error: Error) => error.message,
      );
    });
    if (!failed) throw new Error('A deployment succeeded that was to fail.');
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    if (!(await hasFailedOnPurpose(cloudFormation, stack))) {
      throw new Error(`The deployment failed before the resource that was to fail:\n${failed}`);
    }
    if (!/ROLLBACK_COMPLETE$/.test(Stacks[0]?.StackStatus ?? '')) {
      throw new Error(`The failed deployment left the stack in ${Stacks[0]?.StackStatus}.`);
    }
    const found = await table.send(new DescribeTableCommand({ TableName: stack })).catch((error) => {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    });
    if (found) throw new Error('The failed deployment left the table, so that no other can succeed.');
    console.log(
      `The first deployment failed on purpose (${attempt} of ${times}) and left nothing that is in the way.`,
    );
  }
}

async function hasFailedOnPurpose(client: CloudFormationClient, stack: string): Promise<boolean> {
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName: stack })) {
    if (StackEvents.some(({ LogicalResourceId }) => LogicalResourceId === 'FailingOnPurpose')) return true;
  }
  return false;
}
