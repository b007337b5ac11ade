import type { Instant } from '../../platform/clock.ts';
import type { Executions } from '../../platform/executions.ts';
import type { Queue } from '../../platform/queue.ts';
import { checkHeartbeat } from './check-heartbeat.ts';
import { type Heartbeat, heartbeatId, needsCheck } from './model.ts';
import { CHECK_HORIZON, findCheckBefore, scheduleChecks } from './scheduled-checks.ts';
import type { HeartbeatStore } from './store.ts';

export interface PingDeps {
  readonly heartbeats: HeartbeatStore;
  /** The queue alert-actions.fifo. */
  readonly alertActions: Queue;
  /** Executions of heartbeat-checks. */
  readonly heartbeatChecks: Executions;
}

/** Checks a heartbeat that has just changed, and schedules a check if it may expire before the next sweep. */
export async function checkChangedHeartbeat(
  { heartbeats, alertActions, heartbeatChecks }: PingDeps,
  heartbeat: Heartbeat,
  now: Instant,
): Promise<void> {
  const checked = await checkHeartbeat({ heartbeats, queue: alertActions }, heartbeat, now);
  const scheduled = checked && findCheckBefore(checked, now + CHECK_HORIZON);
  if (scheduled) await scheduleChecks(heartbeatChecks, [scheduled], now + CHECK_HORIZON);
}

export interface Ping {
  readonly accountId: string;
  readonly name: string;
  /** When the ping was received, which may be some time ago. */
  readonly at: Instant;
  /** If set, the ping only reaches heartbeats of this team. */
  readonly teamId?: string | undefined;
}

/**
 * Pings a heartbeat. Does nothing if no heartbeat has that name, or if a later ping is stored. Idempotent: a repetition
 * completes what the first call left undone. Resolves with whether it changed a heartbeat.
 */
export async function pingHeartbeat(
  deps: PingDeps,
  { accountId, name, at, teamId }: Ping,
  now: Instant,
): Promise<boolean> {
  const pinged = await deps.heartbeats.ping(accountId, heartbeatId(name), at, teamId);
  if (pinged && needsCheck(pinged)) await checkChangedHeartbeat(deps, pinged, now);
  return pinged !== undefined;
}
