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
  /** Starts an execution; one that exists by this name already, running or ended, counts as started. */
  start(name: string, input: object): Promise<void>;
  /** Stops an execution; one that never was or has ended counts as stopped. `cause` is read by people. */
  stop(name: string, cause: string): Promise<void>;
  /** The ARN of an execution of that name, whether there is one or not; for logs. */
  arnOf?(name: string): string;
}

/** Tells which executions of one state machine run. */
export interface RunningExecutions {
  /** The names of all that run, a page at a time. What began or ended seconds ago may be missing or still be there. */
  running(): AsyncIterable<readonly string[]>;
}

/** The most that a page may hold. */
const LISTED_AT_ONCE = 1_000;

/**
 * `stateMachineArn` may be that of an alias (…:stateMachine:NAME:ALIAS): executions then start on the alias, and are
 * stopped by the ARN that Step Functions gives them (…:execution:NAME:EXECUTION).
 */
export function createStepFunctionsExecutions(
  client: SFNClient,
  stateMachineArn: string,
): Executions & RunningExecutions {
  const ofAllVersions = stateMachineArn.split(':').slice(0, 7).join(':');
  const executionArnPrefix = ofAllVersions.replace(':stateMachine:', ':execution:');
  const arnOf = (name: string) => `${executionArnPrefix}:${name}`;
  return {
    arnOf,
    async start(name, input) {
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
    async stop(name, cause) {
      try {
        await client.send(
          new StopExecutionCommand({
            executionArn: arnOf(name),
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
            stateMachineArn: ofAllVersions,
            statusFilter: 'RUNNING',
            maxResults: LISTED_AT_ONCE,
            ...(nextToken && { nextToken }),
          }),
        );
        yield (page.executions ?? []).flatMap(({ name }) => name ?? []);
        nextToken = page.nextToken;
      } while (nextToken);
    },
  };
}
