import type { Directory } from '../../domain/directory/directory.ts';
import { readForwardingRules } from '../../domain/forwarding-rules/rules.ts';
import type { OnCallParty } from '../../domain/schedules/model.ts';
import { getOnCallOverview, listPeriods, listShiftsOfUser } from '../../domain/schedules/on-call-overview.ts';
import type { User } from '../../domain/users/model.ts';
import { listResources } from '../../http/resource.ts';
import { ok, type Route } from '../../http/route.ts';
import { DAY, toIso } from '../../platform/clock.ts';
import { defineRoute } from './define-route.ts';
import { createScheduleResource } from './find-schedule.ts';
import { overviewQuery } from './input.ts';
import { scheduleSummary, teamView } from './view.ts';

/** How far ahead the overview looks for the next change and for shifts. */
const HORIZON = 14 * DAY;

/** The methods by which the user can be reached, each once. */
const listMethods = ({ contacts }: User) => [
  ...new Set(
    contacts
      .filter(({ enabled, verification }) => enabled && verification?.state !== 'unverified')
      .map(({ method }) => method),
  ),
];

/** The operation that shows all schedules at once, as the console's page does. */
export function onCallOverviewRoutes(directory: Directory): readonly Route[] {
  /** Loads the names of the parties, and how users can be reached. */
  async function loadPartyView(accountId: string, parties: readonly OnCallParty[]) {
    const listIds = (type: OnCallParty['type']) => [
      ...new Set(parties.filter((party) => party.type === type).map(({ id }) => id)),
    ];
    const [users, teams, escalations] = await Promise.all([
      directory.users.getMany(accountId, listIds('user')),
      directory.teams.getMany(accountId, listIds('team')),
      directory.escalations.getMany(accountId, listIds('escalation')),
    ]);
    const usersById = new Map(users.map((user) => [user.id, user]));
    const names = new Map([...teams, ...escalations].map(({ id, name }) => [id, name]));
    return ({ type, id }: OnCallParty) => {
      const user = type === 'user' ? usersById.get(id) : undefined;
      if (user) return { type, id, name: user.fullName, username: user.username, methods: listMethods(user) };
      const name = names.get(id);
      return { type, id, ...(name !== undefined && { name }) };
    };
  }

  return [
    defineRoute({
      method: 'GET',
      path: '/v2/schedules/on-calls/overview',
      tag: 'Who is on call',
      summary:
        'Get who is on call in each schedule, until when, and who is next, with the own shifts of a user',
      domain: 'schedule-oncall',
      rights: ['read'],
      query: overviewQuery,
      response: 'onCallOverview',
      handle: async ({ caller, query, now }) => {
        const { accountId, user } = caller;
        const at = query.date ?? now;
        const horizon = at + HORIZON;
        const [schedules, rules] = await Promise.all([
          listResources(createScheduleResource(directory), caller),
          readForwardingRules(directory, accountId),
        ]);
        const inOrder = schedules.toSorted((a, b) => a.name.localeCompare(b.name));
        const shown = inOrder.map((schedule) => {
          const periods = listPeriods(schedule, at, horizon, rules);
          return { schedule, periods, overview: getOnCallOverview(periods, at, horizon) };
        });
        const parties = shown.flatMap(({ overview }) => [...overview.now, ...overview.next]);
        const ownerTeams = schedules.flatMap(({ ownerTeamId }) => ownerTeamId ?? []);
        const [toParty, teams] = await Promise.all([
          loadPartyView(accountId, parties),
          directory.teams.getMany(accountId, [...new Set(ownerTeams)]),
        ]);
        const teamNames = new Map(teams.map(({ id, name }) => [id, name]));
        const shifts = shown.flatMap(({ schedule: { id, name }, periods }) =>
          (user ? listShiftsOfUser(periods, user.id) : []).map((shift) => ({
            schedule: { id, name },
            ...shift,
          })),
        );
        return ok({
          date: toIso(at),
          schedules: shown.map(({ schedule, overview: { now: onCall, until, next } }) => ({
            _parent: scheduleSummary(schedule),
            timezone: schedule.timezone,
            ...(schedule.ownerTeamId && {
              ownerTeam: teamView(schedule.ownerTeamId, teamNames.get(schedule.ownerTeamId)),
            }),
            onCall: onCall.map(toParty),
            ...(until !== undefined && { until: toIso(until) }),
            next: next.map(toParty),
          })),
          shifts: shifts
            .toSorted((a, b) => a.start - b.start)
            .map(({ schedule, start, end }) => ({ schedule, startDate: toIso(start), endDate: toIso(end) })),
        });
      },
    }),
  ];
}
