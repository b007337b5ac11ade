import type { Directory } from '../../domain/directory/directory.ts';
import { readForwardingRules } from '../../domain/forwarding-rules/rules.ts';
import type { ScheduleCheck, ScheduleCheckStore } from '../../domain/schedules/next-checks.ts';
import { type Clock, HOUR, type Instant, SECOND } from '../../platform/clock.ts';
import { SCHEDULE_SHARDS } from '../../platform/keys.ts';
import { logger } from '../../platform/logger.ts';
import type { Queue } from '../../platform/queue.ts';
import { sweepShards } from '../../platform/sharded-sweep.ts';
import { describeShift } from './describe-shift.ts';
import { findDueNotices, getNextCheckAt, getTeamIds, getUserIds } from './due-notices.ts';
import type { ShiftNoticeContext } from './shift-notice-context.ts';

export interface ShiftNoticeQueuerDeps {
  readonly checks: ScheduleCheckStore;
  readonly directory: Pick<Directory, 'users' | 'teams' | 'forwardingRules'>;
  /** The queue shift-notices.fifo. */
  readonly queue: Queue;
  readonly clock: Clock;
}

export interface ShiftNoticeReport {
  /** Schedules checked. */
  readonly checked: number;
  /** Notices queued. */
  readonly queued: number;
  /** Schedules whose check failed. */
  readonly failed: number;
  /** Whether all schedules that were due were checked before the time budget was spent. */
  readonly complete: boolean;
}

const SWEEP_BUDGET = 45 * SECOND;

/** After an outage, notices that were due earlier than this (ms) are not sent any more. */
const MAX_NOTICE_AGE = HOUR;

/**
 * Creates the sweep that runs each minute over the schedules whose check is due. It queues the notices that have become
 * due since the last check, and only then stores the time of the next one. A sweep that dies in between, or runs at the
 * same time as another, queues the same notices with the same ids, and the sender sends each once. If the schedule
 * changed during its check, the next sweep checks it again from where this one started.
 */
export function createShiftNoticeQueuer({
  checks,
  directory,
  queue,
  clock,
}: ShiftNoticeQueuerDeps): () => Promise<ShiftNoticeReport> {
  async function readContext({ accountId, schedule }: ScheduleCheck): Promise<ShiftNoticeContext> {
    const teamIds = getTeamIds(schedule);
    const [forwardingRules, teams] = await Promise.all([
      readForwardingRules(directory, accountId),
      teamIds.length > 0 ? directory.teams.getMany(accountId, teamIds) : [],
    ]);
    const userIds = getUserIds(schedule, teams, forwardingRules);
    const users = userIds.length > 0 ? await directory.users.getMany(accountId, userIds) : [];
    return { accountId, schedule, teams, users, forwardingRules };
  }

  /** Resolves with the number of notices queued. */
  async function checkSchedule(check: ScheduleCheck, now: Instant): Promise<number | 'failed'> {
    try {
      const context = await readContext(check);
      const due = findDueNotices(context, Math.max(check.checkedUntil, now - MAX_NOTICE_AGE), now);
      for (const notice of due) {
        // One message group each, so that no notice waits for a channel whose provider is down.
        await queue.send(
          { ...notice, ...describeShift(context, notice) },
          { group: notice.notificationId, deduplicationId: notice.notificationId },
        );
      }
      await checks.reschedule(check, now, getNextCheckAt(context, now));
      return due.length;
    } catch (error) {
      logger.error('Could not check the shifts of a schedule', {
        accountId: check.accountId,
        scheduleId: check.schedule.id,
        error: error instanceof Error ? error.name : 'unknown',
      });
      return 'failed';
    }
  }

  return async () => {
    const now = clock();
    const counts = { checked: 0, queued: 0, failed: 0 };
    const complete = await sweepShards<ScheduleCheck>({
      clock,
      shards: SCHEDULE_SHARDS,
      budgetMs: SWEEP_BUDGET,
      async readPage(shard, after) {
        const { checks: items, ...page } = await checks.findDue(shard, now, after);
        return { items, ...page };
      },
      async handlePage(page) {
        const results = await Promise.all(page.map((check) => checkSchedule(check, now)));
        for (const result of results) {
          counts.checked++;
          if (result === 'failed') counts.failed++;
          else counts.queued += result;
        }
        return true;
      },
    });
    const report = { ...counts, complete };
    logger.info('Shift notices queued', report);
    return report;
  };
}
