/**
 * A plugin of the Serverless Framework for what a stage stores: checks the retention of alerts, protects the table once it is
 * deployed, and empties what is to be deleted before the stack is removed.
 */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { S3Client } from '@aws-sdk/client-s3';
import { parseRetentionDays } from '../src/domain/alerts/retention-days.ts';

interface SdkConfiguration {
  readonly region: string;
}

interface Framework {
  readonly service: {
    readonly custom: {
      readonly stageData: {
        readonly protectTable: boolean | string;
        readonly closedAlertRetention: string | number;
      };
    };
  };
  getProvider(name: 'aws'): {
    readonly naming: { getStackName(): string };
    getAwsSdkV3Config(): Promise<SdkConfiguration>;
  };
}

interface Utilities {
  readonly log: { notice(message: string): void };
}

/** The parts of a resource in a deployed template, and its physical id. */
export interface DeployedResource {
  readonly type: string;
  readonly deletionPolicy: string;
  readonly physicalId: string;
}

/** Created by the framework, which empties it. */
const DEPLOYMENT_BUCKET = 'ServerlessDeploymentBucket';

export class StageDataPlugin {
  readonly hooks: Readonly<Record<string, () => void | Promise<void>>>;

  constructor(framework: Framework, _options: unknown, { log }: Utilities) {
    const provider = framework.getProvider('aws');

    this.hooks = {
      'before:package:compileFunctions': () => {
        parseRetentionDays(String(framework.service.custom.stageData.closedAlertRetention));
      },
      'after:deploy:deploy': async () => {
        // Not in the constructor: parameters are not resolved there yet.
        if (String(framework.service.custom.stageData.protectTable) !== 'true') return;
        const configuration = await provider.getAwsSdkV3Config();
        await protect(configuration, provider.naming.getStackName());
      },
      'before:remove:remove': async () => {
        const configuration = await provider.getAwsSdkV3Config();
        for (const line of await prepareRemoval(configuration, provider.naming.getStackName())) {
          log.notice(line);
        }
      },
    };
  }
}

/** Turns on the deletion protection of the stack's table. Not in the template: see table.yml. */
async function protect(configuration: SdkConfiguration, stack: string): Promise<void> {
  const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
  const { DescribeTableCommand, DynamoDBClient, UpdateTableCommand } = await import(
    '@aws-sdk/client-dynamodb'
  );
  const resources = await readResources(new CloudFormationClient(configuration), stack);
  const client = new DynamoDBClient(configuration);
  for (const { type, physicalId } of resources.values()) {
    if (type !== 'AWS::DynamoDB::Table') continue;
    const { Table } = await client.send(new DescribeTableCommand({ TableName: physicalId }));
    if (Table?.DeletionProtectionEnabled) continue;
    await client.send(new UpdateTableCommand({ TableName: physicalId, DeletionProtectionEnabled: true }));
  }
}

/**
 * Empties the buckets that CloudFormation is to delete, which it does only if they are empty, and deactivates the stack's
 * receipt rule set, which SES does not delete while it is active. Which buckets these are is read from the deployed template,
 * not from the settings of this command: they may differ, and what the stack retains must keep its content. Does nothing if
 * the stack is protected, because its removal is refused. Returns what it did.
 */
export async function prepareRemoval(
  configuration: SdkConfiguration,
  stack: string,
): Promise<readonly string[]> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const cloudFormation = new CloudFormationClient(configuration);
  const { Stacks = [] } = await cloudFormation
    .send(new DescribeStacksCommand({ StackName: stack }))
    .catch((error: Error) => {
      if (/does not exist/.test(error.message)) return { Stacks: [] };
      throw error;
    });
  if (!Stacks[0] || Stacks[0].EnableTerminationProtection) return [];
  const resources = await readResources(cloudFormation, stack);
  const done: string[] = [];

  const { S3Client } = await import('@aws-sdk/client-s3');
  const s3 = new S3Client({ ...configuration, forcePathStyle: true });
  for (const bucket of findBucketsToEmpty(resources)) {
    const count = await emptyBucket(s3, bucket);
    done.push(`Deleted ${count} objects of the bucket ${bucket}`);
  }

  for (const { type, physicalId } of resources.values()) {
    if (type !== 'AWS::SES::ReceiptRuleSet') continue;
    if (await deactivateRuleSet(configuration, physicalId)) {
      done.push(`Deactivated the receipt rule set ${physicalId}: this region receives no e-mail now`);
    }
  }
  return done;
}

/** The buckets that are deleted with the stack. */
export const findBucketsToEmpty = (resources: ReadonlyMap<string, DeployedResource>): readonly string[] =>
  [...resources]
    .filter(
      ([id, { type, deletionPolicy }]) =>
        type === 'AWS::S3::Bucket' && id !== DEPLOYMENT_BUCKET && !deletionPolicy.startsWith('Retain'),
    )
    .map(([, { physicalId }]) => physicalId);

async function readResources(
  client: CloudFormationClient,
  stack: string,
): Promise<ReadonlyMap<string, DeployedResource>> {
  const { GetTemplateCommand, paginateListStackResources } = await import('@aws-sdk/client-cloudformation');
  const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName: stack }));
  const { Resources = {} } = JSON.parse(TemplateBody) as {
    Resources?: Record<string, { readonly DeletionPolicy?: string }>;
  };
  const found = new Map<string, DeployedResource>();
  for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
    for (const { LogicalResourceId: id, PhysicalResourceId, ResourceType } of page.StackResourceSummaries ??
      []) {
      if (!id || !PhysicalResourceId || !ResourceType) continue;
      found.set(id, {
        type: ResourceType,
        deletionPolicy: Resources[id]?.DeletionPolicy ?? 'Delete',
        physicalId: PhysicalResourceId,
      });
    }
  }
  return found;
}

/** Deletes all objects of a bucket with all versions. Returns how many. */
async function emptyBucket(client: S3Client, bucket: string): Promise<number> {
  const { DeleteObjectsCommand, ListObjectVersionsCommand } = await import('@aws-sdk/client-s3');
  let deleted = 0;
  for (;;) {
    const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    const objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
      Key,
      VersionId,
    }));
    if (objects.length === 0) return deleted;
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
    );
    if (Errors[0]) throw new Error(`The bucket ${bucket} cannot be emptied: ${Errors[0].Code}`);
    deleted += objects.length;
  }
}

/** Deactivates the rule set if it is the active one. */
async function deactivateRuleSet(configuration: SdkConfiguration, name: string): Promise<boolean> {
  const { DescribeActiveReceiptRuleSetCommand, SESClient, SetActiveReceiptRuleSetCommand } = await import(
    '@aws-sdk/client-ses'
  );
  const client = new SESClient(configuration);
  const { Metadata } = await client.send(new DescribeActiveReceiptRuleSetCommand({}));
  if (Metadata?.Name !== name) return false;
  await client.send(new SetActiveReceiptRuleSetCommand({}));
  return true;
}

export { StageDataPlugin as 'module.exports' };
