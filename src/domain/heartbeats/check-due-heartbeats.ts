import type { Clock } from '../../platform/clock.ts';
import { type SettleDeps, settle } from './check-heartbeat.ts';
import { type WatchInput, watchedUntil, watchOf } from './scheduled-checks.ts';

export interface LookParts extends SettleDeps {
  readonly clock: Clock;
}

/** What the task CheckHeartbeats gives to the state machine. */
export type LookOutput = ({ readonly decision: 'WAIT' } & WatchInput) | { readonly decision: 'END' };

/**
 * The task CheckHeartbeats of statemachines/heartbeat-checks.asl.json: looks at those whose deadline has come. Who has been pinged
 * meanwhile is watched on, unless the new deadline is late enough for the next sweep.
 */
export function createLook({ clock, ...deps }: LookParts): (input: WatchInput) => Promise<LookOutput> {
  return async ({ watched, until }) => {
    const now = clock();
    const due = watched.filter(({ deadline }) => deadline <= now);
    const found = await deps.heartbeats.getAll(due);
    const settled = await Promise.all(found.map((heartbeat) => settle(deps, heartbeat, now)));
    const left = [
      ...watched.filter(({ deadline }) => deadline > now),
      ...settled.flatMap((heartbeat) => (heartbeat && watchedUntil(heartbeat, until)) ?? []),
    ];
    return left.length > 0 ? { decision: 'WAIT', ...watchOf(left, until) } : { decision: 'END' };
  };
}
