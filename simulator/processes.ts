import type { Instant } from '../src/platform/clock.ts';
import { SECOND } from '../src/platform/clock.ts';
import { ProviderError } from '../src/senders/delivery/provider-outcome.ts';
import type { SimulatedClock } from './clock.ts';
import type { Fault, FaultPlan, Site } from './faults.ts';

/** One invocation of a function. */
export interface Process {
  readonly name: string;
  /** Dead: it receives no more answers and does nothing. */
  readonly isAlive: () => boolean;
  readonly die: (as: 'Runtime.ExitError' | 'Sandbox.Timedout') => void;
  /** Its caller gives it up when its time is over, but it keeps running. */
  readonly survive: () => void;
}

/** An error as a client of AWS throws it. */
export class AwsFailure extends Error {
  override readonly name: string;
  /** The AWS SDK marks errors of services with it. */
  readonly $fault = 'server';

  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

/** How long the clients try before they give up on a service that does not answer: four attempts of 3 seconds. */
const CLIENT_GIVES_UP = 12 * SECOND;

/** Longer than the visibility timeout of the queue and than a claim. */
const STALLED = 200 * SECOND;

/** The time that a client has spent on attempts when it gives up on a service that refuses calls. */
const REFUSED = SECOND;

type Failing = 'InternalServerError' | 'ThrottlingException' | 'TimeoutError' | 'GatewayTimeout';

/** Makes the error that the clients of providers throw for a failed call. */
const FAULT_OF_PROVIDER: Readonly<Record<Failing, ProviderError>> = {
  InternalServerError: new ProviderError({ kind: 'answered', status: 500 }),
  ThrottlingException: new ProviderError({ kind: 'answered', status: 429 }),
  TimeoutError: new ProviderError({ kind: 'lost', code: 'TimeoutError' }),
  GatewayTimeout: new ProviderError({ kind: 'answered', status: 504 }),
};

export interface Processes {
  /** Makes a call of AWS from a process. */
  readonly call: <T>(process: Process, site: Site, call: () => Promise<T>) => Promise<T>;
  /**
   * Runs a function as Lambda does: rejects with Runtime.ExitError if it dies, with Sandbox.Timedout if it takes too long,
   * and otherwise settles like the function.
   */
  readonly invoke: <T>(name: string, timeoutMs: number, run: (process: Process) => Promise<T>) => Promise<T>;
}

export function createProcesses(
  simulation: SimulatedClock,
  plan: FaultPlan,
  interfere: (fault: 'reconcile' | 'killed') => void,
): Processes {
  const { random } = simulation;

  function call<T>(process: Process, site: Site, act: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (!process.isAlive()) return;
      const fault = plan.next(site);
      const after = (milliseconds: number, what: () => void | Promise<void>) =>
        simulation.at(simulation.now() + milliseconds, async () => {
          if (process.isAlive()) await what();
        });
      const fail = (name: Failing) =>
        reject(site.kind === 'provider' ? FAULT_OF_PROVIDER[name] : new AwsFailure(name));
      const answer = async () => {
        try {
          const result = await act();
          after(1 + random.below(5), () => resolve(result));
        } catch (error) {
          after(1 + random.below(5), () => reject(error as Error));
        }
      };
      const ignoringErrors = () =>
        act().then(
          () => {},
          () => {},
        );
      const outcomes: Readonly<Record<Fault | 'none', () => void | Promise<void>>> = {
        none: answer,
        error: () => after(REFUSED, () => fail('InternalServerError')),
        throttled: () => after(REFUSED, () => fail('ThrottlingException')),
        async errorAfter() {
          await ignoringErrors();
          after(REFUSED, () => fail('GatewayTimeout'));
        },
        timeout: () => after(CLIENT_GIVES_UP, () => fail('TimeoutError')),
        async timeoutAfter() {
          await ignoringErrors();
          after(CLIENT_GIVES_UP, () => fail('TimeoutError'));
        },
        async repeated() {
          await ignoringErrors();
          after(3 * SECOND, answer);
        },
        crash: () => process.die('Runtime.ExitError'),
        async crashAfter() {
          await ignoringErrors();
          process.die('Runtime.ExitError');
        },
        stall() {
          process.survive();
          after(STALLED, answer);
        },
        async reconcile() {
          interfere('reconcile');
          await answer();
        },
        async killed() {
          interfere('killed');
          await answer();
        },
      };
      after(1 + random.below(10), outcomes[fault ?? 'none']);
    });
  }

  function invoke<T>(name: string, timeoutMs: number, run: (process: Process) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let state: 'alive' | 'surviving' | 'dead' = 'alive';
      const process: Process = {
        name,
        isAlive: () => state !== 'dead',
        die(as) {
          if (state !== 'surviving') state = 'dead';
          // The death of a process that already counts as dead is ignored.
          simulation.at(simulation.now() + 50, () => reject(new AwsFailure(as)));
        },
        survive() {
          state = 'surviving';
        },
      };
      simulation.at(simulation.now() + timeoutMs, () => process.die('Sandbox.Timedout'));
      const done = (): Instant => simulation.now() + 5 + random.below(10);
      run(process).then(
        (result) => simulation.at(done(), () => resolve(result)),
        (error) => simulation.at(done(), () => reject(error as Error)),
      );
    });
  }

  return { call, invoke };
}

/**
 * Processes whose calls take no time, for tests of what happens at which minute. They know only the faults `error` and
 * `crash`.
 */
export function createInstantProcesses(plan: FaultPlan): Processes {
  const never = new Promise<never>(() => {});
  return {
    async call(process, site, act) {
      if (!process.isAlive()) return never;
      const fault = plan.next(site);
      if (fault === 'error') {
        throw site.kind === 'provider'
          ? FAULT_OF_PROVIDER.InternalServerError
          : new AwsFailure('InternalServerError');
      }
      if (fault === 'crash') process.die('Runtime.ExitError');
      else if (fault) throw new Error(`${fault} needs processes whose calls take time`);
      if (!process.isAlive()) return never;
      const result = await act();
      return process.isAlive() ? result : never;
    },
    invoke: (name, _timeoutMs, run) =>
      new Promise((resolve, reject) => {
        let alive = true;
        const process: Process = {
          name,
          isAlive: () => alive,
          die(as) {
            alive = false;
            reject(new AwsFailure(as));
          },
          survive: () => {},
        };
        run(process).then(
          (result) => alive && resolve(result),
          (error) => alive && reject(error as Error),
        );
      }),
  };
}
