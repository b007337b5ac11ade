import { ExecutionAbortedError, StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import type { Journal } from '../shared/journal.ts';
import type { ScaledTime } from '../shared/scaled-time.ts';
import { type Definition, endOfWait, runnable } from './definition.ts';
import { type Execution, forgetDetails, recordEvent } from './execution.ts';
import { createTaskPool } from './task-pool.ts';
import { type Wait, waitUntil } from './waits.ts';

/** What outlives the process of a running execution. */
export interface JournaledExecution {
  readonly input: string;
  readonly startedAt: number;
  /** Where it waits at the top level of the state machine, with the state's input. */
  readonly waiting?: { readonly state: string; readonly until: number; readonly input: unknown };
}

export interface RunnerParts {
  readonly stateMachineArn: string;
  readonly definition: Definition;
  /** Calls the function of that ARN. */
  readonly invoke: (functionArn: string, input: unknown) => Promise<unknown>;
  readonly time: Pick<ScaledTime, 'scale' | 'now' | 'realDuration'>;
  readonly journal: Journal<JournaledExecution>;
  readonly onChange?: (execution: Execution) => void;
}

/** Runs the executions of one state machine. */
export interface Runner {
  /** Starts one; gives back the one of that name and input if it runs already. Throws {@link ExecutionExists}. */
  readonly start: (name: string, input: string) => Execution;
  /** Aborts it; one that has ended stays as it is. Undefined where there is none of that name. */
  readonly stop: (name: string, error?: string, cause?: string) => Execution | undefined;
  readonly find: (name: string) => Execution | undefined;
  /** Newest first. */
  readonly list: () => readonly Execution[];
  /** Goes on with what the last process left running. */
  readonly resume: () => void;
  /** Lets no execution take another step; what runs stays in the journal for the next process. */
  readonly halt: () => void;
}

/** An execution of that name has ended, or runs with another input. */
export class ExecutionExists extends Error {
  override readonly name = 'ExecutionAlreadyExists';
}

/** So many executions keep the inputs and outputs of their states. */
const DETAILED = 1_000;

/** So many ended executions are remembered; of older ones only the name. */
const ENDED_KEPT = 2_000;
const NAMES_KEPT = 100_000;

/** So many tasks are under way at once; this machine's cores do no more, and what waits for its turn does not time out. */
const TASKS_AT_ONCE = 12;

/** Interrupted executions of the last process begin a few at a time. */
const RESUMED_AT_ONCE = 16;

interface Run {
  readonly execution: Execution;
  readonly waits: Set<Wait>;
  /** Whether it was stopped, or the process stops. */
  readonly isOver: () => boolean;
  readonly abort: () => void;
}

/** Ends the interpreter's work on an execution that is over: neither retried nor caught. */
class Over extends Error {
  readonly isRetryable = false;
  readonly isCatchable = false;
}

/** Ends what the interpreter holds of a run: first the signal, so that no further state follows, then its waits. */
function release({ abort, waits }: Run): void {
  abort();
  for (const wait of waits) wait.cancel();
}

/** Executes the state machine as it is in its file, in the interpreter aws-local-stepfunctions. */
export function createRunner(parts: RunnerParts): Runner {
  const { stateMachineArn, time, journal, onChange = () => undefined } = parts;
  // The interpreter checks the definition as it is in the file, before anything is changed in it.
  new StateMachine(parts.definition as unknown as StateMachineDefinition);
  const { definition, steps } = runnable(parts.definition, time.scale);
  const machines = new Map<string, StateMachine>();
  const running = new Map<string, Run>();
  const executions = new Map<string, Execution>();
  const ended: Execution[] = [];
  const detailed: Execution[] = [];
  const endedNames = new Set<string>();
  let halted = false;

  const isWait = (state: string) => steps.get(state)?.kind === 'wait';
  const arnOf = (name: string) => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

  const machineFrom = (startAt: string): StateMachine => {
    const machine =
      machines.get(startAt) ??
      new StateMachine({ ...definition, StartAt: startAt } as unknown as StateMachineDefinition, {
        validationOptions: { noValidate: true },
      });
    machines.set(startAt, machine);
    return machine;
  };

  const inPool = createTaskPool(TASKS_AT_ONCE);
  /** What the states of one execution do. */
  const handlersOf = ({ execution, isOver, waits }: Run) =>
    Object.fromEntries(
      [...steps].map(([state, step]) => {
        const act =
          step.kind === 'wait'
            ? waiting(execution, waits, state, step.wait)
            : (input: unknown) => parts.invoke(step.resource, input);
        return [
          state,
          async (input: unknown) => {
            if (isOver()) throw new Over();
            if (step.kind === 'wait') return act(input);
            return inPool(
              () => (isOver() ? Promise.reject(new Over()) : act(input)),
              step.timeoutSeconds * 1000,
            );
          },
        ];
      }),
    );

  const waiting =
    (execution: Execution, waits: Set<Wait>, state: string, definitionOfWait: object) =>
    async (input: unknown) => {
      const known = journal.live.get(execution.arn)?.waiting;
      const until =
        known?.state === state && execution.visits.length <= 1
          ? known.until
          : endOfWait(definitionOfWait as Record<string, unknown>, input, time.now());
      if (until <= time.now()) return input;
      if (state in definition.States) {
        const { input: given, startedAt } = execution;
        journal.set(execution.arn, { input: given, startedAt, waiting: { state, until, input } });
      }
      const wait = waitUntil(until, time);
      waits.add(wait);
      // The visit is entered into the history a moment after the state has begun.
      setImmediate(() => {
        const visit = execution.visits.findLast((each) => each.state === state && !each.exitedAt);
        if (visit) visit.until = until;
        onChange(execution);
      });
      await wait.done;
      waits.delete(wait);
      return input;
    };

  const run = (execution: Execution, startAt: string, input: unknown): Promise<void> => {
    const begun: Run = {
      execution,
      waits: new Set<Wait>(),
      isOver: () => halted || execution.status !== 'RUNNING',
      abort: () => started.abort(),
    };
    const started = machineFrom(startAt).run(input as never, {
      overrides: { taskResourceLocalHandlers: handlersOf(begun) as never },
      context: { Execution: { Id: execution.arn, Name: execution.name } } as never,
    });
    running.set(execution.name, begun);
    executions.set(execution.name, execution);
    detailed.push(execution);
    if (detailed.length > DETAILED) forgetDetails(detailed.shift()!);
    void follow(execution, started.eventLogs);
    onChange(execution);
    return started.result.then(
      (output) => end(execution, { status: 'SUCCEEDED', output: JSON.stringify(output) }),
      (error: Error) => {
        if (error instanceof ExecutionAbortedError) return;
        const { name, message } = (error.cause ?? error) as Error;
        end(execution, { status: 'FAILED', error: name, cause: message });
      },
    );
  };

  const follow = async (execution: Execution, events: AsyncIterable<unknown>): Promise<void> => {
    for await (const event of events) {
      recordEvent(execution, event as Parameters<typeof recordEvent>[1], isWait);
      onChange(execution);
    }
  };

  const end = (execution: Execution, outcome: Partial<Execution> & Pick<Execution, 'status'>): void => {
    if (execution.status !== 'RUNNING' || halted) return;
    Object.assign(execution, outcome, { stoppedAt: time.now() });
    journal.delete(execution.arn);
    running.delete(execution.name);
    ended.push(execution);
    endedNames.add(execution.name);
    if (ended.length > ENDED_KEPT) executions.delete(ended.shift()!.name);
    if (endedNames.size > NAMES_KEPT) endedNames.delete(endedNames.values().next().value!);
    onChange(execution);
  };

  const begin = (name: string, input: string, startedAt: number): Execution => ({
    arn: arnOf(name),
    stateMachineArn,
    name,
    input,
    startedAt,
    status: 'RUNNING',
    visits: [],
    detailed: true,
  });

  return {
    start(name, input) {
      const known = running.get(name)?.execution;
      if (known?.input === input) return known;
      if (known || endedNames.has(name))
        throw new ExecutionExists(`Execution Already Exists: '${arnOf(name)}'`);
      const execution = begin(name, input, time.now());
      journal.set(execution.arn, { input, startedAt: execution.startedAt });
      void run(execution, definition.StartAt, JSON.parse(input));
      return execution;
    },

    stop(name, error, cause) {
      const found = running.get(name);
      if (!found) return executions.get(name);
      end(found.execution, {
        status: 'ABORTED',
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
      });
      release(found);
      return found.execution;
    },

    find: (name) => executions.get(name),
    list: () => [...executions.values()].reverse(),

    resume() {
      const left = [...journal.live].filter(([arn]) => arn.startsWith(arnOf('')));
      const interrupted: (() => Promise<void>)[] = [];
      for (const [arn, { input, startedAt, waiting: wait }] of left) {
        const execution = begin(arn.slice(arnOf('').length), input, startedAt);
        if (wait && wait.until > time.now() && wait.state in definition.States) {
          void run(execution, wait.state, wait.input);
        } else {
          interrupted.push(() => run(execution, definition.StartAt, JSON.parse(input)));
        }
      }
      const next = async (): Promise<void> => {
        const goOn = interrupted.shift();
        if (!goOn || halted) return;
        await Promise.race([goOn(), new Promise((resolve) => setTimeout(resolve, 200))]);
        await next();
      };
      for (let i = 0; i < RESUMED_AT_ONCE; i++) void next();
    },

    halt() {
      halted = true;
      for (const run of running.values()) release(run);
    },
  };
}
