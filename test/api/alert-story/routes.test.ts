import { ACCOUNT, escalating, person, rota, START, teamOf } from '../../../simulator/configuration.ts';
import { type Call, configurationApi } from '../../../simulator/configuration-api.ts';
import { SECOND } from '../../../src/platform/clock.ts';
import { type Story, startStory } from '../../engine/story.ts';

const CONFIGURATION = {
  users: [person('jane'), person('omar', [['sms', 0]]), person('lena')],
  schedules: [rota('primary', 1, 'jane', 'omar')],
  escalations: [
    escalating('ladder', [
      [0, { type: 'schedule', id: 'primary' }],
      [5, 'omar'],
    ]),
  ],
  teams: [
    teamOf('platform', ['jane:admin', 'omar', 'lena'], { type: 'escalation', id: 'ladder' }),
    teamOf('database', ['lena']),
  ],
};

let story: Story;
let call: Call;

const callAs = (more: Partial<Parameters<typeof configurationApi>[1]>): Call =>
  configurationApi(story.table, { accountId: ACCOUNT, clock: () => story.now(), ...more });

beforeEach(async () => {
  story = await startStory(CONFIGURATION);
  call = callAs({});
});

describe('GET /v2/alerts/{identifier}/story', () => {
  beforeEach(async () => {
    await story.at('00:01').create([{ type: 'team', id: 'platform' }]);
  });

  test('shows what happened and what comes next, by id, tiny id and alias', async () => {
    const alert = await story.alert();
    const { status, body } = await call('GET', `/v2/alerts/${alert.id}/story`);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      alert: { id: alert.id, tinyId: alert.tinyId, status: 'open', count: 1 },
      state: 'open',
      timeZone: 'UTC',
      summary:
        'Nobody has acknowledged it yet. Next: omar by SMS at 00:06:00 UTC, unless somebody acknowledges or closes the alert before.',
      execution: { name: `${alert.tinyId}-${alert.id}-run1`, run: 1 },
      others: [{ person: { id: 'lena', username: 'lena@example.com' }, reason: { code: 'NotNamed' } }],
    });
    const sent = body.data.entries.filter(({ kind }: { kind: string }) => kind === 'notification');
    expect(sent).toMatchObject([
      { person: { id: 'jane' }, channel: 'email', outcome: 'sent', planned: false },
      {
        person: { id: 'omar' },
        channel: 'sms',
        outcome: 'planned',
        planned: true,
        at: '2026-03-02T00:06:00.000Z',
      },
    ]);
    for (const path of [
      `${alert.tinyId}/story?identifierType=tiny`,
      `${alert.alias}/story?identifierType=alias`,
    ])
      expect((await call('GET', `/v2/alerts/${path}`)).body.data.alert.id).toBe(alert.id);
  });

  test('shows times in the zone of the query, or of the account', async () => {
    const path = `/v2/alerts/${story.alertId}/story`;
    expect((await call('GET', `${path}?timeZone=Asia/Tokyo`)).body.data.summary).toContain('09:06:00 GMT+9');
    await call('PATCH', '/v2/account', { timeZone: 'Europe/Berlin' });
    expect((await call('GET', path)).body.data).toMatchObject({ timeZone: 'Europe/Berlin' });
    expect((await call('GET', `${path}?timeZone=Mars`)).status).toBe(422);
  });

  test('does not exist for callers that cannot see the alert', async () => {
    const path = `/v2/alerts/${story.alertId}/story`;
    expect((await callAs({ teamId: 'platform' })('GET', path)).status).toBe(200);
    expect((await callAs({ teamId: 'database' })('GET', path)).status).toBe(404);
    expect((await callAs({ accountId: 'another' })('GET', path)).status).toBe(404);
    expect((await callAs({ rights: ['create-update'] })('GET', path)).status).toBe(403);
  });
});

describe('POST /v2/simulate', () => {
  const alert = { message: 'The disk is full', responders: [{ type: 'team', id: 'platform' }] };

  const toNotifications = (body: { data: { entries: readonly Record<string, never>[] } }) =>
    body.data.entries
      .filter(({ kind }) => kind === 'notification')
      .map(({ at, person: who, channel }) => [at, (who as unknown as { id: string }).id, channel]);

  test('says who would be notified, when and how, and writes nothing', async () => {
    const before = structuredClone([...story.table.items]);
    const { status, body } = await call('POST', '/v2/simulate', { alert, at: '2026-03-02T01:30:00Z' });
    expect(status).toBe(200);
    expect(toNotifications(body)).toEqual([
      ['2026-03-02T01:30:00.000Z', 'omar', 'sms'],
      ['2026-03-02T01:35:00.000Z', 'omar', 'sms'],
    ]);
    expect(body.data.others).toMatchObject([
      { person: { id: 'jane' }, reason: { code: 'NotOnCall', schedule: 'primary' } },
      { person: { id: 'lena' }, reason: { code: 'NotNamed' } },
    ]);
    expect(body.data.entries.every(({ planned }: { planned: boolean }) => planned)).toBe(true);
    expect([...story.table.items]).toEqual(before);
  });

  test('stops at the acknowledgement, at the hours and at the number of notifications', async () => {
    const at = '2026-03-02T00:30:00Z';
    const ids = async (more: object) =>
      toNotifications((await call('POST', '/v2/simulate', { alert, at, ...more })).body).map(([, id]) => id);
    expect(await ids({})).toEqual(['jane', 'omar']);
    expect(await ids({ acknowledgeAt: '2026-03-02T00:34:00Z' })).toEqual(['jane']);
    expect(await ids({ maxNotifications: 1 })).toEqual(['jane']);
    const late = { ...alert, responders: [{ type: 'escalation', id: 'slow' }] };
    await story.configure('ESCALATION', escalating('slow', [[90, 'omar']]));
    const { body } = await call('POST', '/v2/simulate', { alert: late, at, hours: 1 });
    expect(toNotifications(body)).toEqual([]);
    expect(body.data.entries.at(-1)).toMatchObject({ kind: 'end', reason: { code: 'LimitReached' } });
  });

  test('simulates a stored alert again', async () => {
    await story.at('00:01').create([{ type: 'team', id: 'platform' }]);
    await story.at('00:02').close();
    const { status, body } = await call('POST', '/v2/simulate', { alertId: story.alertId });
    expect(status).toBe(200);
    expect(toNotifications(body)).toEqual([
      ['2026-03-02T00:02:00.000Z', 'jane', 'email'],
      ['2026-03-02T00:07:00.000Z', 'omar', 'sms'],
    ]);
  });

  test('names the open alert on which the event would only be counted', async () => {
    await story.at('00:01').create([{ type: 'team', id: 'platform' }]);
    const open = await story.alert();
    const { body } = await call('POST', '/v2/simulate', { alert: { ...alert, alias: open.alias } });
    expect(body.data.openAlert).toEqual({ id: open.id, tinyId: open.tinyId });
    expect(toNotifications(body)).toHaveLength(2);
  });

  test('simulates a payload of a tool through the mapping and the settings of its integration', async () => {
    const created = await call('POST', '/v2/integrations', {
      name: 'Prometheus of the platform',
      type: 'Prometheus',
      ownerTeam: { id: 'platform' },
    });
    expect(created.status).toBe(201);
    const payload = {
      version: '4',
      groupKey: 'disk',
      status: 'firing',
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'DiskFull' },
          annotations: {},
          startsAt: '2026-03-02T00:00:00Z',
        },
      ],
      groupLabels: { alertname: 'DiskFull' },
      commonLabels: { alertname: 'DiskFull', severity: 'critical' },
      commonAnnotations: { summary: 'The disk is full' },
    };
    const integrationId = created.body.data.id;
    const { status, body } = await call('POST', '/v2/simulate', { integrationId, payload });
    expect(status).toBe(200);
    expect(body.data.alert).toMatchObject({ priority: 'P1', responders: [{ type: 'team', id: 'platform' }] });
    expect(toNotifications(body).map(([, id]) => id)).toEqual(['jane', 'omar']);

    const resolved = { ...payload, status: 'resolved' };
    const refused = await call('POST', '/v2/simulate', { integrationId, payload: resolved });
    expect(refused.status).toBe(422);
    expect(refused.body.errors.payload).toBe('does not open an alert: its action is Close');
  });

  test.each([
    [{}, 'alert'],
    [{ alert, alertId: 'x' }, 'alert'],
    [{ payload: { a: 1 } }, 'integrationId'],
    [{ alert, hours: 1000 }, 'hours'],
    [{ alert, at: '2026-03-02T01:00:00Z', acknowledgeAt: '2026-03-02T00:59:00Z' }, 'acknowledgeAt'],
  ])('refuses %j with an error for %s', async (body, field) => {
    const answer = await call('POST', '/v2/simulate', body);
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.body.errors)).toContain(field);
  });

  test('refuses what the caller could not see, and does not find what belongs to others', async () => {
    await story.at('00:01').create([{ type: 'team', id: 'platform' }]);
    const asDatabase = callAs({ teamId: 'database' });
    expect((await asDatabase('POST', '/v2/simulate', { alertId: story.alertId })).status).toBe(404);
    expect((await asDatabase('POST', '/v2/simulate', { integrationId: 'x', payload: 'text' })).status).toBe(
      404,
    );
    // An alert that a team's key creates belongs to the team, whoever responds.
    expect((await asDatabase('POST', '/v2/simulate', { alert })).status).toBe(200);
    const asUser = callAs({ userId: 'lena' });
    const other = { message: 'x', responders: [{ type: 'user', username: 'omar@example.com' }] };
    expect((await asUser('POST', '/v2/simulate', { alert: other })).status).toBe(403);
    expect((await asUser('POST', '/v2/simulate', { alert })).status).toBe(200);
  });

  test('takes an instant far ahead', async () => {
    const at = new Date(START + 400 * 24 * 3_600 * SECOND).toISOString();
    expect((await call('POST', '/v2/simulate', { alert, at })).status).toBe(200);
  });
});
