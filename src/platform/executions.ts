import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ListExecutionsCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';

/** Starts and stops executions of one state machine. */
export interface Executions {
  /** Starts an execution. Does nothing if one of this name exists, running or ended. */
  start(name: string, input: object): Promise<void>;
  /** Stops an execution. Does nothing if it does not exist or has ended. `cause` is shown to operators. */
  stop(name: string, cause: string): Promise<void>;
  /** The ARN that an execution of this name has or would have; for logs. */
  executionArn?(name: string): string;
}

/** Lists the running executions of one state machine. */
export interface RunningExecutions {
  /** Names of the running executions, in pages. Eventually consistent: changes of the last seconds may be missing. */
  running(): AsyncIterable<readonly string[]>;
}

/** The maximum of ListExecutions. */
const PAGE_SIZE = 1_000;

/**
 * `stateMachineArn` may be the ARN of an alias (…:stateMachine:NAME:ALIAS): executions then start on the alias, but their
 * own ARN does not contain it (…:execution:NAME:EXECUTION).
 */
export function createStepFunctionsExecutions(
  { client, stopClient = client }: { readonly client: SFNClient; readonly stopClient?: SFNClient },
  stateMachineArn: string,
): Executions & RunningExecutions {
  const unqualifiedArn = stateMachineArn.split(':').slice(0, 7).join(':');
  const executionArnPrefix = unqualifiedArn.replace(':stateMachine:', ':execution:');
  const executionArn = (name: string) => `${executionArnPrefix}:${name}`;
  return {
    executionArn,
    async start(name, input) {
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
    async stop(name, cause) {
      try {
        await stopClient.send(
          new StopExecutionCommand({
            executionArn: executionArn(name),
            error: 'Superseded',
            cause,
          }),
        );
      } catch (error) {
        if (!(error instanceof ExecutionDoesNotExist)) throw error;
      }
    },
    async *running() {
      let nextToken: string | undefined;
      do {
        const page = await client.send(
          new ListExecutionsCommand({
            stateMachineArn: unqualifiedArn,
            statusFilter: 'RUNNING',
            maxResults: PAGE_SIZE,
            ...(nextToken && { nextToken }),
          }),
        );
        yield (page.executions ?? []).flatMap(({ name }) => name ?? []);
        nextToken = page.nextToken;
      } while (nextToken);
    },
  };
}
