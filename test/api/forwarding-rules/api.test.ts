import { configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { SET_UP } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
const HOUR = 3_600_000;
const iso = (instant: number) => new Date(instant).toISOString();

async function setUpAccount(accountId: string) {
  const call = configurationApi(table(), { accountId });
  const user = (name: string) =>
    createdId(call, '/v2/users', { username: `${name}@example.com`, fullName: name, role: { name: 'User' } });
  return { call, jane: await user('jane'), joe: await user('joe'), mary: await user('mary') };
}

const holiday = {
  fromUser: { username: 'jane@example.com', id: '' },
  toUser: { username: 'joe@example.com' },
  startDate: iso(SET_UP),
  endDate: iso(SET_UP + 2 * HOUR),
};

test('a forwarding rule is created, returned by id and alias, replaced and deleted', async () => {
  const { call, jane, joe, mary } = await setUpAccount('crud');
  const { status, body } = await call('POST', '/v2/forwarding-rules', { ...holiday, alias: 'holiday' });
  const { id } = body.data;
  expect([status, body.data]).toEqual([201, { id: expect.any(String), alias: 'holiday' }]);
  const rule = {
    id,
    alias: 'holiday',
    fromUser: { id: jane, username: 'jane@example.com' },
    toUser: { id: joe, username: 'joe@example.com' },
    startDate: iso(SET_UP),
    endDate: iso(SET_UP + 2 * HOUR),
  };
  expect((await call('GET', `/v2/forwarding-rules/${id}`)).body.data).toEqual(rule);
  expect((await call('GET', '/v2/forwarding-rules/holiday?identifierType=alias')).body.data).toEqual(rule);
  expect((await call('GET', '/v2/forwarding-rules')).body.data).toEqual([rule]);
  expect((await call('GET', '/v2/users/jane@example.com/forwarding-rules')).body.data).toEqual([rule]);
  expect((await call('GET', `/v2/users/${joe}/forwarding-rules`)).body.data).toEqual([]);

  const change = { ...holiday, toUser: { id: mary } };
  const changed = await call('PUT', '/v2/forwarding-rules/holiday?identifierType=alias', change);
  expect(changed.body).toMatchObject({ data: { id, alias: 'holiday' } });
  expect((await call('GET', `/v2/forwarding-rules/${id}`)).body.data.toUser.id).toBe(mary);
  expect((await call('DELETE', `/v2/forwarding-rules/${id}`)).body.result).toBe('Deleted');
  expect((await call('GET', `/v2/forwarding-rules/${id}`)).status).toBe(404);
  expect((await call('DELETE', `/v2/forwarding-rules/${id}`)).status).toBe(404);
});

test.each([
  [{ toUser: { username: 'jane@example.com' } }, 'toUser'],
  [{ toUser: { username: 'nobody@example.com' } }, 'toUser'],
  [{ endDate: iso(SET_UP) }, 'endDate'],
  [{ startDate: 'soon' }, 'startDate'],
  [{ fromUser: {} }, 'fromUser'],
])('%j is rejected because of %s and changes nothing', async (wrong, field) => {
  const { call } = await setUpAccount(`wrong-${JSON.stringify(wrong).replace(/\W/g, '')}`);
  const { status, body } = await call('POST', '/v2/forwarding-rules', { ...holiday, ...wrong });
  expect([status, Object.keys(body.errors)]).toEqual([422, [field]]);
  expect((await call('GET', '/v2/forwarding-rules')).body.data).toEqual([]);
});

test('a rule that has ended already is stored, with a warning', async () => {
  const { call } = await setUpAccount('ended');
  const ended = { ...holiday, startDate: iso(SET_UP - 2 * HOUR), endDate: iso(SET_UP - HOUR) };
  const warnings = ['endDate: the forwarding rule has ended already, so it changes nothing'];
  const created = await call('POST', '/v2/forwarding-rules', ended);
  expect(created).toMatchObject({ status: 201, body: { warnings } });
  const path = `/v2/forwarding-rules/${created.body.data.id}`;
  expect(await call('PUT', path, ended)).toMatchObject({ status: 200, body: { warnings } });
  expect((await call('PUT', path, holiday)).body).not.toHaveProperty('warnings');
});

test('an alias is unique', async () => {
  const { call } = await setUpAccount('alias');
  await call('POST', '/v2/forwarding-rules', { ...holiday, alias: 'holiday' });
  expect((await call('POST', '/v2/forwarding-rules', { ...holiday, alias: 'holiday' })).status).toBe(409);
});

test('a user can forward only their own notifications', async () => {
  const { jane, joe } = await setUpAccount('own');
  const as = (userId: string) => configurationApi(table(), { accountId: 'own', userId });
  const { status, body } = await as(jane)('POST', '/v2/forwarding-rules', holiday);
  expect(status).toBe(201);
  expect((await as(joe)('POST', '/v2/forwarding-rules', holiday)).status).toBe(403);
  expect((await as(joe)('DELETE', `/v2/forwarding-rules/${body.data.id}`)).status).toBe(403);
  expect((await as(jane)('DELETE', `/v2/forwarding-rules/${body.data.id}`)).status).toBe(200);
});

test('deleting a user deletes their forwarding rules', async () => {
  const { call, jane, joe, mary } = await setUpAccount('delete');
  await call('POST', '/v2/forwarding-rules', holiday);
  await call('POST', '/v2/forwarding-rules', { ...holiday, fromUser: { id: joe }, toUser: { id: mary } });
  await call('POST', '/v2/forwarding-rules', { ...holiday, fromUser: { id: mary }, toUser: { id: jane } });
  expect((await call('DELETE', `/v2/users/${joe}`)).status).toBe(200);
  const left = (await call('GET', '/v2/forwarding-rules')).body.data;
  expect(left).toMatchObject([{ fromUser: { id: mary }, toUser: { id: jane } }]);
});

test('on-calls, timeline and calendar show the user who is forwarded and the user who takes over', async () => {
  const { call, jane, joe } = await setUpAccount('shown');
  const rotation = {
    type: 'weekly',
    startDate: iso(SET_UP - HOUR),
    participants: [{ type: 'user', id: jane }],
  };
  const id = await createdId(call, '/v2/schedules', { name: 'Rota', rotations: [rotation] });
  await call('POST', '/v2/forwarding-rules', { ...holiday, startDate: iso(SET_UP + HOUR) });
  const onCalls = async (at: number, more = '') =>
    (await call('GET', `/v2/schedules/${id}/on-calls?date=${iso(at)}${more}`)).body.data;
  expect((await onCalls(SET_UP)).onCallParticipants).toEqual([
    { id: jane, name: 'jane@example.com', type: 'user' },
  ]);
  expect((await onCalls(SET_UP + HOUR)).onCallParticipants).toEqual([
    {
      id: joe,
      name: 'joe@example.com',
      type: 'user',
      forwardedFrom: { id: jane, name: 'jane@example.com', type: 'user' },
    },
  ]);
  expect((await onCalls(SET_UP + HOUR, '&flat=true')).onCallRecipients).toEqual(['joe@example.com']);
  expect((await onCalls(SET_UP + 2 * HOUR, '&flat=true')).onCallRecipients).toEqual(['jane@example.com']);

  const path = `/v2/schedules/${id}/timeline?date=${iso(SET_UP)}&interval=1&intervalUnit=days&expand=base,forwarding`;
  const { finalTimeline, baseTimeline, forwardingTimeline } = (await call('GET', path)).body.data;
  const period = (from: number, to: number, type: string, who: string, name: string) => ({
    startDate: iso(SET_UP + from * HOUR),
    endDate: iso(SET_UP + to * HOUR),
    type,
    ...(type === 'forwarding' && { fromUser: 'jane@example.com' }),
    recipient: { id: who, name: `${name}@example.com`, type: 'user' },
  });
  const forwarded = period(1, 2, 'forwarding', joe, 'joe');
  expect(finalTimeline.rotations[0].periods).toEqual([
    period(0, 1, 'default', jane, 'jane'),
    forwarded,
    period(2, 24, 'default', jane, 'jane'),
  ]);
  expect(baseTimeline.rotations[0].periods).toEqual([period(0, 24, 'default', jane, 'jane')]);
  expect(forwardingTimeline.rotations[0].periods).toEqual([forwarded]);

  const { body: calendar } = await call('GET', '/v2/schedules/on-calls/joe@example.com.ics');
  expect(calendar.match(/SUMMARY:.*/g)).toEqual([expect.stringContaining('joe@example.com on call: Rota')]);
});
