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

/** A schedule whose turns have to be looked at, as it is now. */
export interface ScheduleCheck {
  readonly accountId: string;
  readonly schedule: Schedule;
  /** Until when its turns have been looked at. */
  readonly lookedAt: Instant;
  /** When they have to be again. */
  readonly lookAt: Instant;
}

export interface ScheduleCheckStore {
  /** A page of the schedules in a shard whose look is due by then; `next` leads to the following page. */
  due(
    shard: number,
    until: Instant,
    after?: QuerySpec['after'],
  ): Promise<{ readonly looks: readonly ScheduleCheck[]; readonly next?: QuerySpec['after'] }>;
  /**
   * Notes that the turns have been looked at until an instant, and when to look next. False, with nothing changed, where
   * the schedule was changed, looked at by another or deleted meanwhile.
   */
  move(look: ScheduleCheck, lookedAt: Instant, next: Instant): Promise<boolean>;
}

/** Read at a time, as many as one call reads. */
const PAGE = 100;

/** Sorts behind every entry of an instant. */
const behind = (iso: string): string => `${iso}$`;

type Indexed = Schedule & { readonly gsi2pk?: string; readonly gsi2sk?: string };

/** The schedule without what an item of the table has besides. */
export function scheduleOf(stored: Schedule): Schedule {
  const { gsi2pk: _pk, gsi2sk: _sk, ...schedule } = stored as Indexed;
  return schedule;
}

/**
 * The schedule with its look in the index, due now: what was changed is looked at in the next minute, from where `before`
 * had been looked at. One that is new, or comes to be enabled, is looked at from now on; a disabled one never.
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

/** The looks of all accounts' schedules. */
export function createScheduleCheckStore(table: Table): ScheduleCheckStore {
  return {
    async due(shard, until, after) {
      const page = await table.query({
        index: 'gsi2',
        pk: scheduleCheckPk(shard),
        sk: { from: '0', to: behind(toIso(until)) },
        limit: PAGE,
        ...(after && { after }),
      });
      const keys = page.items.map(({ pk, sk }) => ({ pk, sk }));
      const items = keys.length > 0 ? await table.batchGet<Item>(keys) : [];
      // The index is behind: what another sweep has moved may still stand in it.
      const looks = items.map(lookOf).filter((look) => look !== undefined && look.lookAt <= until);
      return { looks: looks as readonly ScheduleCheck[], ...(page.next && { next: page.next }) };
    },

    async move({ accountId, schedule, lookedAt, lookAt }, looked, next) {
      const attributes = (at: Instant, since: Instant) =>
        scheduleCheckAttributes(accountId, schedule.id, toIso(at), toIso(since));
      return conditionHolds(
        table.update(
          configurationKey(accountId, 'SCHEDULE', schedule.id),
          { expression: 'SET gsi2sk = :next', values: { ':next': attributes(next, looked).gsi2sk } },
          {
            expression: '#version = :version AND gsi2sk = :seen',
            names: { '#version': 'version' },
            values: { ':version': schedule.version, ':seen': attributes(lookAt, lookedAt).gsi2sk },
          },
        ),
      );
    },
  };
}

function lookOf({ pk, sk: _sk, ...item }: Item): ScheduleCheck | undefined {
  const stored = item as unknown as Indexed;
  if (stored.gsi2sk === undefined) return undefined;
  const { checkAtIso, checkedAtIso } = parseScheduleCheckSk(stored.gsi2sk);
  return {
    accountId: accountIdFromConfigurationPk(pk),
    schedule: scheduleOf(stored),
    lookedAt: Date.parse(checkedAtIso),
    lookAt: Date.parse(checkAtIso),
  };
}
