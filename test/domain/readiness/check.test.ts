import fc from 'fast-check';
import { escalating, person, teamOf } from '../../../simulator/configuration.ts';
import type { ApiKey } from '../../../src/domain/accounts/model.ts';
import type { Heartbeat } from '../../../src/domain/heartbeats/model.ts';
import type { NotificationPolicy } from '../../../src/domain/policies/model.ts';
import { checkReadiness } from '../../../src/domain/readiness/check.ts';
import type { ReadinessInput } from '../../../src/domain/readiness/model.ts';
import { findGaps, GAP_HORIZON_MS } from '../../../src/domain/readiness/schedule-gaps.ts';
import { onCallParticipants } from '../../../src/domain/schedules/on-call.ts';
import { DAY, HOUR } from '../../../src/platform/clock.ts';
import { anOverride, aRotation, aSchedule, NOON } from '../../support/builders.ts';

const owner = { role: { id: 'Owner', name: 'Owner' } };
const SOUND: ReadinessInput = {
  users: [person('jane', [['sms', 0]]), person('olga', [['voice', 0]], owner)],
  teams: [teamOf('ops', ['jane'])],
  escalations: [escalating('ladder', [[0, 'jane']])],
  schedules: [aSchedule([aRotation(['jane'])], { name: 'rota' })],
  heartbeats: [],
  integrations: [],
  apiKeys: [],
  notificationPolicies: [],
};

const codes = (change: Partial<ReadinessInput>) =>
  checkReadiness({ ...SOUND, ...change }, NOON).map(({ code, resource }) => `${code} ${resource.name}`);

const aHeartbeat = (ownerTeamId?: string) =>
  ({ id: 'backup', name: 'backup', enabled: true, ...(ownerTeamId && { ownerTeamId }) }) as Heartbeat;

const aKey = (more: Partial<ApiKey>) =>
  ({ keyId: 'k', enabled: true, integration: { id: 'i', name: 'Grafana', type: 'API' }, ...more }) as ApiKey;

const aPolicy = (more: Partial<NotificationPolicy> = {}) => [
  {
    id: 'global',
    version: 1,
    policies: [{ id: 'p', name: 'Quiet', type: 'notification', enabled: true, suppress: true, ...more }],
  } as const,
];

const routedTo = (id: string, notify: { type: 'escalation' | 'schedule'; id: string } | { type: 'none' }) => {
  const team = teamOf(id, ['jane']);
  return { ...team, routingRules: team.routingRules.map((rule) => ({ ...rule, notify })) };
};

test('an account whose alerts reach somebody who wakes up has no finding', () => {
  const teams = [routedTo('ops', { type: 'escalation', id: 'ladder' })];
  expect(codes({ teams })).toEqual([]);
});

test.each<[string, Partial<ReadinessInput>, readonly string[]]>([
  ['heartbeat without a team', { heartbeats: [aHeartbeat()] }, ['HeartbeatWithoutTeam backup']],
  ['heartbeat of a missing team', { heartbeats: [aHeartbeat('gone')] }, ['HeartbeatOfMissingTeam backup']],
  ['key of a missing team', { apiKeys: [aKey({ teamId: 'gone' })] }, ['KeyOfMissingTeam Grafana']],
  ['revoked key of a missing team', { apiKeys: [aKey({ teamId: 'gone', enabled: false })] }, []],
  ['key of a missing user', { apiKeys: [aKey({ userId: 'gone' })] }, ['KeyOfMissingUser Grafana']],
  [
    'escalation to a deleted user',
    { escalations: [escalating('lost', [[0, 'gone']])] },
    ['EscalationFindsNobody lost'],
  ],
  [
    'policy that suppresses everything',
    { notificationPolicies: aPolicy() },
    ['PolicySuppressesEverything Quiet'],
  ],
  ['disabled policy', { notificationPolicies: aPolicy({ enabled: false }) }, []],
  [
    'policy with a filter',
    {
      notificationPolicies: aPolicy({
        filter: {
          type: 'match-all-conditions',
          conditions: [{ field: 'priority', operation: 'equals', expectedValue: 'P5', not: false }],
        },
      }),
    },
    [],
  ],
  ['schedule without rotations', { schedules: [aSchedule([], { name: 'empty' })] }, ['NobodyOnCall empty']],
  ['disabled schedule', { schedules: [aSchedule([], { name: 'off', enabled: false })] }, []],
  [
    'schedule whose rotation ends',
    { schedules: [aSchedule([aRotation(['jane'], { endDate: NOON + DAY })], { name: 'ends' })] },
    ['ScheduleGap ends'],
  ],
  [
    'person by e-mail only',
    { users: [person('jane', [['email', 0]]), person('olga', [['voice', 0]], owner)] },
    ['UserHardlyReachable jane@example.com'],
  ],
  [
    'person without rules, and what leads to them',
    { users: [person('jane', [], { notificationRules: [] }), person('olga', [['voice', 0]], owner)] },
    ['UserUnreachable jane@example.com', 'EscalationFindsNobody ladder'],
  ],
  ['no owner and no fallback', { users: [person('jane', [['sms', 0]])] }, ['NoOwner account']],
  [
    'no owner, but a fallback responder',
    {
      users: [person('jane', [['sms', 0]])],
      settings: { id: 'settings', version: 1, fallbackResponder: { type: 'user', id: 'jane' } },
    },
    [],
  ],
])('%s', (_name, change, expected) => {
  const teams = [routedTo('ops', { type: 'schedule', id: aSchedule([], { name: 'other' }).id })];
  const schedules = [
    ...(change.schedules ?? SOUND.schedules),
    aSchedule([aRotation(['olga', 'jane'])], { name: 'other' }),
  ];
  expect(codes({ teams, ...change, schedules }).filter((each) => !/other$/.test(each))).toEqual(expected);
});

test('a team whose only rule notifies nobody finds nobody; a rule beside others is a warning', () => {
  expect(codes({ teams: [routedTo('ops', { type: 'none' })] })).toEqual(['TeamFindsNobody ops']);
  const team = routedTo('ops', { type: 'escalation', id: 'ladder' });
  const [rule] = team.routingRules;
  const quiet = rule && { ...rule, id: 'quiet', name: 'Quiet', notify: { type: 'none' as const } };
  expect(
    codes({ teams: [{ ...team, routingRules: [...(quiet ? [quiet] : []), ...team.routingRules] }] }),
  ).toEqual(['RoutedToNobody ops']);
});

test('teams and escalations that lead to one another in a circle find nobody, and the check ends', () => {
  const teams = [routedTo('a', { type: 'escalation', id: 'e' })];
  const escalations = [escalating('e', [[0, { type: 'team', id: 'a' }]])];
  expect(codes({ teams, escalations })).toEqual(['EscalationFindsNobody e', 'TeamFindsNobody a']);
});

test('an instant lies in a gap exactly if nobody is on call', () => {
  const time = fc.integer({ min: -2 * DAY, max: 16 * DAY }).map((offset) => NOON + offset);
  const rotation = fc
    .record({ from: time, length: fc.integer({ min: 1, max: 60 }), hours: fc.integer({ min: 1, max: 400 }) })
    .map(({ from, length, hours }) =>
      aRotation(['jane', 'none'], {
        name: `r${from}-${length}`,
        startDate: from,
        endDate: from + hours * HOUR,
        type: 'hourly',
        length,
        participants: [{ type: 'user', id: 'jane' }, { type: 'none' }],
      }),
    );
  const override = fc
    .tuple(time, fc.integer({ min: 1, max: 100 }), fc.boolean())
    .map(([from, hours, nobody]) =>
      anOverride('jane', from, from + hours * HOUR, nobody ? { user: { type: 'none' } } : {}),
    );
  fc.assert(
    fc.property(
      fc.array(rotation, { maxLength: 3 }),
      fc.array(override, { maxLength: 3 }),
      fc.integer({ min: 0, max: GAP_HORIZON_MS - 1 }),
      (rotations, overrides, offset) => {
        const schedule = aSchedule(rotations, { overrides });
        const at = NOON + offset;
        const isInGap = findGaps(schedule, NOON).some(({ start, end }) => start <= at && at < end);
        expect(isInGap).toBe(onCallParticipants(schedule, at).length === 0);
      },
    ),
    { numRuns: 300 },
  );
});
