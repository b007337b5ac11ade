import { configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import type { PatternBudget } from '../../../src/domain/kernel/pattern-budget.ts';
import { recordSlowPatterns } from '../../../src/domain/slow-patterns/store.ts';
import { HOUR } from '../../../src/platform/clock.ts';
import { SET_UP } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

const SLOW = '(?!x)(a+)+b';
const budget: PatternBudget = {
  run: async (evaluate) => evaluate(),
  listUnfinished: () => [SLOW],
  listSlow: () => [SLOW],
};
const conditions = (expectedValue: string) => ({
  type: 'match-all-conditions',
  conditions: [{ field: 'message', operation: 'matches', expectedValue }],
});

test('policies, rules and integrations show their slow patterns for an hour, and only theirs', async () => {
  const accountId = 'shown';
  let now = SET_UP;
  const call = configurationApi(table(), { accountId, clock: () => now });
  const user = await createdId(call, '/v2/users', {
    username: 'ann@example.com',
    fullName: 'Ann',
    role: { name: 'User' },
  });
  const team = await createdId(call, '/v2/teams', { name: 'Ops' });
  const service = await createdId(call, '/v1/services', { name: 'Shop', teamId: team });
  const create = async (expectedValue: string, name: string) => {
    const policy = await createdId(call, '/v2/policies', {
      type: 'alert',
      name,
      message: 'm',
      filter: conditions(expectedValue),
      enabled: true,
    });
    const integration = await createdId(call, '/v2/integrations', {
      type: 'API',
      name,
      tags: [`{{message.extract(/${expectedValue}/)}}`],
    });
    const routingRule = await createdId(call, `/v2/teams/${team}/routing-rules`, {
      name,
      criteria: conditions(expectedValue),
      notify: { type: 'none' },
    });
    const notificationRule = await createdId(call, `/v2/users/${user}/notification-rules`, {
      name,
      actionType: 'create-alert',
      criteria: conditions(expectedValue),
      enabled: true,
    });
    await createdId(call, `/v1/services/${service}/incident-rules`, {
      conditionMatchType: 'match-all-conditions',
      conditions: conditions(expectedValue).conditions,
      incidentProperties: { message: name, priority: 'P1', stakeholderProperties: { message: 'm' } },
    });
    return [
      `/v2/policies/${policy}`,
      `/v2/integrations/${integration}`,
      `/v2/teams/${team}/routing-rules/${routingRule}`,
      `/v2/users/${user}/notification-rules/${notificationRule}`,
    ];
  };
  const slow = await create(SLOW, 'Slow');
  const fast = await create('disk.*', 'Fast');
  const read = (paths: readonly string[]) =>
    Promise.all(paths.map(async (path) => (await call('GET', path)).body.data.skippedPatterns));
  const readRules = async () =>
    (await call('GET', `/v1/services/${service}/incident-rules`)).body.data.map(
      (rule: { skippedPatterns?: unknown }) => rule.skippedPatterns,
    );
  expect(new Set(await read([...slow, ...fast]))).toEqual(new Set([undefined]));

  await recordSlowPatterns(table(), accountId, budget, now);
  now += HOUR - 1;
  expect(await read(slow)).toEqual(slow.map(() => [SLOW]));
  expect(await read(fast)).toEqual(fast.map(() => undefined));
  expect(await readRules()).toEqual([[SLOW], undefined]);
  now += 1;
  expect(await read(slow)).toEqual(slow.map(() => undefined));
  expect(await readRules()).toEqual([undefined, undefined]);
});
