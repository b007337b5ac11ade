import {
  CreateStateMachineAliasCommand,
  PublishStateMachineVersionCommand,
  ResourceNotFound,
  type SFNClient,
  UpdateStateMachineAliasCommand,
} from '@aws-sdk/client-sfn';

/**
 * What AWS::StepFunctions::StateMachineVersion and …Alias do (serverless/release.yml), which the emulator's
 * CloudFormation does not know: the state machine as it is now becomes a version, and the alias `live` leads to it.
 * Returns the ARN of the version.
 */
export async function releaseStateMachine(client: SFNClient, stateMachineArn: string): Promise<string> {
  const { stateMachineVersionArn = '' } = await client.send(
    new PublishStateMachineVersionCommand({ stateMachineArn }),
  );
  const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
  try {
    await client.send(
      new UpdateStateMachineAliasCommand({
        stateMachineAliasArn: `${stateMachineArn}:live`,
        routingConfiguration,
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceNotFound)) throw error;
    await client.send(new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration }));
  }
  return stateMachineVersionArn;
}
