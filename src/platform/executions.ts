import { hasErrorCode } from './aws-client.ts';
import type { StepFunctionsClient } from './step-functions.ts';

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

/** The state machine of an ARN that may be that of an alias (…:stateMachine:NAME:ALIAS). */
const withoutAlias = (stateMachineArn: string): string => stateMachineArn.split(':').slice(0, 7).join(':');

/** The ARN that an execution of the state machine has or would have. It does not contain the alias. */
export const toExecutionArn = (stateMachineArn: string, name: string): string =>
  `${withoutAlias(stateMachineArn).replace(':stateMachine:', ':execution:')}:${name}`;

const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** Emulators use this account. */
const NO_ACCOUNT = '000000000000';

/** The page of the execution in the Step Functions console; undefined if it does not run on AWS. */
export function toConsoleUrl(executionArn: string): string | undefined {
  const [, partition = '', , region = '', account] = executionArn.split(':');
  const host = CONSOLES[partition];
  if (!host || account === NO_ACCOUNT) return undefined;
  return `https://${region}.${host}/states/home?region=${region}#/v2/executions/details/${executionArn}`;
}

/** The maximum of ListExecutions. */
const PAGE_SIZE = 1_000;

/**
 * `stateMachineArn` may be the ARN of an alias (…:stateMachine:NAME:ALIAS): executions then start on the alias, but their
 * own ARN does not contain it (…:execution:NAME:EXECUTION).
 */
export function createStepFunctionsExecutions(
  {
    client,
    stopClient = client,
  }: { readonly client: StepFunctionsClient; readonly stopClient?: StepFunctionsClient },
  stateMachineArn: string,
): Executions & RunningExecutions {
  const unqualifiedArn = withoutAlias(stateMachineArn);
  const executionArn = (name: string) => toExecutionArn(stateMachineArn, name);
  return {
    executionArn,
    async start(name, input) {
      try {
        await client.call('StartExecution', { stateMachineArn, name, input: JSON.stringify(input) });
      } catch (error) {
        if (!hasErrorCode(error, 'ExecutionAlreadyExists')) throw error;
      }
    },
    async stop(name, cause) {
      try {
        await stopClient.call('StopExecution', {
          executionArn: executionArn(name),
          error: 'Superseded',
          cause,
        });
      } catch (error) {
        if (!hasErrorCode(error, 'ExecutionDoesNotExist')) throw error;
      }
    },
    async *running() {
      let nextToken: string | undefined;
      do {
        const page = await client.call('ListExecutions', {
          stateMachineArn: unqualifiedArn,
          statusFilter: 'RUNNING',
          maxResults: PAGE_SIZE,
          ...(nextToken && { nextToken }),
        });
        yield (page.executions ?? []).flatMap(({ name }) => name ?? []);
        nextToken = page.nextToken;
      } while (nextToken);
    },
  };
}
