import type { Execution } from './execution.ts';
import { ExecutionExists, type Runner } from './runner.ts';

/** An error in the AWS JSON protocol. The SDK throws an exception named by its type. */
export class AwsError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

type Input = Readonly<Record<string, unknown>>;

const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;
const MAX_INPUT_BYTES = 262_144;

const seconds = (instant: number) => instant / 1000;

/** The Step Functions API for the executions of the given state machines. */
export function stepFunctionsOperations(
  runners: ReadonlyMap<string, Runner>,
): Readonly<Record<string, (input: Input) => object>> {
  /** Ignores the last part of ARNs of versions and aliases. */
  const getRunner = (stateMachineArn: unknown): Runner => {
    const runner = runners.get(String(stateMachineArn).split(':').slice(0, 7).join(':'));
    if (!runner) {
      throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
    }
    return runner;
  };

  const locate = (executionArn: unknown): { runner: Runner; name: string; execution: Execution } => {
    const parts = String(executionArn).split(':');
    const name = parts.slice(7).join(':');
    const runner = runners.get(parts.slice(0, 7).join(':').replace(':execution:', ':stateMachine:'));
    const execution = runner?.find(name);
    if (!runner || !execution) {
      throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
    }
    return { runner, name, execution };
  };

  return {
    StartExecution({ stateMachineArn, name = crypto.randomUUID(), input = '{}' }) {
      const runner = getRunner(stateMachineArn);
      if (!NAME.test(String(name))) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
      checkInput(String(input));
      try {
        const { arn, startedAt } = runner.start(String(name), String(input));
        return { executionArn: arn, startDate: seconds(startedAt) };
      } catch (error) {
        if (error instanceof ExecutionExists) throw new AwsError('ExecutionAlreadyExists', error.message);
        throw error;
      }
    },

    StopExecution({ executionArn, error, cause }) {
      const { runner, name } = locate(executionArn);
      const stopped = runner.stop(
        name,
        error === undefined ? undefined : String(error),
        cause === undefined ? undefined : String(cause),
      );
      return { stopDate: seconds(stopped?.stoppedAt ?? 0) };
    },

    DescribeStateMachine({ stateMachineArn }) {
      getRunner(stateMachineArn);
      return { stateMachineArn, status: 'ACTIVE', type: 'STANDARD' };
    },

    DescribeExecution({ executionArn }) {
      const { execution } = locate(executionArn);
      return { ...toListItem(execution), input: execution.input, ...outcome(execution) };
    },

    ListExecutions({ stateMachineArn, statusFilter, maxResults = 100, nextToken }) {
      const all = getRunner(stateMachineArn).list();
      // The token is the last name of the previous page, so executions that end in between cause no gaps.
      const rest = all.slice(
        nextToken === undefined ? 0 : all.findIndex(({ name }) => name === nextToken) + 1,
      );
      const found = rest.filter(({ status }) => statusFilter === undefined || status === statusFilter);
      const page = found.slice(0, Number(maxResults));
      return {
        executions: page.map(toListItem),
        ...(page.length < found.length && { nextToken: page.at(-1)?.name }),
      };
    },

    GetExecutionHistory({ executionArn, reverseOrder, maxResults = 1000 }) {
      const events = toHistoryEvents(locate(executionArn).execution);
      return { events: (reverseOrder ? events.reverse() : events).slice(0, Number(maxResults)) };
    },
  };
}

function checkInput(input: string): void {
  try {
    JSON.parse(input);
  } catch {
    throw new AwsError('InvalidExecutionInput', 'Invalid State Machine Execution Input: not JSON');
  }
  if (Buffer.byteLength(input) > MAX_INPUT_BYTES) {
    throw new AwsError('InvalidExecutionInput', 'The input is larger than 262144 bytes');
  }
}

const toListItem = ({ arn, stateMachineArn, name, status, startedAt, stoppedAt }: Execution) => ({
  executionArn: arn,
  stateMachineArn,
  name,
  status,
  startDate: seconds(startedAt),
  ...(stoppedAt !== undefined && { stopDate: seconds(stoppedAt) }),
});

const outcome = ({ output, error, cause }: Execution) => ({
  ...(output !== undefined && { output }),
  ...(error !== undefined && { error }),
  ...(cause !== undefined && { cause }),
});

/** The history as events, as far as the recorded visits allow. */
function toHistoryEvents(execution: Execution): object[] {
  const { startedAt, stoppedAt, status, visits, input } = execution;
  const text = (value: unknown) => JSON.stringify(value ?? null);
  const events = visits.flatMap(({ state, type, enteredAt, exitedAt, input: given, output }) => [
    {
      timestamp: seconds(enteredAt),
      type: `${type}StateEntered`,
      stateEnteredEventDetails: { name: state, input: text(given) },
    },
    ...(exitedAt === undefined
      ? []
      : [
          {
            timestamp: seconds(exitedAt),
            type: `${type}StateExited`,
            stateExitedEventDetails: { name: state, output: text(output) },
          },
        ]),
  ]);
  const ending = {
    RUNNING: [],
    SUCCEEDED: [{ type: 'ExecutionSucceeded', executionSucceededEventDetails: outcome(execution) }],
    FAILED: [{ type: 'ExecutionFailed', executionFailedEventDetails: outcome(execution) }],
    ABORTED: [{ type: 'ExecutionAborted', executionAbortedEventDetails: outcome(execution) }],
    TIMED_OUT: [{ type: 'ExecutionTimedOut', executionTimedOutEventDetails: outcome(execution) }],
  }[status];
  return [
    { timestamp: seconds(startedAt), type: 'ExecutionStarted', executionStartedEventDetails: { input } },
    ...events.sort((a, b) => a.timestamp - b.timestamp),
    ...ending.map((event) => ({ timestamp: seconds(stoppedAt ?? startedAt), ...event })),
  ].map((event, i) => ({ id: i + 1, previousEventId: i, ...event }));
}
