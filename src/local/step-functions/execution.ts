export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';

/** One stay of an execution in a state. */
export interface Visit {
  readonly state: string;
  readonly type: string;
  /** Which element of a Map it belongs to. */
  readonly index?: number;
  readonly enteredAt: number;
  input?: unknown;
  exitedAt?: number;
  output?: unknown;
  /** Of a Wait: until when. */
  until?: number;
  /** Errors that were met, retried ones too. */
  readonly errors: { readonly at: number; readonly error: string; readonly cause: string }[];
}

export interface Execution {
  readonly arn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  /** JSON, byte for byte as it was given. */
  readonly input: string;
  readonly startedAt: number;
  status: ExecutionStatus;
  stoppedAt?: number;
  output?: string;
  error?: string;
  cause?: string;
  /** In order; only the last ones of a long execution. */
  readonly visits: Visit[];
  /** Whether inputs and outputs are kept with the visits. */
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

/** Enters an event of the interpreter into the execution's history. `isWait`: the state is a Wait in the file. */
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

/** Lets go of what takes room in the history. */
export function forgetDetails(execution: Execution): void {
  execution.detailed = false;
  for (const visit of execution.visits) {
    delete visit.input;
    delete visit.output;
  }
}
