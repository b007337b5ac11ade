import type { Directory } from '../../domain/directory/directory.ts';
import { readForwardingRules } from '../../domain/forwarding-rules/rules.ts';
import type { ScheduleCheck, ScheduleCheckStore } from '../../domain/schedules/next-checks.ts';
import { type Clock, HOUR, type Instant, MINUTE, SECOND } from '../../platform/clock.ts';
import { SCHEDULE_SHARDS } from '../../platform/keys.ts';
import { logger } from '../../platform/logger.ts';
import type { Queue } from '../../platform/queue.ts';
import type { QuerySpec } from '../../platform/table.ts';
import { nextLook, noticesDue, type Shifts, teamsIn, usersIn } from './due-notices.ts';

export interface SweepParts {
  readonly looks: ScheduleCheckStore;
  readonly directory: Pick<Directory, 'users' | 'teams' | 'forwardingRules'>;
  /** The queue shift-notices.fifo. */
  readonly queue: Queue;
  readonly clock: Clock;
}

export interface SweepReport {
  readonly looked: number;
  readonly sent: number;
  readonly failed: number;
  /** Whether all that was due was looked at, or time ran out before. */
  readonly complete: boolean;
}

/** A sweep may take so long; what is left is found by the next. */
const ROUND = 45 * SECOND;

/** What was due longer ago, in an outage, is no news any more. */
const LATEST = HOUR;

/**
 * Each minute: of the schedules whose look is due, puts the notices that have become due since the last look on the
 * queue, and only then moves the look. Who dies between the two, or does it at the same time as another, sends the same
 * notices with the same ids, which the sender sends once. A look that was changed meanwhile is left: the next sweep looks
 * at the schedule as it has become, from where this one did.
 */
export function createSweep({ looks, directory, queue, clock }: SweepParts): () => Promise<SweepReport> {
  async function shiftsOf({ accountId, schedule }: ScheduleCheck): Promise<Shifts> {
    const teamIds = teamsIn(schedule);
    const [forwarding, teams] = await Promise.all([
      readForwardingRules(directory, accountId),
      teamIds.length > 0 ? directory.teams.getMany(accountId, teamIds) : [],
    ]);
    const userIds = usersIn(schedule, teams, forwarding);
    const users = userIds.length > 0 ? await directory.users.getMany(accountId, userIds) : [];
    return { accountId, schedule, teams, users, forwarding };
  }

  /** How many notices were sent. */
  async function looked(look: ScheduleCheck, now: Instant): Promise<number | 'failed'> {
    try {
      const shifts = await shiftsOf(look);
      const due = noticesDue(shifts, Math.max(look.checkedUntil, now - LATEST), now);
      for (const notice of due) {
        // A group of its own: nobody's message waits for a channel whose provider is down.
        await queue.send(notice, { group: notice.notificationId, deduplicationId: notice.notificationId });
      }
      await looks.reschedule(look, now, nextLook(shifts, now));
      return due.length;
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      logger.error('Could not look at the turns of a schedule', {
        accountId: look.accountId,
        scheduleId: look.schedule.id,
        error: name,
      });
      return 'failed';
    }
  }

  return async () => {
    const begun = clock();
    const counts = { looked: 0, sent: 0, failed: 0 };
    let complete = true;
    // Each sweep begins with another shard, so that where time runs out it is not always the same that wait.
    const first = Math.floor(begun / MINUTE) % SCHEDULE_SHARDS;
    for (let offset = 0; offset < SCHEDULE_SHARDS; offset++) {
      let after: QuerySpec['after'];
      do {
        if (clock() >= begun + ROUND) {
          complete = false;
          break;
        }
        const page = await looks.findDue((first + offset) % SCHEDULE_SHARDS, begun, after);
        const results = await Promise.all(page.checks.map((look) => looked(look, begun)));
        counts.looked += results.length;
        counts.failed += results.filter((each) => each === 'failed').length;
        counts.sent += results.reduce<number>((sum, each) => sum + (each === 'failed' ? 0 : each), 0);
        after = page.next;
      } while (after);
    }
    const report = { ...counts, complete };
    logger.info('Swept shifts', report);
    return report;
  };
}
