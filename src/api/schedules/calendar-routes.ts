import { type Directory, loadTargetFormatter } from '../../domain/directory/directory.ts';
import type { ForwardingRule } from '../../domain/forwarding-rules/model.ts';
import { readForwardingRules } from '../../domain/forwarding-rules/rules.ts';
import { notFound } from '../../domain/kernel/errors.ts';
import { findPeriodStart, getLayers, listOnCallPeriods } from '../../domain/schedules/layer.ts';
import type { OnCallParty, Schedule } from '../../domain/schedules/model.ts';
import { type ForwardedPeriod, MAX_PERIODS, splitByForwarding } from '../../domain/schedules/timeline.ts';
import { listResources } from '../../http/resource.ts';
import type { RawResponse, Route } from '../../http/route.ts';
import { DAY, type Instant } from '../../platform/clock.ts';
import { createCalendar } from './calendar.ts';
import { defineRoute } from './define-route.ts';
import { createScheduleResource, getSchedule } from './find-schedule.ts';
import { scheduleQuery } from './input.ts';
import { listScheduleTargets } from './view.ts';

/** The time that a calendar covers, in milliseconds before and after now. */
const PAST = 30 * DAY;
const AHEAD = 90 * DAY;

const base = {
  tag: 'Who is on call',
  domain: 'schedule-oncall',
  rights: ['read'],
  produces: 'text/calendar',
} as const;

const calendarResponse = (body: string): RawResponse => ({
  kind: 'raw',
  status: 200,
  contentType: 'text/calendar; charset=utf-8',
  body,
});

interface Found {
  readonly schedule: Schedule;
  readonly layer: { readonly id: string; readonly name: string };
  readonly period: ForwardedPeriod;
}

/**
 * The on-call periods in a schedule's calendar. A period that is under way at the start of the calendar is included
 * from its own start, so that it keeps its UID in later exports.
 */
function* listCalendarPeriods(
  schedule: Schedule,
  now: Instant,
  rules: readonly ForwardingRule[],
): Generator<Found> {
  if (!schedule.enabled) return;
  for (const layer of getLayers(schedule)) {
    const from = findPeriodStart(layer, now - PAST);
    for (const whole of listOnCallPeriods(layer, from, now + AHEAD)) {
      for (const period of splitByForwarding(whole, rules)) yield { schedule, layer, period };
    }
  }
}

/** The operations that export on-call times as iCalendar files. */
export function calendarRoutes(directory: Directory): readonly Route[] {
  async function calendar(accountId: string, name: string, found: readonly Found[], now: Instant) {
    const targets = found.map(({ period }) => period.party);
    const formatTarget = await loadTargetFormatter(directory, accountId, targets);
    const entries = found.map((entry) => {
      const { username, name: partyName = username } = formatTarget(entry.period.party);
      return { ...entry, who: partyName ?? entry.period.party.id };
    });
    return calendarResponse(createCalendar(name, entries, now));
  }

  return [
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/schedules/{identifier}.ics',
      summary: 'Export a schedule as an iCalendar file, from 30 days ago to 90 days ahead',
      query: scheduleQuery,
      handle: async ({ caller, params, query, now }) => {
        const schedule = await getSchedule(directory, caller, params, query.by);
        const rules = await readForwardingRules(directory, caller.accountId);
        const found = listCalendarPeriods(schedule, now, rules).take(MAX_PERIODS).toArray();
        return calendar(caller.accountId, schedule.name, found, now);
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/schedules/on-calls/{identifier}.ics',
      summary:
        'Export the on-call times of a user (by id or username) as an iCalendar file, directly or through a team',
      handle: async ({ caller, params, now }) => {
        const identifier = params.identifier ?? '';
        const user =
          (await directory.users.get(caller.accountId, identifier)) ??
          (await directory.users.getByName(caller.accountId, identifier));
        if (!user) throw notFound(`User with id or username [${identifier}] does not exist.`);
        const schedules = await listResources(createScheduleResource(directory), caller);
        const rules = await readForwardingRules(directory, caller.accountId);
        const teamIds = schedules
          .flatMap(listScheduleTargets)
          .filter(({ type }) => type === 'team')
          .map(({ id }) => id);
        const teams = await directory.teams.getMany(caller.accountId, teamIds);
        const own = new Set(
          teams.filter(({ members }) => members.some(({ userId }) => userId === user.id)).map(({ id }) => id),
        );
        const isTheirs = ({ type, id }: OnCallParty) =>
          (type === 'user' && id === user.id) || (type === 'team' && own.has(id));
        const found = schedules
          .values()
          .flatMap((schedule) => listCalendarPeriods(schedule, now, rules))
          .filter(({ period }) => isTheirs(period.party))
          .take(MAX_PERIODS)
          .toArray();
        return calendar(caller.accountId, `On call: ${user.username}`, found, now);
      },
    }),
  ];
}
