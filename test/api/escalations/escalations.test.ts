import { type Call, configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { createEscalationStore } from '../../../src/domain/escalations/store.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

interface TestAccount {
  readonly call: Call;
  readonly userId: string;
  readonly teamId: string;
}

async function setUpAccount(accountId: string): Promise<TestAccount> {
  const call = configurationApi(table(), { accountId });
  const jane = { username: 'jane@example.com', fullName: 'Jane', role: { name: 'User' } };
  const userId = await createdId(call, '/v2/users', jane);
  const teamId = await createdId(call, '/v2/teams', { name: 'Ops' });
  return { call, userId, teamId };
}

const toJane = { recipient: { type: 'user', username: 'jane@example.com' } };

test('an escalation is returned as it was set: rules in order, same units, recipients by id and name', async () => {
  const { call, userId, teamId } = await setUpAccount('whole');
  const { status, body } = await call('POST', '/v2/escalations', {
    name: 'Main',
    description: 'Everybody',
    ownerTeam: { name: 'ops' },
    rules: [
      { ...toJane, condition: 'if-not-closed', notifyType: 'default', delay: { timeAmount: 90 } },
      {
        condition: 'if-not-acked',
        notifyType: 'next',
        delay: { timeAmount: 1, timeUnit: 'hours' },
        recipient: { type: 'schedule', name: 'Ops_schedule', id: '', username: '' },
      },
      {
        notifyType: 'random',
        delay: { timeAmount: 0, timeUnit: 'minutes' },
        recipient: { type: 'team', id: teamId },
      },
    ],
    repeat: { waitInterval: 10, count: 2, resetRecipientStates: true, closeAlertAfterAll: false },
    Identifier: 'ignored',
  });
  expect([status, body.data]).toEqual([201, { id: expect.any(String), name: 'Main' }]);
  const shown = (await call('GET', `/v2/escalations/${body.data.id}`)).body.data;
  expect(shown).toEqual({
    id: body.data.id,
    name: 'Main',
    description: 'Everybody',
    ownerTeam: { id: teamId, name: 'Ops' },
    rules: [
      {
        condition: 'if-not-closed',
        notifyType: 'default',
        delay: { timeAmount: 90, timeUnit: 'minutes' },
        recipient: { type: 'user', id: userId, username: 'jane@example.com' },
      },
      {
        condition: 'if-not-acked',
        notifyType: 'next',
        delay: { timeAmount: 1, timeUnit: 'hours' },
        recipient: { type: 'schedule', id: expect.any(String), name: 'Ops_schedule' },
      },
      {
        condition: 'if-not-acked',
        notifyType: 'random',
        delay: { timeAmount: 0, timeUnit: 'minutes' },
        recipient: { type: 'team', id: teamId, name: 'Ops' },
      },
    ],
    repeat: { waitInterval: 10, count: 2, resetRecipientStates: true, closeAlertAfterAll: false },
  });
  const stored = await createEscalationStore(table()).getByName('whole', 'main');
  expect(stored?.rules.map(({ delayMinutes }) => delayMinutes)).toEqual([90, 60, 0]);
  const list = (await call('GET', '/v2/escalations')).body.data;
  expect(list.find(({ name }: { name: string }) => name === 'Main')).toEqual(shown);
});

test('fields that were not set are absent, and an empty repeat removes the repetition', async () => {
  const { call } = await setUpAccount('bare');
  const id = await createdId(call, '/v2/escalations', { name: 'Bare', rules: [toJane], repeat: {} });
  const show = async () => (await call('GET', '/v2/escalations/bare?identifierType=name')).body.data;
  expect(Object.keys(await show()).sort()).toEqual(['description', 'id', 'name', 'rules']);
  await call('PATCH', `/v2/escalations/${id}`, { repeat: { waitInterval: 5, count: 1 } });
  await call('PATCH', `/v2/escalations/${id}`, { description: 'still repeats' });
  expect(await show()).toMatchObject({ description: 'still repeats', repeat: { waitInterval: 5, count: 1 } });
  await call('PATCH', `/v2/escalations/${id}`, { name: 'Bare', rules: [toJane, toJane], repeat: {} });
  expect((await show()).repeat).toBeUndefined();
  expect((await show()).rules).toHaveLength(2);
});

test.each([
  [{ rules: [] }, 'rules'],
  [{ rules: undefined }, 'rules'],
  [{ name: '' }, 'name'],
  [{ rules: [{ ...toJane, condition: 'never' }] }, 'rules[0].condition'],
  [{ rules: [{ ...toJane, notifyType: 'next' }] }, 'rules[0].notifyType'],
  [{ rules: [{ ...toJane, delay: { timeAmount: 1, timeUnit: 'seconds' } }] }, 'rules[0].delay.timeUnit'],
  [{ rules: [{ ...toJane, delay: { timeAmount: 0.5 } }] }, 'rules[0].delay.timeAmount'],
  [{ rules: [{ ...toJane, delay: { timeAmount: 367, timeUnit: 'days' } }] }, 'rules[0].delay'],
  [{ rules: [{ recipient: { type: 'user' } }] }, 'rules[0].recipient'],
  [{ rules: [toJane, { recipient: { type: 'user', id: 'nobody' } }] }, 'rules[1].recipient'],
  [{ rules: [{ recipient: { type: 'escalation', id: 'x' } }] }, 'rules[0].recipient.type'],
  [{ ownerTeam: { name: 'nobody' } }, 'ownerTeam'],
  [{ repeat: { count: 21 } }, 'repeat.count'],
])('%j is refused, naming %s, and nothing is stored', async (wrong, field) => {
  const { call } = await setUpAccount(`wrong-${JSON.stringify(wrong)}`);
  const response = await call('POST', '/v2/escalations', { name: 'Main', rules: [toJane], ...wrong });
  expect([response.status, Object.keys(response.body.errors ?? {})]).toEqual([422, [field]]);
  expect((await call('GET', '/v2/escalations/Main?identifierType=name')).status).toBe(404);
});

test('a name is unique', async () => {
  const { call } = await setUpAccount('twice');
  await createdId(call, '/v2/escalations', { name: 'Main', rules: [toJane] });
  const again = await call('POST', '/v2/escalations', { name: 'main', rules: [toJane] });
  expect([again.status, again.body.errors]).toEqual([409, { name: 'already exists' }]);
  await createdId(call, '/v2/escalations', { name: 'Other', rules: [toJane] });
  const renamed = await call('PATCH', '/v2/escalations/Other?identifierType=name', { name: 'Main' });
  expect(renamed.status).toBe(409);
});

test('an escalation cannot be deleted while a routing rule uses it', async () => {
  const { call } = await setUpAccount('used');
  const refused = await call('DELETE', '/v2/escalations/Ops_escalation?identifierType=name');
  expect(refused.status).toBe(428);
  expect(refused.body.message).toContain('team [Ops]');
  const id = await createdId(call, '/v2/escalations', { name: 'Free', rules: [toJane] });
  expect((await call('DELETE', `/v2/escalations/${id}?identifierType=id`)).body.result).toBe('Deleted');
  expect((await call('GET', `/v2/escalations/${id}`)).status).toBe(404);
  expect((await call('DELETE', `/v2/escalations/${id}`)).status).toBe(404);
});

test('escalations and recipients of another account do not exist for a key', async () => {
  const { call, userId } = await setUpAccount('mine');
  const id = await createdId(call, '/v2/escalations', { name: 'Main', rules: [toJane] });
  const theirs = configurationApi(table(), { accountId: 'theirs' });
  expect((await theirs('GET', `/v2/escalations/${id}`)).status).toBe(404);
  expect((await theirs('PATCH', `/v2/escalations/${id}`, { name: 'x' })).status).toBe(404);
  expect((await theirs('DELETE', `/v2/escalations/${id}`)).status).toBe(404);
  const stolen = { name: 'x', rules: [{ recipient: { type: 'user', id: userId } }] };
  expect((await theirs('POST', '/v2/escalations', stolen)).status).toBe(422);
});

test("the key of a team sees only the team's escalations, and creates them for the team", async () => {
  const { call, teamId } = await setUpAccount('team-key');
  await createdId(call, '/v2/escalations', { name: 'Main', rules: [toJane] });
  await createdId(call, '/v2/teams', { name: 'Other' });
  const ofTeam = configurationApi(table(), { accountId: 'team-key', teamId });
  const names = async () =>
    (await ofTeam('GET', '/v2/escalations')).body.data.map(({ name }: { name: string }) => name).sort();
  expect(await names()).toEqual(['Ops_escalation']);
  expect((await ofTeam('GET', '/v2/escalations/Main?identifierType=name')).status).toBe(404);
  expect((await ofTeam('DELETE', '/v2/escalations/Main?identifierType=name')).status).toBe(404);
  const id = await createdId(ofTeam, '/v2/escalations', { name: 'Ours', rules: [toJane] });
  expect((await call('GET', `/v2/escalations/${id}`)).body.data.ownerTeam).toEqual({
    id: teamId,
    name: 'Ops',
  });
  expect(await names()).toEqual(['Ops_escalation', 'Ours']);
});
