type State = Readonly<Record<string, unknown>>;
type States = Readonly<Record<string, State>>;

export interface Definition {
  readonly StartAt: string;
  readonly States: States;
}

/** What a state does when the interpreter comes to it. */
export type Step =
  | { readonly kind: 'task'; readonly resource: string; readonly timeoutSeconds: number }
  | { readonly kind: 'wait'; readonly wait: State };

export interface RunnableDefinition {
  readonly definition: Definition;
  /** Of every Task and Wait, those inside Map and Parallel included, by the state's name. */
  readonly steps: ReadonlyMap<string, Step>;
}

/** The interpreter gives a task one timer; this is the longest that fits. */
const LONGEST_TASK_SECONDS = 2_147_483;

const DEFAULT_TASK_SECONDS = 60;

/**
 * The definition as the interpreter runs it. Its own Wait goes by one timer of the machine, which can neither be scaled
 * nor last for more than 24 days, so each Wait becomes a task that waits; and the pauses of Retry are divided by the
 * time scale. A task's time-out is left to who runs it: it counts from when the function really begins.
 */
export function runnable(definition: Definition, timeScale: number): RunnableDefinition {
  const steps = new Map<string, Step>();

  const stateOf = (name: string, state: State): State => {
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
        return withScaledRetry({ ...state, TimeoutSeconds: LONGEST_TASK_SECONDS }, timeScale);
      case 'Map': {
        const member = 'ItemProcessor' in state ? 'ItemProcessor' : 'Iterator';
        return withScaledRetry({ ...state, [member]: machineOf(state[member] as Definition) }, timeScale);
      }
      case 'Parallel':
        return withScaledRetry(
          { ...state, Branches: (state.Branches as Definition[]).map(machineOf) },
          timeScale,
        );
      default:
        return state;
    }
  };

  const machineOf = (machine: Definition): Definition => ({
    ...machine,
    States: Object.fromEntries(
      Object.entries(machine.States).map(([name, state]) => [name, stateOf(name, state)]),
    ),
  });

  return { definition: machineOf(definition), steps };
}

const waitAsTask = ({ Seconds, SecondsPath, Timestamp, TimestampPath, ...rest }: State): State => ({
  ...rest,
  Type: 'Task',
  Resource: 'arn:aws:states:::wait',
  TimeoutSeconds: LONGEST_TASK_SECONDS,
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

/** The instant at which a Wait that is entered now ends. Of paths it knows those of plain names: $.a.b */
export function endOfWait(wait: State, input: unknown, now: number): number {
  if (wait.Seconds !== undefined) return now + Number(wait.Seconds) * 1000;
  if (wait.SecondsPath !== undefined) return now + Number(valueAt(input, wait.SecondsPath)) * 1000;
  const text = String(wait.Timestamp ?? valueAt(input, wait.TimestampPath));
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) {
    const error = new Error(`The wait's end is no timestamp: ${text}`);
    error.name = 'States.Runtime';
    throw error;
  }
  // Step Functions cuts off parts of a second.
  return Math.floor(instant / 1000) * 1000;
}

const valueAt = (input: unknown, path: unknown): unknown =>
  String(path)
    .split('.')
    .slice(1)
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], input);
