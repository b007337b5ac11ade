import {
  CreateStateMachineAliasCommand,
  ListStateMachinesCommand,
  PublishStateMachineVersionCommand,
  ResourceNotFound,
  type SFNClient,
  UpdateStateMachineAliasCommand,
} from '@aws-sdk/client-sfn';

/**
 * Publishes a version of each state machine and points its alias `live` to it. In AWS, the resources StateMachineVersion
 * and StateMachineAlias of serverless/release.yml do that; the emulator's CloudFormation does not support them.
 */
export async function releaseStateMachines(client: SFNClient): Promise<void> {
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  for (const { stateMachineArn } of stateMachines) {
    const { stateMachineVersionArn } = await client.send(
      new PublishStateMachineVersionCommand({ stateMachineArn }),
    );
    const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
    const alias = { stateMachineAliasArn: `${stateMachineArn}:live`, routingConfiguration };
    try {
      await client.send(new UpdateStateMachineAliasCommand(alias));
    } catch (error) {
      if (!(error instanceof ResourceNotFound)) throw error;
      await client.send(new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration }));
    }
  }
}
