import { type Clock, type Instant, MINUTE, SECOND } from '../../platform/clock.ts';
import type { Executions } from '../../platform/executions.ts';
import { HEARTBEAT_SHARDS } from '../../platform/keys.ts';
import { logger } from '../../platform/logger.ts';
import { sweepShards } from '../../platform/sharded-sweep.ts';
import { type CheckHeartbeatDeps, checkHeartbeat } from './check-heartbeat.ts';
import { getDeadline, type Heartbeat, withNextCheck } from './model.ts';
import { CHECK_HORIZON, findCheckBefore, type ScheduledCheck, scheduleChecks } from './scheduled-checks.ts';

export interface CheckSchedulerDeps extends CheckHeartbeatDeps {
  /** Executions of heartbeat-checks. */
  readonly executions: Executions;
  readonly clock: Clock;
}

export interface CheckSchedulerReport {
  readonly checked: number;
  readonly scheduled: number;
  readonly failed: number;
  /** Whether all heartbeats that were due were checked before the time budget was spent. */
  readonly complete: boolean;
}

const SWEEP_BUDGET = 45 * SECOND;

/**
 * A read costs an eighth of a write unit, and moving the next check costs three units. So the next check is only moved if
 * that saves more reads, one a minute, than it costs.
 */
const MIN_MOVE = 15 * MINUTE;

/**
 * Creates the sweep that runs each minute over the heartbeats whose next check is near. It moves the check of those that
 * were pinged, schedules a check to the second for those that may expire before the next sweep, and handles overdue ones
 * at once.
 */
export function createCheckScheduler({
  executions,
  clock,
  ...deps
}: CheckSchedulerDeps): () => Promise<CheckSchedulerReport> {
  /** Resolves with the check to schedule, if the heartbeat needs one. */
  async function check(heartbeat: Heartbeat, until: Instant): Promise<ScheduledCheck | undefined | 'failed'> {
    try {
      const now = clock();
      const checked = await checkHeartbeat(deps, heartbeat, now);
      if (!checked) return undefined;
      const scheduled = findCheckBefore(checked, until);
      if (scheduled) return scheduled;
      const isIdle = checked.expiry !== undefined || getDeadline(checked) === undefined;
      const isDue = checked.nextCheckAt === undefined || checked.nextCheckAt <= until;
      const moved = withNextCheck(checked, now);
      if (isDue && (isIdle || (moved.nextCheckAt ?? 0) - until >= MIN_MOVE)) {
        await deps.heartbeats.replace(moved);
      }
      return undefined;
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      logger.error('Could not check a heartbeat', { accountId: heartbeat.accountId, error: name });
      return 'failed';
    }
  }

  return async () => {
    const until = clock() + CHECK_HORIZON;
    const counts = { checked: 0, failed: 0 };
    const toSchedule: ScheduledCheck[] = [];
    const complete = await sweepShards<Heartbeat>({
      clock,
      shards: HEARTBEAT_SHARDS,
      budgetMs: SWEEP_BUDGET,
      async readPage(shard, after) {
        const { heartbeats, ...page } = await deps.heartbeats.findDue(shard, until, after);
        return { items: heartbeats, ...page };
      },
      async handlePage(heartbeats) {
        const results = await Promise.all(heartbeats.map((each) => check(each, until)));
        counts.checked += results.length;
        counts.failed += results.filter((result) => result === 'failed').length;
        toSchedule.push(...results.filter((result) => typeof result === 'object'));
        return true;
      },
    });
    await scheduleChecks(executions, toSchedule, until);
    const report = { ...counts, scheduled: toSchedule.length, complete };
    logger.info('Heartbeat checks scheduled', report);
    return report;
  };
}
