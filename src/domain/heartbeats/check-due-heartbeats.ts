import type { Clock } from '../../platform/clock.ts';
import { type CheckHeartbeatDeps, checkHeartbeat } from './check-heartbeat.ts';
import { findCheckBefore, type ScheduledChecksInput, toScheduledChecksInput } from './scheduled-checks.ts';

export interface CheckDueHeartbeatsDeps extends CheckHeartbeatDeps {
  readonly clock: Clock;
}

/** Result of the task CheckHeartbeats. */
export type CheckDueHeartbeatsOutput =
  | ({ readonly decision: 'WAIT' } & ScheduledChecksInput)
  | { readonly decision: 'END' };

/**
 * Creates the task CheckHeartbeats of statemachines/heartbeat-checks.asl.json. It checks the heartbeats whose deadline has
 * passed. One that was pinged in the meantime stays in the execution, unless its new deadline can wait for the next sweep.
 */
export function createCheckDueHeartbeats({
  clock,
  ...deps
}: CheckDueHeartbeatsDeps): (input: ScheduledChecksInput) => Promise<CheckDueHeartbeatsOutput> {
  return async ({ checks, until }) => {
    const now = clock();
    const due = checks.filter(({ deadline }) => deadline <= now);
    const found = await deps.heartbeats.getAll(due);
    const checked = await Promise.all(found.map((heartbeat) => checkHeartbeat(deps, heartbeat, now)));
    const left = [
      ...checks.filter(({ deadline }) => deadline > now),
      ...checked.flatMap((heartbeat) => (heartbeat && findCheckBefore(heartbeat, until)) ?? []),
    ];
    return left.length > 0
      ? { decision: 'WAIT', ...toScheduledChecksInput(left, until) }
      : { decision: 'END' };
  };
}
