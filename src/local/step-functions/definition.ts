type State = Readonly<Record<string, unknown>>;
type States = Readonly<Record<string, State>>;

export interface Definition {
  readonly StartAt: string;
  readonly States: States;
}

/** The action of the interpreter in a state. */
export type Step =
  | { readonly kind: 'task'; readonly resource: string; readonly timeoutSeconds: number }
  | { readonly kind: 'wait'; readonly wait: State };

export interface RunnableDefinition {
  readonly definition: Definition;
  /** Steps of all Task and Wait states by name, including those inside Map and Parallel. */
  readonly steps: ReadonlyMap<string, Step>;
}

/** The longest timeout that fits the interpreter's timer. */
const MAX_TASK_SECONDS = 2_147_483;

const DEFAULT_TASK_SECONDS = 60;

/**
 * The definition adapted for the interpreter. Its Wait uses a timer that cannot be scaled or last longer than 24 days, so
 * each Wait becomes a task. Intervals of Retry are divided by the time scale. The task pool applies timeouts, because they
 * must start when the function starts.
 */
export function runnable(definition: Definition, timeScale: number): RunnableDefinition {
  const steps = new Map<string, Step>();

  const adaptState = (name: string, state: State): State => {
    switch (state.Type) {
      case 'Wait':
        steps.set(name, { kind: 'wait', wait: state });
        return waitAsTask(state);
      case 'Task':
        steps.set(name, {
          kind: 'task',
          resource: String(state.Resource),
          timeoutSeconds: Number(state.TimeoutSeconds ?? DEFAULT_TASK_SECONDS),
        });
        return withScaledRetry({ ...state, TimeoutSeconds: MAX_TASK_SECONDS }, timeScale);
      case 'Map': {
        const member = 'ItemProcessor' in state ? 'ItemProcessor' : 'Iterator';
        return withScaledRetry({ ...state, [member]: adaptMachine(state[member] as Definition) }, timeScale);
      }
      case 'Parallel':
        return withScaledRetry(
          { ...state, Branches: (state.Branches as Definition[]).map(adaptMachine) },
          timeScale,
        );
      default:
        return state;
    }
  };

  const adaptMachine = (machine: Definition): Definition => ({
    ...machine,
    States: Object.fromEntries(
      Object.entries(machine.States).map(([name, state]) => [name, adaptState(name, state)]),
    ),
  });

  return { definition: adaptMachine(definition), steps };
}

const waitAsTask = ({ Seconds, SecondsPath, Timestamp, TimestampPath, ...rest }: State): State => ({
  ...rest,
  Type: 'Task',
  Resource: 'arn:aws:states:::wait',
  TimeoutSeconds: MAX_TASK_SECONDS,
  Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 0, MaxAttempts: 99_999_999 }],
});

function withScaledRetry(state: State, timeScale: number): State {
  if (timeScale === 1 || !Array.isArray(state.Retry)) return state;
  return {
    ...state,
    Retry: state.Retry.map((retrier) => ({
      ...retrier,
      IntervalSeconds: (retrier.IntervalSeconds ?? 1) / timeScale,
      ...(retrier.MaxDelaySeconds && { MaxDelaySeconds: retrier.MaxDelaySeconds / timeScale }),
    })),
  };
}

/** When a Wait that starts now ends. Supports only simple paths such as $.a.b */
export function endOfWait(wait: State, input: unknown, now: number): number {
  if (wait.Seconds !== undefined) return now + Number(wait.Seconds) * 1000;
  if (wait.SecondsPath !== undefined) return now + Number(valueAt(input, wait.SecondsPath)) * 1000;
  const text = String(wait.Timestamp ?? valueAt(input, wait.TimestampPath));
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) {
    const error = new Error(`The end of the Wait is not a timestamp: ${text}`);
    error.name = 'States.Runtime';
    throw error;
  }
  // Step Functions ignores fractions of a second.
  return Math.floor(instant / 1000) * 1000;
}

const valueAt = (input: unknown, path: unknown): unknown =>
  String(path)
    .split('.')
    .slice(1)
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], input);
