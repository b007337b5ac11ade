export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';

/** One visit of an execution to a state. */
export interface Visit {
  readonly state: string;
  readonly type: string;
  /** Index of the Map iteration. */
  readonly index?: number;
  readonly enteredAt: number;
  input?: unknown;
  exitedAt?: number;
  output?: unknown;
  /** For a Wait: when it ends. */
  until?: number;
  /** All errors, including retried ones. */
  readonly errors: { readonly at: number; readonly error: string; readonly cause: string }[];
}

export interface Execution {
  readonly arn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  /** JSON, unchanged. */
  readonly input: string;
  readonly startedAt: number;
  status: ExecutionStatus;
  stoppedAt?: number;
  output?: string;
  error?: string;
  cause?: string;
  /** In order; only the latest of a long execution. */
  readonly visits: Visit[];
  /** Whether visits have their inputs and outputs. */
  detailed: boolean;
}

const MAX_VISITS = 300;

interface InterpreterEvent {
  readonly type: string;
  readonly timestamp: number;
  readonly index?: number;
  readonly state?: { readonly name: string; readonly type: string; readonly input: unknown };
  readonly Error?: string;
  readonly Cause?: unknown;
}

/** Adds an event of the interpreter to the history. `isWait`: whether the state is a Wait in the deployed definition. */
export function recordEvent(
  execution: Execution,
  event: InterpreterEvent,
  isWait: (state: string) => boolean,
): void {
  const { state } = event;
  if (!state) return;
  const { visits } = execution;
  if (event.type === 'StateEntered') {
    visits.push({
      state: state.name,
      type: isWait(state.name) ? 'Wait' : state.type,
      ...(event.index !== undefined && { index: event.index }),
      enteredAt: event.timestamp,
      ...(execution.detailed && { input: state.input }),
      errors: [],
    });
    if (visits.length > MAX_VISITS) visits.shift();
    return;
  }
  const visit = visits.findLast((each) => each.state === state.name && each.index === event.index);
  if (!visit) return;
  if (event.type === 'StateExited') {
    visit.exitedAt = event.timestamp;
    if (execution.detailed) visit.output = (state as { output?: unknown }).output;
  } else if (event.type === 'StateFailed') {
    visit.errors.push({
      at: event.timestamp,
      error: event.Error ?? 'Error',
      cause: String(event.Cause ?? ''),
    });
  } else if (event.type === 'StateCaught') {
    visit.exitedAt = event.timestamp;
  }
}

/** Drops the inputs and outputs of visits, to save memory. */
export function dropDetails(execution: Execution): void {
  execution.detailed = false;
  for (const visit of execution.visits) {
    delete visit.input;
    delete visit.output;
  }
}
