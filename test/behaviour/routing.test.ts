import {
  type Configuration,
  escalating,
  person,
  rota,
  START,
  teamOf,
} from '../../simulator/configuration.ts';
import { type Call, configurationApi, createdId } from '../../simulator/configuration-api.ts';
import { putAccount } from '../../src/domain/accounts/store.ts';
import type { RoutingRule, Team } from '../../src/domain/teams/model.ts';
import { createTeamStore } from '../../src/domain/teams/store.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import { startStory } from '../engine/story.ts';

/** The statements of Opsgenie's documents about the routing rules of teams; each title has the statement's number. */

const team = (id: string) => ({ type: 'team', id }) as const;
const user = (id: string) => ({ type: 'user', id }) as const;
const escalation = (id: string) => ({ type: 'escalation', id }) as const;
const schedule = (id: string) => ({ type: 'schedule', id }) as const;

const users = ['jane', 'john', 'mary'].map((name) => person(name));

const rule = (
  id: string,
  notify: RoutingRule['notify'],
  { tag, ...more }: Partial<RoutingRule> & { readonly tag?: string } = {},
): RoutingRule => ({
  id,
  name: id,
  isDefault: false,
  criteria: tag
    ? {
        type: 'match-all-conditions',
        conditions: [{ field: 'tags', operation: 'contains', expectedValue: tag, not: false }],
      }
    : { type: 'match-all', conditions: [] },
  timezone: 'UTC',
  notify,
  ...more,
});

const toLadder = (...names: readonly string[]): Pick<Configuration, 'escalations'> => ({
  escalations: names.map((name) => escalating(`to-${name}`, [[0, name]])),
});

const withRules = (rules: readonly RoutingRule[], notify: RoutingRule['notify'] = { type: 'none' }) => ({
  users,
  ...toLadder('jane', 'john', 'mary'),
  teams: [teamOf('ops', ['mary'], notify, rules)],
});

test('53: the first rule from the top that matches is used, and no other', async () => {
  const config = withRules(
    [
      rule('database', escalation('to-jane'), { tag: 'db' }),
      rule('linux', escalation('to-john'), { tag: 'linux' }),
    ],
    escalation('to-mary'),
  );
  const notified = async (...tags: readonly string[]) => {
    const story = await startStory(config);
    await story.at('00:00').create([team('ops')], { tags });
    await story.until('01:00');
    return story.outbox.all();
  };
  expect(await notified('linux', 'db')).toEqual(['00:00 email to jane']);
  expect(await notified('linux')).toEqual(['00:00 email to john']);
  expect(await notified()).toEqual(['00:00 email to mary']);
});

test('54: a rule to no one notifies nobody of the team, which still sees the alert', async () => {
  const owner = person('owen', [['email', 0]], { role: { id: 'owner', name: 'Owner' } });
  const config = withRules([rule('silent', { type: 'none' })], escalation('to-mary'));
  const story = await startStory({ ...config, users: [...users, owner] });
  await story.at('00:00').create([team('ops')]);
  await story.until('01:00');
  expect(story.outbox.all()).toEqual([]);
  expect(await story.alert()).toMatchObject({ status: 'open', responders: [team('ops')] });
  expect(story.log()).toEqual(['The routing rule of team ops notifies nobody.']);
});

test('55: a rule to a schedule notifies who is on call at the creation, and nobody who is on call later', async () => {
  const story = await startStory({
    ...withRules([], schedule('rota')),
    schedules: [rota('rota', 1, 'jane', 'john')],
  });
  await story.at('00:30').create([team('ops')]);
  await story.until('04:00');
  expect(story.outbox.all()).toEqual(['00:30 email to jane']);
});

test('57: a user and a team as responders are both notified', async () => {
  const story = await startStory(withRules([], escalation('to-mary')));
  await story.at('00:00').create([user('jane'), team('ops')]);
  await story.until('01:00');
  expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:00 email to mary']);
});

test("59: the time restriction of a rule is in the rule's zone, which is that of the account by default", async () => {
  const table = createMemoryTable();
  await putAccount(table, { id: 'acc', name: 'Acme' });
  const call = configurationApi(table, { accountId: 'acc' });
  await call('PATCH', '/v2/account', { timeZone: 'Asia/Tokyo' });
  const id = await createdId(call, '/v2/teams', { name: 'Ops' });
  // At midnight UTC it is nine in the morning in Tokyo.
  const restriction = { startHour: 8, startMin: 0, endHour: 18, endMin: 0 };
  const created = await createdId(call, `/v2/teams/${id}/routing-rules`, {
    name: 'By day',
    timeRestriction: { type: 'time-of-day', restriction },
    notify: { type: 'none' },
  });
  const stored = (await createTeamStore(table).get('acc', id)) as Team;
  const byDay = stored.routingRules.find((each) => each.id === created) as RoutingRule;
  expect(new Date(START).toISOString()).toBe('2026-03-02T00:00:00.000Z');
  const story = await startStory(
    withRules([{ ...byDay, notify: escalation('to-jane') }], escalation('to-mary')),
  );
  await story.at('00:00').create([team('ops')]);
  await story.until('01:00');
  expect(story.outbox.all()).toEqual(['00:00 email to jane']);
});

describe('the rules of a team', () => {
  let call: Call;
  let path: string;

  beforeEach(async () => {
    call = configurationApi(createMemoryTable(), { accountId: 'acc' });
    path = `/v2/teams/${await createdId(call, '/v2/teams', { name: 'Ops' })}/routing-rules`;
  });

  test('56: may be more than the hundred that Opsgenie allows', async () => {
    for (let i = 0; i < 101; i++) await createdId(call, path, { name: `r${i}`, notify: { type: 'none' } });
    expect((await call('GET', path)).body.data).toHaveLength(102);
  });

  test('58: the default rule stays last, without criteria', async () => {
    await createdId(call, path, { name: 'first', notify: { type: 'none' } });
    const rules = async () => (await call('GET', path)).body.data;
    const before = await rules();
    const { id, isDefault } = before.at(-1);
    expect(isDefault).toBe(true);
    expect((await call('DELETE', `${path}/${id}`)).status).toBe(422);
    const criteria = {
      type: 'match-all-conditions',
      conditions: [{ field: 'priority', operation: 'equals', expectedValue: 'P1' }],
    };
    expect((await call('PATCH', `${path}/${id}`, { criteria })).status).toBe(422);
    await call('POST', `${path}/${id}/change-order`, { order: 0 });
    expect(await rules()).toEqual(before);
    expect((await call('PATCH', `${path}/${id}`, { notify: { type: 'none' } })).status).toBe(200);
    expect((await rules()).at(-1).notify.type).toBe('none');
  });
});
