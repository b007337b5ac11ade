import type { Instant } from '../../platform/clock.ts';
import type { Escalation, NotifyType } from '../escalations/model.ts';
import type { Participant, Schedule } from '../schedules/model.ts';
import type { Team } from '../teams/model.ts';
import type { ReadinessInput } from './model.ts';

interface Ref {
  readonly type: string;
  readonly id?: string;
}

/** Everybody whom a team, schedule or escalation may lead to at some time. */
export interface Reach {
  readonly listPeople: (ref: Ref) => ReadonlySet<string>;
}

/**
 * Finds whom the account's teams, schedules and escalations may lead to, at any time from `now` on and for any alert. It is
 * more than are notified of one alert: if it is nobody, nobody ever is. Each of them is worked out once.
 */
export function createReach({ users, teams, escalations, schedules }: ReadinessInput, now: Instant): Reach {
  const byId = <T extends { readonly id: string }>(all: readonly T[]) =>
    new Map(all.map((each) => [each.id, each]));
  const [userIds, teamsById, escalationsById, schedulesById] = [
    new Set(users.map(({ id }) => id)),
    byId(teams),
    byId(escalations),
    byId(schedules),
  ];

  const ofTeam = ({ members, routingRules }: Team, how: NotifyType): readonly (Ref | undefined)[] =>
    how === 'default' || how === 'next' || how === 'previous'
      ? routingRules.map(({ notify }) => notify)
      : members
          .filter(
            ({ role }) => how === 'all' || how === 'random' || (role === 'admin') === (how === 'admins'),
          )
          .map(({ userId }) => ({ type: 'user', id: userId }));

  const ofSchedule = ({ enabled, rotations, overrides }: Schedule): readonly Participant[] =>
    enabled
      ? [
          ...rotations
            .filter(({ endDate = Number.POSITIVE_INFINITY }) => endDate > now)
            .flatMap(({ participants }) => participants),
          ...overrides.filter(({ endDate }) => endDate > now).map(({ user }) => user),
        ]
      : [];

  const ofEscalation = ({ rules }: Escalation): readonly (Ref & { readonly how: NotifyType })[] =>
    rules.map(({ recipient, notifyType }) => ({ ...recipient, how: notifyType }));

  /** What the reference leads to next; undefined for a user. */
  function listNext({ type, id = '' }: Ref, how: NotifyType): readonly (Ref & { how?: NotifyType })[] {
    const team = type === 'team' ? teamsById.get(id) : undefined;
    if (team) return ofTeam(team, how).filter((ref) => ref !== undefined);
    const schedule = type === 'schedule' ? schedulesById.get(id) : undefined;
    if (schedule) return ofSchedule(schedule);
    const escalation = type === 'escalation' ? escalationsById.get(id) : undefined;
    return escalation ? ofEscalation(escalation) : [];
  }

  return {
    listPeople(start) {
      const people = new Set<string>();
      const seen = new Set<string>();
      const open: (Ref & { how?: NotifyType })[] = [start];
      for (let ref = open.pop(); ref; ref = open.pop()) {
        const { type, id = '', how = 'default' } = ref;
        const name = `${type} ${id} ${how}`;
        if (seen.has(name)) continue;
        seen.add(name);
        if (type === 'user') {
          if (userIds.has(id)) people.add(id);
        } else open.push(...listNext(ref, how));
      }
      return people;
    },
  };
}
