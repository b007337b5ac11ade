import type { Instant } from '../../platform/clock.ts';
import type { Executions } from '../../platform/executions.ts';
import type { Queue } from '../../platform/queue.ts';
import { settle } from './check-heartbeat.ts';
import { type Heartbeat, heartbeatId, needsSettling } from './model.ts';
import { beginWatch, WATCH, watchedUntil } from './scheduled-checks.ts';
import type { HeartbeatStore } from './store.ts';

export interface PingDeps {
  readonly heartbeats: HeartbeatStore;
  /** The queue alert-actions.fifo. */
  readonly alertActions: Queue;
  /** Executions of heartbeat-checks. */
  readonly heartbeatChecks: Executions;
}

/** Brings a heartbeat that has just changed to rest; if it may expire before the next sweep, has it watched. */
export async function settled(
  { heartbeats, alertActions, heartbeatChecks }: PingDeps,
  heartbeat: Heartbeat,
  now: Instant,
): Promise<void> {
  const atRest = await settle({ heartbeats, queue: alertActions }, heartbeat, now);
  const watched = atRest && watchedUntil(atRest, now + WATCH);
  if (watched) await beginWatch(heartbeatChecks, [watched], now + WATCH);
}

/** A sign of life that came in at an instant, perhaps some time ago. */
export interface Ping {
  readonly accountId: string;
  readonly name: string;
  readonly at: Instant;
  /** Present where it may reach only what is that team's. */
  readonly teamId?: string | undefined;
}

/**
 * Pings a heartbeat; nothing happens where there is none of that name, or a later ping is known. Again with the same
 * effect, and with what was left undone the first time.
 */
export async function ping(
  deps: PingDeps,
  { accountId, name, at, teamId }: Ping,
  now: Instant,
): Promise<void> {
  const pinged = await deps.heartbeats.ping(accountId, heartbeatId(name), at, teamId);
  if (pinged && needsSettling(pinged)) await settled(deps, pinged, now);
}
