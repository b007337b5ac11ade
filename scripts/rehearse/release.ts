import {
  CreateStateMachineAliasCommand,
  ListStateMachinesCommand,
  PublishStateMachineVersionCommand,
  ResourceNotFound,
  type SFNClient,
  UpdateStateMachineAliasCommand,
} from '@aws-sdk/client-sfn';

/**
 * What AWS::StepFunctions::StateMachineVersion and …Alias do (serverless/release.yml), which the emulator's
 * CloudFormation does not know: each state machine as it is now becomes a version, and its alias `live` leads to it.
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
