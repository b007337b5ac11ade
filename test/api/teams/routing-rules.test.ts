import * as fc from 'fast-check';
import { type Call, configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import {
  withoutRoutingRule,
  withRoutingRule,
  withRoutingRuleMoved,
} from '../../../src/domain/teams/routing-rules.ts';
import { aTeam } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

async function withOps(accountId: string): Promise<{ call: Call; rules: string }> {
  const call = configurationApi(table(), { accountId });
  const id = await createdId(call, '/v2/teams', { name: 'Ops' });
  return { call, rules: `/v2/teams/${id}/routing-rules` };
}

const toSchedule = { notify: { type: 'schedule', name: 'Ops_schedule' } };

test('a routing rule is returned as it was set, before the default rule', async () => {
  const { call, rules } = await withOps('whole');
  const rule = {
    name: 'Nights',
    order: 0,
    timezone: 'Europe/Rome',
    criteria: {
      type: 'match-all-conditions',
      conditions: [
        { field: 'extra-properties', key: 'env', operation: 'equals', expectedValue: 'prod', not: true },
      ],
    },
    timeRestriction: {
      type: 'weekday-and-time-of-day',
      restriction: {},
      restrictions: [
        { startDay: 'friday', startHour: 18, startMin: 0, endDay: 'monday', endHour: 8, endMin: 30 },
        { startDay: 'monday', startHour: 18, startMin: 15, endDay: 'tuesday', endHour: 24, endMin: 0 },
      ],
    },
    ...toSchedule,
  };
  const id = await createdId(call, rules, rule);
  const shown = {
    id,
    name: 'Nights',
    isDefault: false,
    order: 0,
    timezone: 'Europe/Rome',
    criteria: rule.criteria,
    timeRestriction: { type: rule.timeRestriction.type, restrictions: rule.timeRestriction.restrictions },
    notify: { type: 'schedule', id: expect.any(String), name: 'Ops_schedule' },
  };
  expect((await call('GET', `${rules}/${id}`)).body.data).toEqual(shown);
  expect((await call('GET', rules)).body.data).toEqual([
    shown,
    expect.objectContaining({ isDefault: true, order: 1 }),
  ]);
});

test('routing rules are updated, moved and deleted; the default rule stays last and always matches', async () => {
  const { call, rules } = await withOps('change');
  const [a, b] = [
    await createdId(call, rules, { name: 'a', ...toSchedule }),
    await createdId(call, rules, { name: 'b', ...toSchedule }),
  ];
  const names = async () => (await call('GET', rules)).body.data.map(({ name }: { name: string }) => name);
  expect(await names()).toEqual(['a', 'b', 'Default Routing Rule']);
  await call('POST', `${rules}/${b}/change-order`, { order: 0 });
  expect(await names()).toEqual(['b', 'a', 'Default Routing Rule']);
  await call('POST', `${rules}/${b}/change-order`, { order: 9 });
  expect(await names()).toEqual(['a', 'b', 'Default Routing Rule']);
  await call('PATCH', `${rules}/${a}`, { name: 'c', notify: { type: 'none' } });
  expect((await call('GET', `${rules}/${a}`)).body.data).toMatchObject({
    name: 'c',
    notify: { type: 'none' },
  });

  const byDefault = (await call('GET', rules)).body.data.at(-1).id;
  const only = {
    type: 'match-any-condition',
    conditions: [{ field: 'tags', operation: 'contains', expectedValue: 'x' }],
  };
  expect((await call('PATCH', `${rules}/${byDefault}`, { criteria: only })).status).toBe(422);
  expect((await call('PATCH', `${rules}/${byDefault}`, { timezone: 'Europe/Rome' })).status).toBe(422);
  expect((await call('POST', `${rules}/${byDefault}/change-order`, { order: 0 })).status).toBe(422);
  expect((await call('DELETE', `${rules}/${byDefault}`)).status).toBe(422);

  await call('DELETE', `${rules}/${a}`);
  expect(await names()).toEqual(['b', 'Default Routing Rule']);
  expect((await call('GET', `${rules}/${a}`)).status).toBe(404);
});

test.each([
  [{}, 'notify'],
  [{ notify: { type: 'user', id: 'x' } }, 'notify.type'],
  [{ notify: { type: 'schedule' } }, 'notify'],
  [{ notify: { type: 'escalation', name: 'none' } }, 'notify'],
  [{ ...toSchedule, timezone: 'Mars/Olympus' }, 'timezone'],
])('%j is refused, naming %s', async (body, field) => {
  const { call, rules } = await withOps(`wrong-${JSON.stringify(body)}`);
  const response = await call('POST', rules, body);
  expect([response.status, Object.keys(response.body.errors ?? {})]).toEqual([422, [field]]);
  expect((await call('GET', rules)).body.data).toHaveLength(1);
});

test('the default rule is last after any sequence of changes', () => {
  const step = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    order: fc.nat(6),
    what: fc.constantFrom('put', 'move', 'remove'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const start = aTeam();
      const [byDefault] = start.routingRules;
      const end = steps.reduce((team, { id, order, what }) => {
        const known = team.routingRules.some((rule) => rule.id === id);
        if (what === 'put')
          return withRoutingRule(team, { ...byDefault!, id, name: id, isDefault: false }, order);
        if (!known) return team;
        if (what === 'remove') return withoutRoutingRule(team, id);
        const moved = withRoutingRuleMoved(team, id, order);
        const last = team.routingRules.length - 2;
        expect(moved.routingRules.findIndex((rule) => rule.id === id)).toBe(Math.min(order, last));
        return moved;
      }, start);
      expect(end.routingRules.at(-1)).toEqual(byDefault);
      expect(end.routingRules.filter(({ isDefault }) => isDefault)).toHaveLength(1);
      expect(new Set(end.routingRules.map(({ id }) => id)).size).toBe(end.routingRules.length);
    }),
  );
});
