import { alertFor, escalating, rota, START, teamOf } from '../../simulator/configuration.ts';
import type { Escalation, NotifyType } from '../../src/domain/escalations/model.ts';
import type { Schedule } from '../../src/domain/schedules/model.ts';
import type { RoutingRule, Team } from '../../src/domain/teams/model.ts';
import { type ConfigurationSnapshot, createLookup } from '../../src/engine/configuration-snapshot.ts';
import { getRoutingTarget, type RecipientRef, resolveRecipient } from '../../src/engine/recipients.ts';
import { HOUR } from '../../src/platform/clock.ts';

const map = <T extends { id: string }>(all: readonly T[]) => new Map(all.map((each) => [each.id, each]));

const snapshot = (parts: {
  teams?: readonly Team[];
  schedules?: readonly Schedule[];
  escalations?: readonly Escalation[];
}): ConfigurationSnapshot => ({
  user: new Map(),
  team: map(parts.teams ?? []),
  schedule: map(parts.schedules ?? []),
  escalation: map(parts.escalations ?? []),
  policies: new Map(),
  forwarding: new Map(),
  settings: new Map(),
});

const report = (_part: string, log: string) => {
  throw new Error(log);
};

const alert = alertFor([], { tags: ['db'] });

function resolve(
  config: ConfigurationSnapshot,
  recipient: RecipientRef,
  how: NotifyType = 'default',
  at = START,
  seed = 'seed',
) {
  const lookup = createLookup(config);
  const resolution = resolveRecipient(recipient, how, { alert, at, seed, lookup, report });
  return {
    users: resolution?.userIds,
    escalations: resolution?.escalationIds,
    needs: lookup.getMissing(),
  };
}

const ops: RecipientRef = { type: 'team', id: 'ops' };
const theRota: RecipientRef = { type: 'schedule', id: 'rota' };

describe('a team', () => {
  const config = snapshot({
    teams: [teamOf('ops', ['ada:admin', 'bob', 'cem:lead', 'bob'], { type: 'schedule', id: 'rota' })],
    schedules: [rota('rota', 1, 'bob', 'cem')],
  });

  test.each<[NotifyType, readonly string[]]>([
    ['all', ['ada', 'bob', 'cem']],
    ['admins', ['ada']],
    ['users', ['bob', 'cem']],
    ['default', ['bob']],
  ])('notify type %s selects members', (how, expected) => {
    expect(resolve(config, ops, how).users).toEqual(expected);
  });

  test('notify type random selects one member, always the same for a seed, and every member for some seed', () => {
    const chosen = (seed: string) => resolve(config, ops, 'random', START, seed).users;
    expect(chosen('a')).toEqual(chosen('a'));
    const seen = new Set(Array.from({ length: 50 }, (_, seed) => chosen(String(seed))?.[0]));
    expect([...seen].sort()).toEqual(['ada', 'bob', 'cem']);
    expect(resolve(snapshot({ teams: [teamOf('ops', [])] }), ops, 'random').users).toEqual([]);
  });

  test('notify type default follows the routing rule to an escalation', () => {
    const routed = snapshot({
      teams: [teamOf('ops', ['ada:admin'], { type: 'escalation', id: 'ladder' })],
      escalations: [escalating('ladder', [[0, 'bob']])],
    });
    expect(resolve(routed, ops)).toMatchObject({ users: [], escalations: ['ladder'] });
  });
});

describe('a schedule', () => {
  const config = snapshot({ schedules: [rota('rota', 1, 'bob', 'cem', 'dan')] });

  test.each<[NotifyType, string]>([
    ['default', 'cem'],
    ['next', 'dan'],
    ['previous', 'bob'],
    ['all', 'cem'],
  ])('notify type %s selects a participant', (how, expected) => {
    expect(resolve(config, theRota, how, START + HOUR).users).toEqual([expected]);
  });

  test('resolves a team on call by its routing rules, and an escalation on call to that escalation', () => {
    const withOthersOnCall = snapshot({
      schedules: [rota('rota', 1, 'team:ops', 'escalation:ladder'), rota('ops-rota', 1, 'bob')],
      teams: [teamOf('ops', ['ada:admin', 'bob'], { type: 'schedule', id: 'ops-rota' })],
      escalations: [escalating('ladder', [[0, 'zoe']])],
    });
    expect(resolve(withOthersOnCall, theRota)).toMatchObject({ users: ['bob'], escalations: [] });
    expect(resolve(withOthersOnCall, theRota, 'default', START + HOUR)).toMatchObject({
      users: [],
      escalations: ['ladder'],
    });
  });

  test('resolves to nobody if it is disabled or nobody is on call', () => {
    const disabled = snapshot({ schedules: [{ ...rota('rota', 1, 'bob'), enabled: false }] });
    expect(resolve(disabled, theRota).users).toEqual([]);
    expect(resolve(snapshot({ schedules: [rota('rota', 1, '')] }), theRota).users).toEqual([]);
  });
});

test('a circular reference resolves to nobody and does not hang', () => {
  const circular = snapshot({
    schedules: [rota('rota', 1, 'team:ops')],
    teams: [teamOf('ops', [], { type: 'schedule', id: 'rota' })],
  });
  expect(resolve(circular, ops)).toMatchObject({ users: [], escalations: [] });
});

test('missing configuration is requested; deleted configuration resolves to nobody', () => {
  expect(resolve(snapshot({}), ops)).toEqual({
    users: undefined,
    escalations: undefined,
    needs: [{ kind: 'team', id: 'ops' }],
  });
  const deleted = { ...snapshot({}), team: new Map([['ops', null]]), schedule: new Map([['rota', null]]) };
  expect(resolve(deleted, ops)).toEqual({ users: [], escalations: [], needs: [] });
  expect(resolve(deleted, theRota)).toEqual({ users: [], escalations: [], needs: [] });
});

describe('getRoutingTarget', () => {
  const rule = (wanted: Partial<RoutingRule>): RoutingRule => ({
    id: 'r',
    name: 'r',
    isDefault: false,
    criteria: { type: 'match-all', conditions: [] },
    timezone: 'UTC',
    notify: { type: 'escalation', id: 'special' },
    ...wanted,
  });
  const team = (first: RoutingRule) => teamOf('ops', [], { type: 'schedule', id: 'usual' }, [first]);
  const tagged = (tag: string): Partial<RoutingRule> => ({
    criteria: {
      type: 'match-all-conditions',
      conditions: [{ field: 'tags', operation: 'contains', expectedValue: tag, not: false }],
    },
  });

  test('takes the first rule whose criteria the alert matches, otherwise the default rule', () => {
    expect(getRoutingTarget(team(rule(tagged('db'))), alert, START, report)).toMatchObject({ id: 'special' });
    expect(getRoutingTarget(team(rule(tagged('web'))), alert, START, report)).toMatchObject({ id: 'usual' });
  });

  test('applies a time restriction in the time zone of the rule', () => {
    const morning = {
      type: 'time-of-day',
      restriction: { startHour: 8, startMin: 0, endHour: 10, endMin: 0 },
    } as const;
    const at = (timezone: string) =>
      getRoutingTarget(team(rule({ timeRestriction: morning, timezone })), alert, START, report);
    expect(at('UTC')).toMatchObject({ id: 'usual' });
    // Midnight in UTC is nine in the morning in Tokyo.
    expect(at('Asia/Tokyo')).toMatchObject({ id: 'special' });
  });

  test('routes nowhere without rules', () => {
    expect(getRoutingTarget({ ...team(rule({})), routingRules: [] }, alert, START, report)).toEqual({
      type: 'none',
    });
  });
});
