import type { ExecutionInput } from '../src/domain/alerts/action.ts';
import type { Instant } from '../src/platform/clock.ts';
import { SECOND } from '../src/platform/clock.ts';
import type { SimulatedClock } from './clock.ts';
import type { FaultPlan } from './faults.ts';
import { AwsFailure } from './processes.ts';
import { type Host, interpret, type Machine, nameTransition } from './state-machine.ts';

export interface Execution {
  readonly name: string;
  readonly input: ExecutionInput;
  status: 'running' | 'succeeded' | 'failed' | 'aborted';
  /** The names of the states that the execution entered, in order. */
  readonly states: string[];
  /** The ways that it took from one state to the next (`nameTransition`). */
  readonly transitions: Set<string>;
  output?: unknown;
  error?: string;
}

export interface ExecutionsDeps {
  readonly simulation: SimulatedClock;
  readonly machine: Machine;
  readonly plan: FaultPlan;
  readonly interfere: (fault: 'reconcile' | 'killed') => void;
  /** Called before each task; `abort` stops the execution before the task begins. */
  readonly beforeTask?: ((execution: Execution, resource: string) => 'abort' | undefined) | undefined;
  /** Whether tasks time out. If not, no event is planned for each task. */
  readonly timeouts?: boolean;
  /** Runs the function of that resource. */
  readonly run: (resource: string, input: unknown) => Promise<unknown>;
}

/**
 * Step Functions: executions by name, each started once. A task of a stopped execution completes, but no state follows it.
 */
export function createExecutions({
  simulation,
  machine,
  plan,
  interfere,
  run,
  beforeTask = () => undefined,
  timeouts = true,
}: ExecutionsDeps) {
  const all = new Map<string, Execution>();

  function createHost(execution: Execution): Host {
    /** The promise; it never settles if the execution is stopped. */
    const whileRunning = <T>(promise: Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        const unless = (what: () => void) => () => {
          if (execution.status === 'running') what();
        };
        promise.then(
          (value) => unless(() => resolve(value))(),
          (error) => unless(() => reject(error))(),
        );
      });

    /** Calls the function as Step Functions does, where the call itself may fail. */
    async function invoke(resource: string, input: unknown): Promise<unknown> {
      if (beforeTask(execution, resource) === 'abort') abort(execution);
      if (execution.status !== 'running') return undefined;
      const fault = plan.next({ who: 'Execution', operation: `Lambda.Invoke ${resource}`, kind: 'write' });
      switch (fault) {
        case 'error':
        case 'timeout':
          await simulation.sleep(SECOND);
          throw new AwsFailure('Lambda.ServiceException');
        case 'throttled':
          await simulation.sleep(SECOND);
          throw new AwsFailure('Lambda.TooManyRequestsException');
        case 'errorAfter':
        case 'timeoutAfter':
        case 'repeated':
          await run(resource, input).catch(() => {});
          throw new AwsFailure('Lambda.SdkClientException');
        case 'reconcile':
        case 'killed':
          interfere(fault);
          return run(resource, input);
        default:
          return run(resource, input);
      }
    }

    const until = (instant: Instant) => simulation.sleep(Math.max(0, instant - simulation.now()));
    return {
      executionArn: `arn:aws:states:eu-central-1:123456789012:execution:alert-escalation:${execution.name}`,
      chance: simulation.random.next,
      onState: (state, before) => {
        execution.states.push(state);
        if (before !== undefined) execution.transitions.add(nameTransition(before, state));
      },
      sleep: (milliseconds) => whileRunning(simulation.sleep(milliseconds)),
      waitUntil: (iso) => whileRunning(until(Math.floor(Date.parse(iso) / SECOND) * SECOND)),
      task: (resource, input, timeoutMs) => {
        const running = invoke(resource, input);
        if (!timeouts) return whileRunning(running);
        const timeout = simulation.sleep(timeoutMs).then(() => {
          throw new AwsFailure('States.Timeout');
        });
        return whileRunning(Promise.race([running, timeout]));
      },
    };
  }

  const abort = (execution: Execution) => {
    if (execution.status === 'running') execution.status = 'aborted';
  };

  return {
    all,
    running: () => [...all.values()].filter(({ status }) => status === 'running'),
    start(name: string, input: ExecutionInput): void {
      if (all.has(name)) return;
      const execution: Execution = { name, input, status: 'running', states: [], transitions: new Set() };
      all.set(name, execution);
      interpret(machine, structuredClone(input), createHost(execution)).then(
        (output) => Object.assign(execution, { status: 'succeeded', output }),
        (error: Error) =>
          Object.assign(execution, { status: 'failed', error: `${error.name}: ${error.message}` }),
      );
    },
    stop(name: string): void {
      const execution = all.get(name);
      if (execution) abort(execution);
    },
    /** Stops the running executions of the alert. */
    abortFor(alertId: string): void {
      for (const execution of all.values()) if (execution.input.alertId === alertId) abort(execution);
    },
    /** Stops all running executions, as an operator may do. */
    killAll(): void {
      for (const execution of all.values()) abort(execution);
    },
  };
}
