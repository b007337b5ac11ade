import type { Random } from './random.ts';

/**
 * What happens to one call of AWS.
 *
 * - `error`, `throttled`: refused, nothing took effect. `errorAfter`: it took effect, and the answer is an error.
 * - `timeout`, `timeoutAfter`: no answer until the client gives up; without and with effect.
 * - `repeated`: it took effect, the answer got lost, and the client of the SDK made the call again.
 * - `crash`, `crashAfter`: the process dies before the call, or between its effect and its answer.
 * - `stall`: the call takes minutes, while everybody takes the process for dead; then it goes on all the same.
 * - `reconcile`: a round of the reconciler begins just then.
 * - `killed`: somebody stops all executions that run.
 */
export const FAULTS = [
  'error',
  'throttled',
  'errorAfter',
  'timeout',
  'timeoutAfter',
  'repeated',
  'crash',
  'crashAfter',
  'stall',
  'reconcile',
  'killed',
] as const;
export type Fault = (typeof FAULTS)[number];

/** A call of AWS: `worker DynamoDB.put`. */
export interface Site {
  /** The function that makes it. */
  readonly who: string;
  readonly operation: string;
  /** `read`: a fault before and after the effect is the same. `provider`: its client makes one attempt. */
  readonly kind: 'read' | 'write' | 'provider';
}

/** Decides for each call which fault it meets. */
export interface FaultPlan {
  readonly next: (site: Site) => Fault | undefined;
  /** The calls with their faults, in order. */
  readonly injected: readonly string[];
  readonly calls: () => number;
}

const ONLY_OF_WRITES: readonly Fault[] = ['errorAfter', 'timeoutAfter', 'repeated', 'crashAfter'];

/** Whether the fault differs from the others at this kind of call. */
export const makesSense = (fault: Fault, { kind }: Site): boolean =>
  kind === 'read' ? !ONLY_OF_WRITES.includes(fault) : kind === 'write' || fault !== 'repeated';

/** Counts the calls and gets the fault of each from `decide`. */
export function faultPlan(decide: (call: number, site: Site) => Fault | undefined): FaultPlan {
  let calls = 0;
  const injected: string[] = [];
  return {
    injected,
    calls: () => calls,
    next(site) {
      const call = calls++;
      const fault = decide(call, site);
      if (!fault || !makesSense(fault, site)) return undefined;
      injected.push(`${fault} at call ${call} (${site.who} ${site.operation})`);
      return fault;
    },
  };
}

export const noFaults = (onCall: (call: number, site: Site) => void = () => {}): FaultPlan =>
  faultPlan((call, site) => {
    onCall(call, site);
    return undefined;
  });

/** One fault at one call. */
export const oneFault = (at: number, fault: Fault): FaultPlan =>
  faultPlan((call) => (call === at ? fault : undefined));

/** Any fault at any call with the probability `rate` (0 to 1), while `isOn`. */
export const manyFaults = (random: Random, rate: number, isOn: () => boolean): FaultPlan =>
  faultPlan(() => (isOn() && random.next() < rate ? random.pick(FAULTS) : undefined));
