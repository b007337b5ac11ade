import { type Instant, toIso } from '../../platform/clock.ts';
import {
  accountIdFromConfigurationPk,
  configurationKey,
  parseScheduleCheckSk,
  scheduleCheckAttributes,
  scheduleCheckPk,
} from '../../platform/keys.ts';
import { conditionHolds, type Item, type QuerySpec, type Table } from '../../platform/table.ts';
import type { Schedule } from './model.ts';

/** A schedule whose shifts are due to be checked for notices, as currently stored. */
export interface ScheduleCheck {
  readonly accountId: string;
  readonly schedule: Schedule;
  /** Notices that were due until this instant have been handled. */
  readonly checkedUntil: Instant;
  /** When the shifts must be checked again. */
  readonly nextCheckAt: Instant;
}

/** When the shifts of each enabled schedule must be checked next, over all accounts. */
export interface ScheduleCheckStore {
  /** A page of the schedules in a shard whose check is due; pass `next` as `after` to get the following page. */
  findDue(
    shard: number,
    until: Instant,
    after?: QuerySpec['after'],
  ): Promise<{ readonly checks: readonly ScheduleCheck[]; readonly next?: QuerySpec['after'] }>;
  /**
   * Stores until when the shifts have been checked, and when to check next. Returns false and changes nothing if the
   * schedule was changed, checked by another sweep or deleted meanwhile.
   */
  reschedule(check: ScheduleCheck, checkedUntil: Instant, next: Instant): Promise<boolean>;
}

/** The most items that one BatchGetItem reads. */
const PAGE = 100;

/** Sorts after every index entry of the instant. */
const justAfterEntries = (iso: string): string => `${iso}$`;

type Indexed = Schedule & { readonly gsi2pk?: string; readonly gsi2sk?: string };

/** The schedule without the index attributes of its item. */
export function withoutIndexAttributes(stored: Schedule): Schedule {
  const { gsi2pk: _pk, gsi2sk: _sk, ...schedule } = stored as Indexed;
  return schedule;
}

/**
 * The schedule with index attributes that make its next check due now, so that a change is checked within a minute,
 * starting where the check of `before` stopped. A schedule that is new or newly enabled is checked from `now` on; a
 * disabled one is never checked.
 */
export function withNextCheck<T extends Omit<Schedule, 'version'>>(
  accountId: string,
  schedule: T,
  now: Instant,
  before?: Schedule,
): T {
  if (!schedule.enabled) return schedule;
  const { gsi2sk } = (before ?? {}) as Partial<Indexed>;
  const checkedAtIso = gsi2sk ? parseScheduleCheckSk(gsi2sk).checkedAtIso : toIso(now);
  return { ...schedule, ...scheduleCheckAttributes(accountId, schedule.id, toIso(now), checkedAtIso) };
}

export function createScheduleCheckStore(table: Table): ScheduleCheckStore {
  return {
    async findDue(shard, until, after) {
      const page = await table.query({
        index: 'gsi2',
        pk: scheduleCheckPk(shard),
        sk: { from: '0', to: justAfterEntries(toIso(until)) },
        limit: PAGE,
        ...(after && { after }),
      });
      const keys = page.items.map(({ pk, sk }) => ({ pk, sk }));
      const items = keys.length > 0 ? await table.batchGet<Item>(keys) : [];
      // The index is eventually consistent: it may still hold entries that another sweep has rescheduled.
      const checks = items
        .map(toScheduleCheck)
        .filter((check) => check !== undefined && check.nextCheckAt <= until);
      return { checks: checks as readonly ScheduleCheck[], ...(page.next && { next: page.next }) };
    },

    async reschedule({ accountId, schedule, checkedUntil, nextCheckAt }, newCheckedUntil, next) {
      const attributes = (at: Instant, since: Instant) =>
        scheduleCheckAttributes(accountId, schedule.id, toIso(at), toIso(since));
      return conditionHolds(
        table.update(
          configurationKey(accountId, 'SCHEDULE', schedule.id),
          { expression: 'SET gsi2sk = :next', values: { ':next': attributes(next, newCheckedUntil).gsi2sk } },
          {
            expression: '#version = :version AND gsi2sk = :seen',
            names: { '#version': 'version' },
            values: { ':version': schedule.version, ':seen': attributes(nextCheckAt, checkedUntil).gsi2sk },
          },
        ),
      );
    },
  };
}

function toScheduleCheck({ pk, sk: _sk, ...item }: Item): ScheduleCheck | undefined {
  const stored = item as unknown as Indexed;
  if (stored.gsi2sk === undefined) return undefined;
  const { checkAtIso, checkedAtIso } = parseScheduleCheckSk(stored.gsi2sk);
  return {
    accountId: accountIdFromConfigurationPk(pk),
    schedule: withoutIndexAttributes(stored),
    checkedUntil: Date.parse(checkedAtIso),
    nextCheckAt: Date.parse(checkAtIso),
  };
}
