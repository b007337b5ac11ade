import { HOUR, type Instant, toIso } from '../../platform/clock.ts';
import { GLOBAL_SCOPE } from '../policies/model.ts';
import type { Schedule } from '../schedules/model.ts';
import { TimelineTooLong } from '../schedules/timeline.ts';
import type { User } from '../users/model.ts';
import { describeReachability, REACHABILITY_PROBLEMS, type Reachability } from '../users/reachability.ts';
import { createFinding, type Finding, type ReadinessInput } from './model.ts';
import { createReach, type Reach } from './reach.ts';
import { findGaps, GAP_HORIZON_MS } from './schedule-gaps.ts';

/** How many findings are listed at most. */
export const MAX_FINDINGS = 1_000;

/**
 * Finds what may keep the alerts of an account from reaching people, problems first. It looks at the configuration and the
 * next 14 days of the schedules. A pure function. Personal mutes count only if they are on at the instant.
 */
export function checkReadiness(input: ReadinessInput, now: Instant): readonly Finding[] {
  const reach = createReach(input, now);
  const reachability = new Map(input.users.map((user) => [user.id, describeReachability(user, now)]));
  const isReachable = (id: string) => reachability.get(id)?.reachable === true;
  const findsSomebody = (ref: { readonly type: string; readonly id: string }) =>
    [...reach.listPeople(ref)].some(isReachable);
  const findings = [
    ...checkAccount(input, isReachable),
    ...checkUsers(input, reach, reachability),
    ...checkSchedules(input, now),
    ...checkEscalations(input, findsSomebody),
    ...checkTeams(input, findsSomebody),
    ...checkHeartbeats(input),
    ...checkKeys(input),
    ...checkIntegrations(input),
    ...checkPolicies(input),
  ];
  const rank = ({ level }: Finding) => (level === 'problem' ? 0 : 1);
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

type FindsSomebody = (ref: { readonly type: string; readonly id: string }) => boolean;

function checkAccount(
  { users, settings }: ReadinessInput,
  isReachable: (id: string) => boolean,
): readonly Finding[] {
  const hasOwner = users.some(({ id, role }) => role.name.toLowerCase() === 'owner' && isReachable(id));
  if (settings?.fallbackResponder || hasOwner) return [];
  return [
    createFinding(
      'NoOwner',
      { type: 'account', id: 'account', name: 'account' },
      'The account has neither a fallback responder nor an owner who can be reached, so an alert that reaches nobody stays silent.',
    ),
  ];
}

/** Looks at the users who respond to something, and at the owners. Others are never notified of new alerts. */
function checkUsers(
  { users, teams, escalations, schedules }: ReadinessInput,
  reach: Reach,
  reachability: ReadonlyMap<string, Reachability>,
): readonly Finding[] {
  const responders = new Set([
    ...teams.flatMap(({ members }) => members.map(({ userId }) => userId)),
    ...escalations.flatMap(({ id }) => [...reach.listPeople({ type: 'escalation', id })]),
    ...schedules.flatMap(({ id }) => [...reach.listPeople({ type: 'schedule', id })]),
    ...users.filter(({ role }) => role.name.toLowerCase() === 'owner').map(({ id }) => id),
  ]);
  return users
    .filter(({ id }) => responders.has(id))
    .flatMap((user) => toUserFindings(user, reachability.get(user.id)));
}

function toUserFindings({ id, username }: User, reachability: Reachability | undefined): readonly Finding[] {
  if (!reachability || reachability.problems.length === 0) return [];
  const text = reachability.problems.map((problem) => REACHABILITY_PROBLEMS[problem]).join('; ');
  return [
    createFinding(
      reachability.reachable ? 'UserHardlyReachable' : 'UserUnreachable',
      { type: 'user', id, name: username },
      `${username} ${text}.`,
    ),
  ];
}

function checkSchedules({ schedules }: ReadinessInput, now: Instant): readonly Finding[] {
  return schedules.filter(({ enabled }) => enabled).flatMap((schedule) => checkSchedule(schedule, now));
}

/** What is wrong with the next 14 days of one schedule. */
export function checkSchedule(schedule: Schedule, now: Instant): readonly Finding[] {
  const { id, name } = schedule;
  const resource = { type: 'schedule', id, name } as const;
  try {
    const gaps = findGaps(schedule, now);
    const [first] = gaps;
    if (!first) return [];
    const total = gaps.reduce((sum, { start, end }) => sum + end - start, 0);
    const hours = Math.max(1, Math.round(total / HOUR));
    return [
      total === GAP_HORIZON_MS
        ? createFinding('NobodyOnCall', resource, `Schedule ${name} has nobody on call in the next 14 days.`)
        : createFinding(
            'ScheduleGap',
            resource,
            `Schedule ${name} has nobody on call from ${toIso(first.start)} to ${toIso(first.end)}` +
              `${gaps.length > 1 ? `, and in ${gaps.length - 1} more gaps` : ''}: ` +
              `about ${hours} of the next 336 hours.`,
          ),
    ];
  } catch (error) {
    if (!(error instanceof TimelineTooLong)) throw error;
    return [
      createFinding('ScheduleTooLong', resource, `Schedule ${name} has too many shifts to look for gaps.`),
    ];
  }
}

const checkEscalations = ({ escalations }: ReadinessInput, finds: FindsSomebody): readonly Finding[] =>
  escalations
    .filter(({ id }) => !finds({ type: 'escalation', id }))
    .map(({ id, name }) =>
      createFinding(
        'EscalationFindsNobody',
        { type: 'escalation', id, name },
        `Escalation ${name} leads to nobody who can be notified.`,
      ),
    );

function checkTeams({ teams }: ReadinessInput, finds: FindsSomebody): readonly Finding[] {
  return teams.flatMap(({ id, name, routingRules }) => {
    const resource = { type: 'team', id, name } as const;
    if (!finds({ type: 'team', id })) {
      return [
        createFinding(
          'TeamFindsNobody',
          resource,
          `The routing rules of team ${name} lead to nobody who can be notified.`,
        ),
      ];
    }
    return routingRules
      .filter(({ notify }) => notify.type === 'none')
      .map((rule) =>
        createFinding(
          'RoutedToNobody',
          resource,
          `Routing rule ${rule.name} of team ${name} notifies nobody${
            rule.criteria.type === 'match-all' && !rule.timeRestriction ? ', and it matches every alert' : ''
          }.`,
        ),
      );
  });
}

function checkHeartbeats({ heartbeats, teams, settings }: ReadinessInput): readonly Finding[] {
  const teamIds = new Set(teams.map(({ id }) => id));
  return heartbeats
    .filter(({ enabled }) => enabled)
    .flatMap(({ name, ownerTeamId }) => {
      const resource = { type: 'heartbeat', id: name, name } as const;
      if (ownerTeamId === undefined) {
        if (settings?.fallbackResponder) return [];
        const text = `Heartbeat ${name} has no owner team, so nobody is notified when it expires.`;
        return [createFinding('HeartbeatWithoutTeam', resource, text)];
      }
      const text = `The owner team of heartbeat ${name} no longer exists.`;
      return teamIds.has(ownerTeamId) ? [] : [createFinding('HeartbeatOfMissingTeam', resource, text)];
    });
}

function checkKeys({ apiKeys, teams, users }: ReadinessInput): readonly Finding[] {
  const teamIds = new Set(teams.map(({ id }) => id));
  const userIds = new Set(users.map(({ id }) => id));
  return apiKeys
    .filter(({ enabled }) => enabled)
    .flatMap(({ keyId, teamId, userId, integration: { name } }) => {
      const resource = { type: 'key', id: keyId, name } as const;
      return [
        ...(teamId !== undefined && !teamIds.has(teamId)
          ? [
              createFinding(
                'KeyOfMissingTeam',
                resource,
                `The team of key ${name} no longer exists, so its alerts reach nobody by themselves.`,
              ),
            ]
          : []),
        ...(userId !== undefined && !userIds.has(userId)
          ? [createFinding('KeyOfMissingUser', resource, `The user of key ${name} no longer exists.`)]
          : []),
      ];
    });
}

const checkIntegrations = ({ integrations }: ReadinessInput): readonly Finding[] =>
  integrations
    .filter(({ enabled }) => !enabled)
    .map(({ id, name }) =>
      createFinding(
        'IntegrationDisabled',
        { type: 'integration', id, name },
        `Integration ${name} is disabled: its key creates no alerts.`,
      ),
    );

const checkPolicies = ({ notificationPolicies, teams }: ReadinessInput): readonly Finding[] =>
  notificationPolicies.flatMap(({ id: scope, policies }) =>
    policies
      .filter(
        ({ enabled, suppress, filter, timeRestrictions }) =>
          enabled && suppress === true && (filter?.type ?? 'match-all') === 'match-all' && !timeRestrictions,
      )
      .map(({ id, name }) => {
        const team = teams.find((each) => each.id === scope);
        const whose = scope === GLOBAL_SCOPE ? 'of the account' : `of team ${team?.name ?? scope}`;
        return createFinding(
          'PolicySuppressesEverything',
          { type: 'policy', id, name },
          `Notification policy ${name} suppresses all notifications ${whose}, at all times.`,
        );
      }),
  );
