import type { ChosenRoute } from '../domain/alerts/log-facts.ts';
import type { Alert } from '../domain/alerts/model.ts';
import type { Escalation, NotifyType } from '../domain/escalations/model.ts';
import { matchesCriteria } from '../domain/kernel/criteria.ts';
import { isWithinRestriction } from '../domain/kernel/time-restriction.ts';
import type { RecipientOrigin } from '../domain/notifications/context.ts';
import type { OnCallParty, Schedule } from '../domain/schedules/model.ts';
import { adjacentParticipants, onCallParticipants } from '../domain/schedules/on-call.ts';
import type { RoutingRule, Team } from '../domain/teams/model.ts';
import type { Instant } from '../platform/clock.ts';
import { sha256 } from '../platform/ids.ts';
import type { ConfigurationLookup } from './configuration-snapshot.ts';
import { attempt, isolate, type ReportFailure, readEach } from './isolation.ts';

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
  readonly report: ReportFailure;
}

/** The users and escalations that a recipient means at an instant. */
export interface Resolution {
  /** The users to notify, each once. */
  readonly userIds: readonly string[];
  /** Where each of them was found; absent for a user who is named directly. */
  readonly origins: Readonly<Record<string, RecipientOrigin>>;
  /** The escalations to follow from that instant on, each once. */
  readonly escalationIds: readonly string[];
}

const NOBODY: Resolution = { userIds: [], origins: {}, escalationIds: [] };

const toResolution = (userIds: readonly string[], origin?: RecipientOrigin): Resolution => ({
  userIds,
  origins: origin ? Object.fromEntries(userIds.map((id) => [id, origin])) : {},
  escalationIds: [],
});

/** The longest chain of teams and schedules, such as a schedule with a team on call that is routed to a schedule. */
const MAX_DEPTH = 6;

/**
 * Resolves a recipient at an instant to users and to escalations that begin then. Undefined if more configuration must be
 * read first.
 *
 * - user: the user.
 * - team: `default` (also `next` and `previous`) follows the team's routing rules, to a schedule or an escalation. `all`,
 *   `users`, `admins` and `random` choose among its members; a member with any role other than admin is a user.
 * - schedule: who is on call; `next` and `previous`: who has the next or the previous shift. A team on call follows its
 *   routing rules, an escalation on call is followed. Other types count as `default`.
 * - escalation: the escalation.
 *
 * Whatever no longer exists, or leads back to itself, resolves to nobody. A part that throws is reported: a team then
 * resolves to its members, a schedule to whoever its rotations name. Source: Opsgenie's "How do escalations work"
 * (with a team as responder of a rule, the team's routing rules are applied) and its page on schedules with business and
 * off hours (a team on call is notified by its routing rules, escalations and schedules).
 */
export function resolveRecipient(
  recipient: RecipientRef,
  how: NotifyType,
  context: ResolutionContext,
  path: readonly string[] = [],
): Resolution | undefined {
  const step = `${recipient.type} ${recipient.id} ${how}`;
  if (path.includes(step) || path.length >= MAX_DEPTH) return NOBODY;
  const further = (next: RecipientRef) => resolveRecipient(next, 'default', context, [...path, step]);

  switch (recipient.type) {
    case 'user':
      return toResolution([recipient.id]);
    case 'team': {
      const origin = { type: 'team', id: recipient.id } as const;
      const team = context.lookup.find('team', recipient.id);
      if (!team) return team === null ? NOBODY : undefined;
      return isolate(
        () => {
          if (how === 'all' || how === 'users' || how === 'admins' || how === 'random') {
            return toResolution(selectMembers(team, how, context.seed), origin);
          }
          const route = getRoutingTarget(team, context.alert, context.at, context.report);
          return route.type === 'none' ? NOBODY : further(route);
        },
        (error) => {
          const label = `Team ${attempt(() => team.name) ?? recipient.id}`;
          context.report(step, `${label} could not be evaluated; its members are notified.`, error);
          const members = readEach(
            () => team.members,
            ({ userId }) => userId,
          );
          return toResolution([...new Set(members)], origin);
        },
      );
    }
    case 'schedule': {
      const schedule = context.lookup.find('schedule', recipient.id);
      if (!schedule) return schedule === null ? NOBODY : undefined;
      const participants = isolate(
        () => {
          if (!schedule.enabled) return [];
          const onCall =
            how === 'next' || how === 'previous'
              ? adjacentParticipants(schedule, context.at, how)
              : onCallParticipants(schedule, context.at);
          return onCall.map(({ type, id }) => ({ type, id }));
        },
        (error) => {
          const label = `Schedule ${attempt(() => schedule.name) ?? recipient.id}`;
          const log = `${label} could not be evaluated; whoever its rotations name is notified.`;
          context.report(step, log, error);
          return getReadableParticipants(schedule, context.at);
        },
      );
      const origin = { type: 'schedule', id: recipient.id } as const;
      return combineResolutions(
        participants.map((each) => (each.type === 'user' ? toResolution([each.id], origin) : further(each))),
      );
    }
    case 'escalation':
      return { ...NOBODY, escalationIds: [recipient.id] };
  }
}

/** Undefined if any is undefined. Resolve all of them first, so that one read fetches everything that is missing. */
export function combineResolutions(resolutions: readonly (Resolution | undefined)[]): Resolution | undefined {
  if (!resolutions.every((each) => each !== undefined)) return undefined;
  return {
    userIds: [...new Set(resolutions.flatMap(({ userIds }) => userIds))],
    // Of several origins of a person, the first counts.
    origins: Object.assign({}, ...resolutions.map(({ origins }) => origins).reverse()),
    escalationIds: [...new Set(resolutions.flatMap(({ escalationIds }) => escalationIds))],
  };
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

/**
 * The users on call in the rotations of a schedule that cannot be evaluated as a whole: in each rotation without the
 * overrides, or all participants of a rotation that cannot be evaluated either.
 */
const getReadableParticipants = (schedule: Schedule, at: Instant): readonly OnCallParty[] =>
  readEach(
    () => schedule.rotations,
    (rotation) =>
      attempt(() => {
        const alone = { ...WITHOUT_ROTATIONS, timezone: schedule.timezone, rotations: [rotation] };
        return onCallParticipants(alone, at).map(({ type, id }) => ({ type, id }));
      }) ??
      readEach(
        () => rotation.participants,
        (each) => (each.type === 'none' ? undefined : { type: each.type, id: each.id }),
      ),
  ).flat();

const WITHOUT_ROTATIONS = {
  ...{ id: '', version: 0, name: '', description: '', enabled: true },
  ...{ overrides: [] },
} as const;

/** The recipients of the rules that can be read of an escalation that cannot be evaluated as a whole. */
export const getReadableRecipients = (escalation: Escalation) =>
  readEach(
    () => escalation.rules,
    ({ recipient: { type, id }, notifyType }) => ({ type, id, notifyType }),
  );

/** The target of an alert by the team's routing rules, and the rule that applied; absent: none did. */
export type RoutingTarget = RoutingRule['notify'] & { readonly chosen?: ChosenRoute };

/**
 * The target of the first routing rule of the team that matches the alert at the instant. A rule that throws is reported
 * and skipped; if no other rule matches, its error is thrown.
 */
export function getRoutingTarget(
  team: Team,
  alert: Alert,
  at: Instant,
  report: ReportFailure,
): RoutingTarget {
  const errors: unknown[] = [];
  for (const [i, rule] of team.routingRules.entries()) {
    const route = isolate<RoutingTarget | undefined>(
      () => {
        const { isDefault, criteria, timeRestriction, timezone, notify } = rule;
        const matches =
          isDefault ||
          (matchesCriteria(criteria, alert) &&
            (!timeRestriction || isWithinRestriction(timeRestriction, at, timezone)));
        if (!matches) return undefined;
        const name = attempt(() => rule.name);
        const chosen = { ...(name !== undefined && { rule: name }), position: i + 1 };
        return notify.type === 'none'
          ? { type: 'none', chosen }
          : { type: notify.type, id: notify.id, chosen };
      },
      (error) => {
        const label = `Routing rule ${attempt(() => rule.name) ?? i + 1} of team ${attempt(() => team.name) ?? team.id}`;
        report(`routing rule ${i} of ${team.id}`, `${label} could not be evaluated and is skipped.`, error);
        errors.push(error);
        return undefined;
      },
    );
    if (route) return route;
  }
  if (errors.length > 0) throw errors[0];
  return { type: 'none' };
}
