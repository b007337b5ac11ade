import * as fc from 'fast-check';
import { type Call, configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import {
  withNotificationRule,
  withoutNotificationRule,
} from '../../../src/domain/users/notification-rules.ts';
import { aUser } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
const RULES = '/v2/users/jane@example.com/notification-rules';

async function withJane(accountId: string): Promise<Call> {
  const call = configurationApi(table(), { accountId });
  await createdId(call, '/v2/users', {
    username: 'jane@example.com',
    fullName: 'Jane',
    role: { name: 'User' },
  });
  return call;
}

const email = {
  contact: { method: 'email', to: 'jane@example.com' },
  sendAfter: { timeAmount: 0 },
  enabled: true,
};

test('a notification rule is returned as it was set, with schedules by id and name', async () => {
  const call = await withJane('whole');
  await createdId(call, '/v2/teams', { name: 'Ops' });
  const rule = {
    name: 'Nights',
    actionType: 'schedule-end',
    enabled: true,
    notificationTime: ['15-minutes-ago', 'just-before'],
    steps: [{ ...email, sendAfter: { timeAmount: 2, timeUnit: 'minute' } }],
    repeat: { loopAfter: 2, enabled: true },
    timeRestriction: {
      type: 'time-of-day',
      restriction: { startHour: 3, startMin: 15, endHour: 5, endMin: 30 },
      restrictions: [],
    },
    schedules: [{ type: 'schedule', name: 'ops_SCHEDULE' }],
    criteria: {
      type: 'match-any-condition',
      conditions: [{ field: 'message', operation: 'contains', expectedValue: 'x', not: false, order: 0 }],
    },
    RuleId: '',
  };
  const created = await call('POST', RULES, rule);
  expect(created.status).toBe(201);
  const { id } = created.body.data;
  expect(created.body.data).toEqual({
    id,
    name: 'Nights',
    actionType: 'schedule-end',
    order: 1,
    enabled: true,
  });
  expect((await call('GET', `${RULES}/${id}`)).body.data).toEqual({
    id,
    name: 'Nights',
    actionType: 'schedule-end',
    order: 1,
    enabled: true,
    notificationTime: ['15-minutes-ago', 'just-before'],
    steps: [
      {
        _parent: { id, name: 'Nights' },
        id: expect.any(String),
        contact: email.contact,
        sendAfter: { timeAmount: 2, timeUnit: 'minutes' },
        enabled: true,
      },
    ],
    repeat: { loopAfter: 2, enabled: true },
    timeRestriction: {
      type: 'time-of-day',
      restriction: { startHour: 3, startMin: 15, endHour: 5, endMin: 30 },
    },
    schedules: [{ type: 'schedule', id: expect.any(String), name: 'Ops_schedule' }],
    criteria: rule.criteria,
  });
});

test('fields that were not set are absent', async () => {
  const call = await withJane('bare');
  const id = await createdId(call, RULES, { name: 'r', actionType: 'create-alert', enabled: true });
  const { data } = (await call('GET', `${RULES}/${id}`)).body;
  expect(Object.keys(data).sort()).toEqual([
    'actionType',
    'enabled',
    'id',
    'name',
    'notificationTime',
    'order',
    'steps',
  ]);
});

const base = { name: 'r', actionType: 'create-alert', enabled: true };
const conditions = (condition: object) => ({
  ...base,
  criteria: { type: 'match-all-conditions', conditions: [condition] },
});

test.each([
  [{ ...base, actionType: 'new-alert' }, 'actionType'],
  [{ ...base, name: undefined }, 'name'],
  [{ ...base, actionType: 'schedule-start' }, 'notificationTime'],
  [{ ...base, steps: [{ ...email, sendAfter: undefined }] }, 'steps[0].sendAfter'],
  [{ ...base, steps: [email, { ...email, contact: { method: 'sms', to: '1-999' } }] }, 'steps[1].contact'],
  [
    { ...base, steps: [{ ...email, sendAfter: { timeAmount: 1, timeUnit: 'weeks' } }] },
    'steps[0].sendAfter.timeUnit',
  ],
  [{ ...base, steps: [{ ...email, sendAfter: { timeAmount: -1 } }] }, 'steps[0].sendAfter.timeAmount'],
  [{ ...base, schedules: [{ name: 'none' }] }, 'schedules[0]'],
  [{ ...base, criteria: { type: 'match-any-condition' } }, 'criteria.conditions'],
  [conditions({ field: 'colour', operation: 'equals', expectedValue: 'x' }), 'criteria.conditions[0].field'],
  [conditions({ field: 'message', operation: 'equals' }), 'criteria.conditions[0].expectedValue'],
  [
    conditions({ field: 'message', operation: 'matches', expectedValue: '(' }),
    'criteria.conditions[0].expectedValue',
  ],
  [
    conditions({ field: 'priority', operation: 'equals', expectedValue: 'P9' }),
    'criteria.conditions[0].expectedValue',
  ],
  [conditions({ field: 'message', operation: 'is-empty', key: 'k' }), 'criteria.conditions[0].key'],
  [
    {
      ...base,
      timeRestriction: { type: 'weekday-and-time-of-day', restriction: { startHour: 1, endHour: 2 } },
    },
    'timeRestriction.restrictions',
  ],
  [
    { ...base, timeRestriction: { type: 'time-of-day', restriction: { startHour: 1, endHour: 25 } } },
    'timeRestriction.restriction.endHour',
  ],
])('%j is refused, naming %s', async (body, field) => {
  const call = await withJane(`wrong-${field}-${JSON.stringify(body).length}`);
  const before = (await call('GET', RULES)).body.data;
  const response = await call('POST', RULES, body);
  expect([response.status, Object.keys(response.body.errors ?? {})]).toEqual([422, [field]]);
  expect((await call('GET', RULES)).body.data).toEqual(before);
});

test('a notification rule is updated, moved, disabled and deleted', async () => {
  const call = await withJane('change');
  const first = (await call('GET', RULES)).body.data[0];
  const id = await createdId(call, RULES, { ...base, steps: [email], order: 0 });
  const orders = async () =>
    (await call('GET', RULES)).body.data
      .filter(({ actionType }: { actionType: string }) => actionType === 'create-alert')
      .map((rule: { id: string; order: number }) => [rule.id, rule.order]);
  expect(await orders()).toEqual([
    [id, 0],
    [first.id, 1],
  ]);
  await call('POST', `${RULES}/${id}/change-order`, { order: 7 });
  expect(await orders()).toEqual([
    [first.id, 0],
    [id, 1],
  ]);
  const patched = await call('PATCH', `${RULES}/${id}`, { name: 'renamed', enabled: false });
  expect(patched.body.data).toEqual({
    id,
    name: 'renamed',
    actionType: 'create-alert',
    order: 1,
    enabled: false,
  });
  expect((await call('GET', `${RULES}/${id}`)).body.data.steps).toHaveLength(1);
  await call('POST', `${RULES}/${id}/enable`, {});
  expect((await call('GET', `${RULES}/${id}`)).body.data.enabled).toBe(true);
  expect((await call('DELETE', `${RULES}/${first.id}`)).body.result).toBe('Deleted');
  expect(await orders()).toEqual([[id, 0]]);
  expect((await call('GET', `${RULES}/${first.id}`)).status).toBe(404);
  expect((await call('PATCH', `${RULES}/${first.id}`, { name: 'x' })).status).toBe(404);
});

test('steps are created, returned, updated, disabled and deleted', async () => {
  const call = await withJane('steps');
  const ruleId = await createdId(call, RULES, base);
  const steps = `${RULES}/${ruleId}/steps`;
  const id = await createdId(call, steps, { ...email, sendAfter: { timeAmount: 1, timeUnit: 'hours' } });
  const shown = {
    _parent: { id: ruleId, name: 'r' },
    id,
    contact: email.contact,
    sendAfter: { timeAmount: 1, timeUnit: 'hours' },
    enabled: true,
  };
  expect((await call('GET', `${steps}/${id}`)).body.data).toEqual(shown);
  await call('POST', `${steps}/${id}/disable`);
  await call('PATCH', `${steps}/${id}`, { sendAfter: { timeAmount: 9 } });
  expect((await call('GET', steps)).body.data).toEqual([
    { ...shown, sendAfter: { timeAmount: 9, timeUnit: 'minutes' }, enabled: false },
  ]);
  expect((await call('PATCH', `${steps}/${id}`, { contact: { method: 'sms', to: '1-999' } })).status).toBe(
    422,
  );
  expect((await call('POST', steps, { contact: email.contact, enabled: true })).status).toBe(422);
  await call('DELETE', `${steps}/${id}`);
  expect((await call('GET', `${steps}/${id}`)).status).toBe(404);
  expect((await call('DELETE', `${steps}/${id}`)).status).toBe(404);
});

test("copied rules replace the other user's rules and use that user's contacts", async () => {
  const call = await withJane('copy');
  await createdId(call, '/v2/users', {
    username: 'joe@example.com',
    fullName: 'Joe',
    role: { name: 'User' },
  });
  await createdId(call, '/v2/users/jane@example.com/contacts', { method: 'sms', to: '1-999' });
  const sms = { ...email, contact: { method: 'sms', to: '1-999' } };
  await createdId(call, RULES, { ...base, name: 'Mine', steps: [email, sms] });
  const body = { toUsers: ['joe@example.com'], ruleTypes: ['new-alert'] };
  const joes = async () => (await call('GET', '/v2/users/joe@example.com/notification-rules')).body.data;
  const before = await joes();
  expect((await call('POST', `${RULES}/copy-to`, body)).status).toBe(200);
  const after = await joes();
  await call('POST', `${RULES}/copy-to`, body);
  expect(await joes()).toEqual(after);
  const ofType = (rules: { actionType: string }[], alert: boolean) =>
    rules.filter(({ actionType }) => (actionType === 'create-alert') === alert);
  expect(ofType(after, false)).toEqual(ofType(before, false));
  expect(ofType(after, true)).toMatchObject([{ name: 'New Alert' }, { name: 'Mine' }]);
  const mine = after.find(({ name }: { name: string }) => name === 'Mine');
  const { steps } = (await call('GET', `/v2/users/joe@example.com/notification-rules/${mine.id}`)).body.data;
  expect(steps.map(({ contact }: { contact: unknown }) => contact)).toEqual([
    { method: 'email', to: 'joe@example.com' },
  ]);
  expect((await call('POST', `${RULES}/copy-to`, { ...body, toUsers: ['nobody@example.com'] })).status).toBe(
    404,
  );
});

test('the rules of one action type are numbered from 0 after any sequence of changes', () => {
  const user = aUser({ notificationRules: [] });
  const step = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    actionType: fc.constantFrom('create-alert' as const, 'add-note' as const),
    order: fc.option(fc.nat(6), { nil: undefined }),
    remove: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const end = steps.reduce((current, { id, actionType, order, remove }) => {
        const known = current.notificationRules.find((rule) => rule.id === `${actionType}-${id}`);
        if (remove) return known ? withoutNotificationRule(current, known.id) : current;
        const rule = {
          id: `${actionType}-${id}`,
          name: id,
          actionType,
          enabled: true,
          order: 0,
          notificationTime: [],
          schedules: [],
          steps: [],
        };
        const next = withNotificationRule(current, rule, order);
        const alike = next.notificationRules.filter((other) => other.actionType === actionType);
        const place = next.notificationRules.find((other) => other.id === rule.id)?.order;
        if (order !== undefined) expect(place).toBe(Math.min(order, alike.length - 1));
        return next;
      }, user);
      for (const type of ['create-alert', 'add-note']) {
        const alike = end.notificationRules.filter(({ actionType }) => actionType === type);
        expect(alike.map(({ order }) => order)).toEqual(alike.map((_, i) => i));
        expect(new Set(alike.map(({ id }) => id)).size).toBe(alike.length);
      }
    }),
  );
});
