import {
  ACCOUNT,
  ALERT_ID,
  alertFor,
  aRule,
  escalating,
  person,
  rota,
  START,
  teamOf,
} from '../../simulator/configuration.ts';
import { emptyLedger, type Ledger, withNewRun } from '../../src/domain/alerts/ledger.ts';
import type { Escalation } from '../../src/domain/escalations/model.ts';
import { ALL_RULES } from '../../src/domain/forwarding-rules/model.ts';
import { GLOBAL_SCOPE, type NotificationPolicy } from '../../src/domain/policies/model.ts';
import type { Schedule } from '../../src/domain/schedules/model.ts';
import type { Team } from '../../src/domain/teams/model.ts';
import type { User } from '../../src/domain/users/model.ts';
import { assess } from '../../src/engine/assess.ts';
import type { ConfigurationKind, ConfigurationSnapshot } from '../../src/engine/configuration-snapshot.ts';
import type { AssessDecision } from '../../src/engine/decision.ts';
import { MINUTE } from '../../src/platform/clock.ts';
import { startStory } from './story.ts';
import { listPaths, type Path, withThrowing } from './throwing-members.ts';

const always = {
  type: 'time-of-day',
  restriction: { startHour: 0, startMin: 0, endHour: 0, endMin: 0 },
} as const;
const tagged = (tag: string) =>
  ({
    type: 'match-all-conditions',
    conditions: [{ field: 'tags', operation: 'contains', expectedValue: tag, not: false }],
  }) as const;

const rules = (name: string) => [
  aRule(
    name,
    [
      ['email', 0],
      ['sms', 1],
    ],
    { criteria: tagged('db'), timeRestriction: always },
  ),
  aRule(name, [['email', 0]], { actionType: 'closed-alert' }),
];

const policies: readonly NotificationPolicy[] = [
  { id: 'p1', name: 'p1', type: 'notification', enabled: true, suppress: true, filter: tagged('test') },
  {
    ...{ id: 'p2', name: 'p2', type: 'notification', enabled: true, filter: tagged('db'), timezone: 'UTC' },
    timeRestrictions: always,
    delayAction: { delayOption: 'for-duration', duration: { timeAmount: 1, timeUnit: 'minutes' } },
    autoRestartAction: { duration: { timeAmount: 30, timeUnit: 'minutes' }, maxRepeatCount: 2 },
  },
];

/** Everything that the engine reads for an alert of team ops, with every kind of member in use. */
const objects = {
  user: {
    jane: person('jane', [], { notificationRules: rules('jane') }),
    john: person('john', [], { notificationRules: rules('john') }),
  },
  team: {
    ops: teamOf('ops', ['jane', 'john:admin'], { type: 'escalation', id: 'ladder' }, [
      {
        ...{ id: 'r1', name: 'r1', isDefault: false, criteria: tagged('web'), timezone: 'UTC' },
        timeRestriction: always,
        notify: { type: 'schedule', id: 'rota' },
      },
    ]),
  },
  schedule: {
    rota: {
      ...rota('rota', 1, 'jane', 'john'),
      overrides: [
        {
          ...{ alias: 'o', user: { type: 'user', id: 'john' }, rotationIds: [] },
          ...{ startDate: START + 90 * MINUTE, endDate: START + 100 * MINUTE },
        },
      ],
    } as Schedule,
  },
  escalation: {
    ladder: {
      ...escalating('ladder', [[0, { type: 'schedule', id: 'rota' }]], { waitInterval: 30, count: 1 }),
      ownerTeamId: 'ops',
    },
  },
  settings: {
    settings: {
      id: 'settings',
      version: 1,
      timeZone: 'UTC',
      pagingStop: {
        ...{ startedAt: START - 60 * MINUTE, until: START - 30 * MINUTE, reason: 'Storm', by: 'olga' },
        ...{ resumedAt: START - 45 * MINUTE, resumedBy: 'olga' },
      },
    },
  },
  policies: { [GLOBAL_SCOPE]: { id: GLOBAL_SCOPE, version: 1, policies }, ops: null },
  forwarding: {
    [ALL_RULES]: {
      id: ALL_RULES,
      version: 1,
      rules: [
        {
          id: 'f',
          fromUserId: 'kim',
          toUserId: 'john',
          startDate: START,
          endDate: START + MINUTE,
          alias: 'f',
        },
      ],
    },
  },
} as const;

function snapshot(kind?: ConfigurationKind, id?: string, path: Path = []): ConfigurationSnapshot {
  const entries = Object.entries(objects).map(([each, byId]) => [
    each,
    new Map(
      Object.entries(byId).map(([name, value]) => [
        name,
        each === kind && name === id ? withThrowing(value, path) : value,
      ]),
    ),
  ]);
  return Object.fromEntries(entries) as ConfigurationSnapshot;
}

const alert = alertFor([{ type: 'team', id: 'ops' }], { tags: ['db'], ownerTeamId: 'ops' });

/** Evaluates the alert for a quarter of an hour; returns every decision. */
function evaluate(config: ConfigurationSnapshot, alertNow = alert): readonly AssessDecision[] {
  let ledger: Ledger = withNewRun(emptyLedger({ accountId: ACCOUNT, id: ALERT_ID }), 1, START);
  return [0, 1, 2, 5, 15].map((minutes) => {
    const result = assess({ alert: alertNow, ledger, config, outcomes: [], now: START + minutes * MINUTE });
    if (result.kind !== 'decision') throw new Error(`needs ${JSON.stringify(result.refs)}`);
    ledger = { ...result.ledger, pending: [] };
    return result;
  });
}

const getNotified = (decisions: readonly AssessDecision[]) =>
  decisions.flatMap(({ notifications }) =>
    notifications.map(({ userId, channel }) => `${channel} to ${userId}`),
  );

const targets = Object.entries(objects).flatMap(([kind, byId]) =>
  Object.entries(byId).flatMap(([id, value]) =>
    listPaths(value).map(
      (path) => [`${kind} ${id}: ${path.join('.')}`, kind as ConfigurationKind, id, path] as const,
    ),
  ),
);

test('without a failure jane is notified by her rule', () => {
  expect(targets.length).toBeGreaterThan(150);
  expect(getNotified(evaluate(snapshot()))).toEqual(['email to jane', 'sms to jane']);
});

test.each(targets)('somebody is notified although this member throws: %s', (_, kind, id, path) => {
  const decisions = evaluate(snapshot(kind, id, path));
  expect(getNotified(decisions)).not.toEqual([]);
  const failures = decisions.flatMap((decision) => decision.failures);
  const entries = decisions
    .flatMap(({ logEntries }) => logEntries)
    .filter(({ log }) => log.includes('could not be'));
  expect(entries).toHaveLength(failures.length);
  const countDistinct = (values: readonly string[]) => new Set(values).size;
  expect(countDistinct(entries.map(({ log }) => log))).toBe(countDistinct(entries.map(({ id }) => id)));
});

test('an acknowledged alert with a broken escalation notifies nobody', () => {
  const config = snapshot('escalation', 'ladder', ['rules']);
  expect(getNotified(evaluate(config, { ...alert, acknowledged: true }))).toEqual([]);
});

describe('a story with broken configuration', () => {
  const users = [{ ...person('jane'), notificationRules: null as never } as User, person('john')];
  const both = escalating('ladder', [
    [0, 'jane'],
    [0, 'john'],
  ]);
  const responders = [{ type: 'escalation', id: 'ladder' } as const];

  test('notifies the user whose rules throw through all contacts, e-mail first, and the others as usual', async () => {
    const story = await startStory({ users, escalations: [both] });
    await story.at('00:00').create(responders);
    await story.until('00:30');
    expect(story.outbox.all().toSorted()).toEqual([
      '00:00 email to jane',
      '00:00 email to john',
      '00:00 mobile to jane',
      '00:00 ntfy to jane',
      '00:00 pushover to jane',
      '00:00 sms to jane',
      '00:00 voice to jane',
      '00:00 webhook to jane',
      '00:00 webpush to jane',
    ]);
    expect(story.log().filter((line) => line.includes('could not be'))).toEqual([
      'The notification rules of jane@example.com could not be evaluated; jane@example.com is notified through their default contact methods.',
    ]);
    expect(story.endings()).not.toContain('failed');
  });

  test('skips a routing rule that throws and takes the next one', async () => {
    const team: Team = teamOf('ops', [], { type: 'escalation', id: 'ladder' });
    const broken = {
      ...team.routingRules[0],
      id: 'b',
      name: 'Night',
      isDefault: false,
      criteria: null,
    } as never;
    const story = await startStory({
      users: [person('jane'), person('john')],
      escalations: [both],
      teams: [{ ...team, routingRules: [broken, ...team.routingRules] }],
    });
    await story.at('00:00').create([{ type: 'team', id: 'ops' }]);
    await story.until('00:30');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:00 email to john']);
    expect(story.log()).toContain('Routing rule Night of team ops could not be evaluated and is skipped.');
  });

  test('notifies everybody whom an escalation names if its rules throw', async () => {
    const broken = { ...both, rules: [...both.rules, null] } as unknown as Escalation;
    const story = await startStory({ users: [person('jane'), person('john')], escalations: [broken] });
    await story.at('00:00').create(responders);
    await story.until('00:30');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:00 email to john']);
    expect(story.log()).toContain(
      'Escalation ladder could not be evaluated; everybody whom it names is notified at once.',
    );
  });
});
