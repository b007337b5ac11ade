import { type Instant, SECOND, toIso, toIsoSecondsRoundedUp } from '../../platform/clock.ts';
import type { Executions } from '../../platform/executions.ts';
import { sha256 } from '../../platform/ids.ts';
import { deadlineOf, type Heartbeat } from './model.ts';
import type { HeartbeatReference } from './store.ts';

/**
 * Who is about to expire is watched to the second. A sweep each minute finds them so long before; half a minute more than
 * the minute, for EventBridge keeps its time only roughly.
 */
export const WATCH = 90 * SECOND;

/** A heartbeat that is watched, and the deadline that it had when it was looked at last. */
export interface Watched extends HeartbeatReference {
  readonly deadline: Instant;
}

/** Input of an execution of statemachines/heartbeat-checks.asl.json. */
export interface WatchInput {
  /** When to look: ISO 8601, whole seconds. */
  readonly at: string;
  /** Who is pinged and thereby expires after this instant is left to the next sweep. */
  readonly until: Instant;
  readonly watched: readonly Watched[];
}

/** So many go into one execution, whose state may have 256 kB: names have up to 200 characters. */
const WATCHED_AT_ONCE = 200;

/** The next look at those, at the first deadline among them. */
export const watchOf = (watched: readonly Watched[], until: Instant): WatchInput => ({
  at: toIsoSecondsRoundedUp(Math.min(...watched.map(({ deadline }) => deadline))),
  until,
  watched,
});

/** The heartbeat, where it expires by then and nobody has noticed yet. */
export function watchedUntil(heartbeat: Heartbeat, until: Instant): Watched | undefined {
  const deadline = deadlineOf(heartbeat);
  if (heartbeat.expiry || deadline === undefined || deadline > until) return undefined;
  return { accountId: heartbeat.accountId, id: heartbeat.id, deadline };
}

/** Has them watched until the instant. The same watch begun again is the same execution. */
export async function beginWatch(
  executions: Executions,
  watched: readonly Watched[],
  until: Instant,
): Promise<void> {
  for (let from = 0; from < watched.length; from += WATCHED_AT_ONCE) {
    const input = watchOf(watched.slice(from, from + WATCHED_AT_ONCE), until);
    const name = `${toIso(until).replace(/[:.]/g, '-')}-${sha256(JSON.stringify(input)).slice(0, 32)}`;
    await executions.start(name, input);
  }
}
