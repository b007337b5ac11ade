import { type Directory, loadTargetFormatter } from '../../domain/directory/directory.ts';
import { ALL_RULES } from '../../domain/forwarding-rules/model.ts';
import { type CalendarPeriod, listCalendarPeriods } from '../../domain/schedules/calendar-periods.ts';
import type { OnCallParty, Schedule } from '../../domain/schedules/model.ts';
import { MAX_PERIODS } from '../../domain/schedules/timeline.ts';
import type { User } from '../../domain/users/model.ts';
import type { RawResponse } from '../../http/route.ts';
import type { Instant } from '../../platform/clock.ts';
import { createCalendar } from './calendar.ts';
import { listScheduleTargets } from './view.ts';

/** Creates the calendars of schedules and users. */
export interface CalendarFeeds {
  /** All shifts of the schedule. */
  ofSchedule(accountId: string, schedule: Schedule, now: Instant): Promise<RawResponse>;
  /** The shifts of the user and of their teams in the schedules. */
  ofUser(accountId: string, user: User, schedules: readonly Schedule[], now: Instant): Promise<RawResponse>;
}

export function createCalendarFeeds(directory: Directory): CalendarFeeds {
  async function respond(
    accountId: string,
    name: string,
    now: Instant,
    schedules: readonly Schedule[],
    isShown: (period: CalendarPeriod) => boolean,
  ): Promise<RawResponse> {
    const forwarding = await directory.forwardingRules.get(accountId, ALL_RULES);
    const found = schedules
      .values()
      .flatMap((schedule) => listCalendarPeriods(schedule, now, forwarding?.rules ?? []))
      .filter(isShown)
      .take(MAX_PERIODS)
      .toArray();
    const targets = found.map(({ period }) => period.party);
    const formatTarget = await loadTargetFormatter(directory, accountId, targets);
    const entries = found.map((entry) => {
      const { username, name: partyName = username } = formatTarget(entry.period.party);
      return { ...entry, who: partyName ?? entry.period.party.id };
    });
    return {
      kind: 'raw',
      status: 200,
      contentType: 'text/calendar; charset=utf-8',
      body: await createCalendar(name, entries, forwarding, now),
      headers: { 'Cache-Control': 'private, no-cache' },
    };
  }

  return {
    ofSchedule: (accountId, schedule, now) => respond(accountId, schedule.name, now, [schedule], () => true),

    async ofUser(accountId, user, schedules, now) {
      const teamIds = schedules
        .flatMap(listScheduleTargets)
        .filter(({ type }) => type === 'team')
        .map(({ id }) => id);
      const teams = await directory.teams.getMany(accountId, teamIds);
      const own = new Set(
        teams.filter(({ members }) => members.some(({ userId }) => userId === user.id)).map(({ id }) => id),
      );
      const isTheirs = ({ type, id }: OnCallParty) =>
        (type === 'user' && id === user.id) || (type === 'team' && own.has(id));
      return respond(accountId, `On call: ${user.username}`, now, schedules, ({ period }) =>
        isTheirs(period.party),
      );
    },
  };
}
