import type { Directory } from '../../domain/directory/directory.ts';
import { notFound } from '../../domain/kernel/errors.ts';
import { listResources } from '../../http/resource.ts';
import type { Route } from '../../http/route.ts';
import type { CalendarFeeds } from './calendar-feeds.ts';
import { defineRoute } from './define-route.ts';
import { createScheduleResource, getSchedule } from './find-schedule.ts';
import { scheduleQuery } from './input.ts';

const base = {
  tag: 'Who is on call',
  domain: 'schedule-oncall',
  rights: ['read'],
  produces: 'text/calendar',
} as const;

/** The operations that export on-call times as iCalendar files. */
export const calendarRoutes = (directory: Directory, feeds: CalendarFeeds): readonly Route[] => [
  defineRoute({
    ...base,
    method: 'GET',
    path: '/v2/schedules/{identifier}.ics',
    summary: 'Export a schedule as an iCalendar file, from 30 days ago to 90 days ahead',
    query: scheduleQuery,
    handle: async ({ caller, params, query, now }) => {
      const schedule = await getSchedule(directory, caller, params, query.by);
      return feeds.ofSchedule(caller.accountId, schedule, now);
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
      return feeds.ofUser(caller.accountId, user, schedules, now);
    },
  }),
];
