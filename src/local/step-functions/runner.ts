import { ExecutionAbortedError, StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import type { Journal } from '../shared/journal.ts';
import type { ScaledTime } from '../shared/scaled-time.ts';
import { type Definition, endOfWait, runnable } from './definition.ts';
import { dropDetails, type Execution, recordEvent } from './execution.ts';
import { createTaskPool } from './task-pool.ts';
import { type Wait, waitUntil } from './waits.ts';

/** The part of a running execution that survives a restart. */
export interface JournaledExecution {
  readonly input: string;
  readonly startedAt: number;
  /** The state in which it waits at the top level of the state machine, with the state's input. */
  readonly waiting?: { readonly state: string; readonly until: number; readonly input: unknown };
}

export interface RunnerDeps {
  readonly stateMachineArn: string;
  readonly definition: Definition;
  /** Invokes the function with this ARN. */
  readonly invoke: (functionArn: string, input: unknown) => Promise<unknown>;
  readonly time: Pick<ScaledTime, 'scale' | 'now' | 'realDuration'>;
  readonly journal: Journal<JournaledExecution>;
  readonly onChange?: (execution: Execution) => void;
}

/** Runs the executions of one state machine. */
export interface Runner {
  /** Starts an execution, or returns the running one of the same name and input. Throws {@link ExecutionExists}. */
  readonly start: (name: string, input: string) => Execution;
  /** Aborts an execution; does nothing if it has ended. Undefined if there is none of this name. */
  readonly stop: (name: string, error?: string, cause?: string) => Execution | undefined;
  readonly find: (name: string) => Execution | undefined;
  /** Newest first. */
  readonly list: () => readonly Execution[];
  /** Continues the executions that the previous process left running. */
  readonly resume: () => void;
  /** Stops all executions before their next state; they stay in the journal for the next process. */
  readonly halt: () => void;
}

/** An execution of this name has ended, or is running with a different input. */
export class ExecutionExists extends Error {
  override readonly name = 'ExecutionAlreadyExists';
}

/** Number of latest executions that keep the inputs and outputs of their states. */
const MAX_DETAILED = 1_000;

/** Number of ended executions that are kept; of older ones, only the names. */
const MAX_ENDED = 2_000;
const MAX_ENDED_NAMES = 100_000;

/**
 * A task waits for the network most of its time. With fewer, pages wait behind the queue's worker, which takes the event loop
 * first. Waiting tasks do not time out.
 */
const MAX_PARALLEL_TASKS = 40;

/** How many interrupted executions of the previous process restart in parallel. */
const MAX_PARALLEL_RESTARTS = 16;

/** The resource of a task that names its function in its parameters. */
const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';

interface Run {
  readonly execution: Execution;
  readonly waits: Set<Wait>;
  /** Whether the execution was stopped or the process is stopping. */
  readonly isOver: () => boolean;
  readonly abort: () => void;
}

/** Stops the interpreter for an execution that is over: not retried, not caught. */
class ExecutionOver extends Error {
  readonly isRetryable = false;
  readonly isCatchable = false;
}

/** Stops the interpreter: aborts first, so that no further state follows, then ends the waits. */
function release({ abort, waits }: Run): void {
  abort();
  for (const wait of waits) wait.cancel();
}

/** Executes the state machine's deployed definition with the interpreter aws-local-stepfunctions. */
export function createRunner(deps: RunnerDeps): Runner {
  const { stateMachineArn, time, journal, onChange = () => undefined } = deps;
  const { definition, steps } = runnable(deps.definition, time.scale);
  const machines = new Map<string, StateMachine>();
  const running = new Map<string, Run>();
  const executions = new Map<string, Execution>();
  const ended: Execution[] = [];
  const detailed: Execution[] = [];
  const endedNames = new Set<string>();
  let halted = false;

  const isWait = (state: string) => steps.get(state)?.kind === 'wait';
  const toArn = (name: string) => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

  const machineFrom = (startAt: string): StateMachine => {
    const machine =
      machines.get(startAt) ??
      new StateMachine({ ...definition, StartAt: startAt } as unknown as StateMachineDefinition, {
        validationOptions: { noValidate: true },
      });
    machines.set(startAt, machine);
    return machine;
  };

  const inPool = createTaskPool(MAX_PARALLEL_TASKS);
  /** Handlers for the Task and Wait states of one execution. */
  const createHandlers = ({ execution, isOver, waits }: Run) =>
    Object.fromEntries(
      [...steps].map(([state, step]) => {
        const act =
          step.kind === 'wait'
            ? waiting(execution, waits, state, step.wait)
            : (input: unknown) => callFunction(step.resource, input);
        return [
          state,
          async (input: unknown) => {
            if (isOver()) throw new ExecutionOver();
            if (step.kind === 'wait') return act(input);
            return inPool(
              () => (isOver() ? Promise.reject(new ExecutionOver()) : act(input)),
              step.timeoutSeconds * 1000,
            );
          },
        ];
      }),
    );

  /** Invokes the function that a task's resource names, or the one that the parameters of lambda:invoke name. */
  const callFunction = async (resource: string, input: unknown): Promise<unknown> => {
    if (resource !== LAMBDA_INVOKE) return deps.invoke(resource, input);
    const { FunctionName, Payload } = input as { readonly FunctionName: string; readonly Payload: unknown };
    return { StatusCode: 200, Payload: await deps.invoke(FunctionName, Payload) };
  };

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
      // The interpreter records the visit just after the state has started.
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
      overrides: { taskResourceLocalHandlers: createHandlers(begun) as never },
      context: { Execution: { Id: execution.arn, Name: execution.name } } as never,
    });
    running.set(execution.name, begun);
    executions.set(execution.name, execution);
    detailed.push(execution);
    if (detailed.length > MAX_DETAILED) dropDetails(detailed.shift()!);
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
    if (ended.length > MAX_ENDED) executions.delete(ended.shift()!.name);
    if (endedNames.size > MAX_ENDED_NAMES) endedNames.delete(endedNames.values().next().value!);
    onChange(execution);
  };

  const begin = (name: string, input: string, startedAt: number): Execution => ({
    arn: toArn(name),
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
        throw new ExecutionExists(`Execution Already Exists: '${toArn(name)}'`);
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
      const left = [...journal.live].filter(([arn]) => arn.startsWith(toArn('')));
      const interrupted: (() => Promise<void>)[] = [];
      for (const [arn, { input, startedAt, waiting: wait }] of left) {
        const execution = begin(arn.slice(toArn('').length), input, startedAt);
        if (wait && wait.until > time.now() && wait.state in definition.States) {
          void run(execution, wait.state, wait.input);
        } else {
          interrupted.push(() => run(execution, definition.StartAt, JSON.parse(input)));
        }
      }
      const next = async (): Promise<void> => {
        const restart = interrupted.shift();
        if (!restart || halted) return;
        await Promise.race([restart(), new Promise((resolve) => setTimeout(resolve, 200))]);
        await next();
      };
      for (let i = 0; i < MAX_PARALLEL_RESTARTS; i++) void next();
    },

    halt() {
      halted = true;
      for (const run of running.values()) release(run);
    },
  };
}
