import type { Alert } from '../domain/alerts/model.ts';
import type { Escalation, NotifyType } from '../domain/escalations/model.ts';
import { matches } from '../domain/kernel/criteria.ts';
import { isWithinRestriction } from '../domain/kernel/time-restriction.ts';
import { adjacentParticipants, onCallParticipants } from '../domain/schedules/on-call.ts';
import type { RoutingRule, Team } from '../domain/teams/model.ts';
import type { Instant } from '../platform/clock.ts';
import { sha256 } from '../platform/ids.ts';
import type { ConfigurationLookup } from './configuration-snapshot.ts';

/** Somebody or something that stands for people. */
export interface RecipientRef {
  readonly type: 'user' | 'team' | 'schedule' | 'escalation';
  readonly id: string;
}

/** At what instant, about which alert. `seed`: what a random choice hangs on, so that it comes out the same again. */
export interface ResolutionContext {
  readonly alert: Alert;
  readonly at: Instant;
  readonly seed: string;
  readonly lookup: ConfigurationLookup;
}

/** Parties that lead to parties (a schedule with an escalation on call, whose rule names a team …): so far and no further. */
const MAX_DEPTH = 6;

/**
 * The ids of the users whom a party stands for at an instant, each once; undefined while something has to be read first.
 *
 * - user: they themselves.
 * - team: `default` (also next and previous) whom its routing rules lead to: who is on call in the schedule, or whom
 *   the first rule of the escalation names. `all`, `users`, `admins`, `random`: of its members; a member of a role
 *   other than admin is a user.
 * - schedule: who is on call; `next`, `previous`: who has the next turn or had the last. A team on call is all its
 *   members, an escalation on call is whom its first rule names. Other types count as default.
 * - escalation: whom the rule with the least delay names (all such rules).
 *
 * What no longer exists, and what leads back to itself, stands for nobody.
 */
export function resolveUsers(
  party: RecipientRef,
  how: NotifyType,
  context: ResolutionContext,
  path: readonly string[] = [],
): readonly string[] | undefined {
  const step = `${party.type} ${party.id} ${how}`;
  if (path.includes(step) || path.length >= MAX_DEPTH) return [];
  const further = (next: RecipientRef, nextHow: NotifyType) =>
    resolveUsers(next, nextHow, context, [...path, step]);

  switch (party.type) {
    case 'user':
      return [party.id];
    case 'team': {
      const team = context.lookup.find('team', party.id);
      if (!team) return team === null ? [] : undefined;
      if (how === 'all' || how === 'users' || how === 'admins' || how === 'random') {
        return selectMembers(team, how, context.seed);
      }
      const route = getRoute(team, context.alert, context.at);
      return route.type === 'none' ? [] : further(route, 'default');
    }
    case 'schedule': {
      const schedule = context.lookup.find('schedule', party.id);
      if (!schedule) return schedule === null ? [] : undefined;
      if (!schedule.enabled) return [];
      const participants =
        how === 'next' || how === 'previous'
          ? adjacentParticipants(schedule, context.at, how)
          : onCallParticipants(schedule, context.at);
      return combine(participants.map((party) => further(party, party.type === 'team' ? 'all' : 'default')));
    }
    case 'escalation': {
      const escalation = context.lookup.find('escalation', party.id);
      if (!escalation) return escalation === null ? [] : undefined;
      return combine(getFirstRules(escalation).map((rule) => further(rule.recipient, rule.notifyType)));
    }
  }
}

/** All of them are looked at before one that is missing ends it, so that one reading brings all. */
function combine(parts: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  return parts.every((part) => part !== undefined) ? [...new Set(parts.flat())] : undefined;
}

function getFirstRules(escalation: Escalation) {
  const first = Math.min(...escalation.rules.map(({ delayMinutes }) => delayMinutes));
  return escalation.rules.filter(({ delayMinutes }) => delayMinutes === first);
}

function selectMembers(
  team: Team,
  which: 'all' | 'users' | 'admins' | 'random',
  seed: string,
): readonly string[] {
  const ids = [
    ...new Set(
      team.members
        .filter(({ role }) => (which === 'users' ? role !== 'admin' : which !== 'admins' || role === 'admin'))
        .map(({ userId }) => userId),
    ),
  ];
  if (which !== 'random' || ids.length === 0) return ids;
  return [ids[Number.parseInt(sha256(seed).slice(0, 8), 16) % ids.length] as string];
}

/** Where an alert for the team goes at an instant: the first of its routing rules that matches. */
export function getRoute(team: Team, alert: Alert, at: Instant): RoutingRule['notify'] {
  const rule = team.routingRules.find(
    ({ isDefault, criteria, timeRestriction, timezone }) =>
      isDefault ||
      (matches(criteria, alert) && (!timeRestriction || isWithinRestriction(timeRestriction, at, timezone))),
  );
  return rule?.notify ?? { type: 'none' };
}
