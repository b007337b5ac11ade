import type { Alert } from '../domain/alerts/model.ts';
import type { Escalation, NotifyType } from '../domain/escalations/model.ts';
import { matchesCriteria } from '../domain/kernel/criteria.ts';
import { isWithinRestriction } from '../domain/kernel/time-restriction.ts';
import { adjacentParticipants, onCallParticipants } from '../domain/schedules/on-call.ts';
import type { RoutingRule, Team } from '../domain/teams/model.ts';
import type { Instant } from '../platform/clock.ts';
import { sha256 } from '../platform/ids.ts';
import type { ConfigurationLookup } from './configuration-snapshot.ts';

/** A user, or something that resolves to users. */
export interface RecipientRef {
  readonly type: 'user' | 'team' | 'schedule' | 'escalation';
  readonly id: string;
}

/** `seed` determines a random choice, so that repeating the resolution gives the same result. */
export interface ResolutionContext {
  readonly alert: Alert;
  readonly at: Instant;
  readonly seed: string;
  readonly lookup: ConfigurationLookup;
}

/** The longest chain, such as a schedule with an escalation on call whose rule names a team. */
const MAX_DEPTH = 6;

/**
 * Resolves a recipient to the ids of users at an instant, each once. Undefined if more configuration must be read first.
 *
 * - user: the user.
 * - team: `default` (also `next` and `previous`) follows the team's routing rules: to the users on call in the schedule,
 *   or to the recipients of the first rule of the escalation. `all`, `users`, `admins` and `random` choose among its
 *   members; a member with any role other than admin is a user.
 * - schedule: the users on call; `next` and `previous`: those of the next or the previous shift. A team on call means all
 *   its members, an escalation on call the recipients of its first rule. Other types count as `default`.
 * - escalation: the recipients of the rule with the smallest delay (of all such rules if there are several).
 *
 * Whatever no longer exists, or leads back to itself, resolves to nobody.
 */
export function resolveUsers(
  recipient: RecipientRef,
  how: NotifyType,
  context: ResolutionContext,
  path: readonly string[] = [],
): readonly string[] | undefined {
  const step = `${recipient.type} ${recipient.id} ${how}`;
  if (path.includes(step) || path.length >= MAX_DEPTH) return [];
  const further = (next: RecipientRef, nextHow: NotifyType) =>
    resolveUsers(next, nextHow, context, [...path, step]);

  switch (recipient.type) {
    case 'user':
      return [recipient.id];
    case 'team': {
      const team = context.lookup.find('team', recipient.id);
      if (!team) return team === null ? [] : undefined;
      if (how === 'all' || how === 'users' || how === 'admins' || how === 'random') {
        return selectMembers(team, how, context.seed);
      }
      const route = getRoute(team, context.alert, context.at);
      return route.type === 'none' ? [] : further(route, 'default');
    }
    case 'schedule': {
      const schedule = context.lookup.find('schedule', recipient.id);
      if (!schedule) return schedule === null ? [] : undefined;
      if (!schedule.enabled) return [];
      const participants =
        how === 'next' || how === 'previous'
          ? adjacentParticipants(schedule, context.at, how)
          : onCallParticipants(schedule, context.at);
      return combine(
        participants.map((participant) =>
          further(participant, participant.type === 'team' ? 'all' : 'default'),
        ),
      );
    }
    case 'escalation': {
      const escalation = context.lookup.find('escalation', recipient.id);
      if (!escalation) return escalation === null ? [] : undefined;
      return combine(getFirstRules(escalation).map((rule) => further(rule.recipient, rule.notifyType)));
    }
  }
}

/** Undefined if any is undefined. Resolve all of them first, so that one read fetches everything that is missing. */
function combine(lists: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  return lists.every((list) => list !== undefined) ? [...new Set(lists.flat())] : undefined;
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

/** The target of the first routing rule of the team that matches the alert at the instant. */
export function getRoute(team: Team, alert: Alert, at: Instant): RoutingRule['notify'] {
  const rule = team.routingRules.find(
    ({ isDefault, criteria, timeRestriction, timezone }) =>
      isDefault ||
      (matchesCriteria(criteria, alert) &&
        (!timeRestriction || isWithinRestriction(timeRestriction, at, timezone))),
  );
  return rule?.notify ?? { type: 'none' };
}
