import { readFileSync } from 'node:fs';
import { messageGroupId } from '../../../src/domain/alerts/message-group.ts';
import type { Integration } from '../../../src/domain/integrations/model.ts';
import { logger } from '../../../src/platform/logger.ts';
import { aKey, inboundService, NOW } from './inbound-service.ts';

// These failures are intended.
logger.setLogLevel('SILENT');

const sample = (tool: string, name: string) =>
  JSON.parse(readFileSync(`src/inbound/events/tools/${tool}/sample-${name}.json`, 'utf8'));

const firing = sample('prometheus', 'firing');

test('an event becomes a message for the worker, in the name of the integration', async () => {
  const { post, sent } = inboundService({ keys: { k: aKey('Prometheus', { teamId: 't1' }) } });
  const { status, body } = await post('/v1/json/prometheus?apiKey=k', firing);
  expect([status, body.result]).toEqual([202, 'Request will be processed']);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    message: {
      accountId: 'acc',
      requestId: body.requestId,
      receivedAt: NOW,
      target: { type: 'alias', value: firing.groupKey },
      action: {
        type: 'Create',
        alias: firing.groupKey,
        message: '[Prometheus] DiskWillFill: Disk of eu-1 fills within 4 hours',
        priority: 'P1',
        responders: [],
      },
      integration: { id: 'int-Prometheus', name: 'Prometheus of Ops', type: 'Prometheus' },
      teamId: 't1',
    },
    group: messageGroupId('acc', firing.groupKey),
    deduplicationId: body.requestId,
  });
});

test('a resolving event closes the alert, in the same message group', async () => {
  const { post, sent } = inboundService();
  await post('/v1/json/prometheus?apiKey=Prometheus', firing);
  await post('/v1/json/prometheus?apiKey=Prometheus', sample('prometheus', 'resolved'));
  expect(sent.map(({ message }) => message.action.type)).toEqual(['Create', 'Close']);
  expect(sent[1]?.group).toBe(sent[0]?.group);
  expect(sent[1]?.message.target).toEqual(sent[0]?.message.target);
});

test('an acknowledge and a note carry the user and the text', async () => {
  const { post, sent } = inboundService();
  await post('/v1/json/zabbix?apiKey=Zabbix', sample('zabbix', 'macros-acknowledged'));
  await post('/v1/json/integrations/webhooks/zabbix?apiKey=Zabbix', sample('zabbix', 'macros-comment'));
  expect(sent.map(({ message: { action, user, note } }) => [action.type, user, note])).toEqual([
    ['Acknowledge', 'jane', 'I am on it'],
    ['AddNote', 'jane', 'Same as last week'],
  ]);
});

test.each([
  ['the query', '/v1/json/api?apiKey=API', {}, {}],
  ['a header', '/v1/json/api', {}, { authorization: 'GenieKey API' }],
  ['the body', '/v1/json/api', { apiKey: 'API' }, {}],
])('the key may be in %s, and never gets into the alert', async (_, path, more, headers) => {
  const { post, sent } = inboundService();
  expect((await post(path, { message: 'Disk full', ...more }, headers)).status).toBe(202);
  expect(JSON.stringify(sent[0]?.message.action)).not.toContain('apiKey');
});

test('the limits of alerts apply, and a title that is truncated comes first in the description', async () => {
  const { post, sent } = inboundService();
  await post('/v1/json/api?apiKey=API', { message: 'm'.repeat(200), tags: Array(30).fill('t'.repeat(60)) });
  expect(sent[0]?.message.action).toMatchObject({
    message: 'm'.repeat(130),
    description: 'm'.repeat(200),
    tags: ['t'.repeat(50)],
  });
});

test.each([
  ['no key', '/v1/json/prometheus', firing, 401],
  ['a key that does not work', '/v1/json/prometheus?apiKey=none', firing, 401],
  ['a key of another tool', '/v1/json/prometheus?apiKey=Zabbix', firing, 403],
  ['a key that may only read', '/v1/json/prometheus?apiKey=reader', firing, 403],
  ['an unknown tool', '/v1/json/nothing?apiKey=API', firing, 404],
  ['a body that is not JSON, without a good key', '/v1/json/prometheus?apiKey=none', 'hello', 401],
])('%s is refused and nothing is sent', async (_, path, body, status) => {
  const { post, sent } = inboundService({ keys: { reader: aKey('Prometheus', { rights: ['read'] }) } });
  expect((await post(path, body, { 'content-type': 'application/octet-stream' })).status).toBe(status);
  expect(sent).toEqual([]);
});

test('an API key of type API is accepted for every tool', async () => {
  const { post, sent } = inboundService();
  await post('/v1/json/prometheus?apiKey=API', firing);
  await post('/v1/json/zabbix?apiKey=API', sample('zabbix', 'problem'));
  expect(sent).toHaveLength(2);
});

test('too many events are answered with 429', async () => {
  const { post } = inboundService({ limit: { perSecond: 1, burst: 1 } });
  expect((await post('/v1/json/api?apiKey=API', { message: 'a' })).status).toBe(202);
  expect((await post('/v1/json/api?apiKey=API', { message: 'a' })).status).toBe(429);
});

test('forms, and queries without a body, are read as events', async () => {
  const { post, sent } = inboundService();
  const query = new URLSearchParams({ ...sample('uptime-robot', 'down'), apiKey: 'UptimeRobot' });
  await post(`/v1/json/uptimerobot?${query}`, '', {}, 'GET');
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  await post(
    '/v1/json/github?apiKey=GitHub',
    String(new URLSearchParams({ payload: JSON.stringify(sample('github', 'workflow-failed')) })),
    form,
  );
  await post(
    '/v1/json/uptimerobot?apiKey=UptimeRobot',
    String(new URLSearchParams(sample('uptime-robot', 'up'))),
    form,
  );
  expect(sent.map(({ message: { action, target } }) => [action.type, target.value])).toEqual([
    ['Create', 'uptimerobot-777712827'],
    ['Create', 'example/shop workflow_run Deploy main'],
    ['Close', 'uptimerobot-777712827'],
  ]);
});

test.each([
  ['HEAD', 'uptimerobot', {}],
  ['GET', 'prometheus', {}],
  ['GET', 'uptimerobot', { 'sec-purpose': 'prefetch' }],
])('%s to %s with %j opens no alert', async (method, path, headers) => {
  const { post, sent } = inboundService();
  const { status } = await post(`/v1/json/${path}?apiKey=API&monitorID=1&alertType=1`, '', headers, method);
  expect(status).toBe(405);
  expect(sent).toEqual([]);
});

test('an event that concerns no alert is accepted and ignored', async () => {
  const { post, sent } = inboundService();
  const { status, body } = await post('/v1/json/github?apiKey=GitHub', sample('github', 'push'));
  expect([status, body.result]).toEqual([202, 'Event was ignored']);
  expect(sent).toEqual([]);
});

test('a misspelt kind of integration is answered with the one that is probably meant', async () => {
  const { post } = inboundService();
  const { status, body } = await post('/v1/json/promotheus?apiKey=Prometheus', { message: 'x' });
  expect([status, body.message]).toEqual([
    404,
    'No such kind of integration: promotheus. Did you mean prometheus?',
  ]);
  const unknown = await post('/v1/json/abacus?apiKey=Prometheus', { message: 'x' });
  expect(unknown.body.message).toBe('No such kind of integration: abacus');
});

describe("an integration's settings", () => {
  const responders = [{ type: 'escalation' as const, id: 'e1' }];
  const event = { message: 'Disk full', responders: [{ type: 'team', name: 'Ops' }] };

  test('add responders to those of the event, and can suppress notifications', async () => {
    const { post, sent, reads } = inboundService({
      keys: { k: aKey('API', { alerts: { responders, suppressNotifications: true } }) },
    });
    await post('/v1/json/api?apiKey=k', event);
    expect(sent[0]?.message.action).toMatchObject({
      responders: [{ type: 'team', name: 'Ops' }, ...responders],
      suppressNotifications: true,
    });
    expect(reads).toEqual([]);
  });

  test('can ignore responders of the event, but not those of its own actions', async () => {
    const actions: Integration['actions'] = [
      {
        type: 'create',
        name: 'All',
        order: 0,
        filter: { type: 'match-all', conditions: [] },
        message: 'Made: {{message}}',
        responders: [{ type: 'user', id: 'u1' }],
      },
    ];
    const { post, sent, reads } = inboundService({
      keys: {
        k: aKey('API', { hasActions: true, alerts: { responders, ignoreRespondersFromPayload: true } }),
      },
      integrations: { 'int-API': { actions } as Integration },
    });
    await post('/v1/json/api?apiKey=k', event);
    expect(reads).toEqual(['acc int-API']);
    expect(sent[0]?.message.action).toMatchObject({
      message: 'Made: Disk full',
      responders: [...responders, { type: 'user', id: 'u1' }],
    });
  });
});

describe("PagerDuty's Events API v2", () => {
  const trigger = { routing_key: 'PagerDutyCompatibility', ...sample('pagerduty', 'trigger') };
  const resolve = { routing_key: 'PagerDutyCompatibility', ...sample('pagerduty', 'resolve') };

  test('trigger, acknowledge and resolve go to one alert by their dedup_key', async () => {
    const { post, sent } = inboundService();
    const { status, body } = await post('/v2/enqueue', trigger);
    expect([status, body]).toEqual([
      202,
      { status: 'success', message: 'Event processed', dedup_key: 'samplekeyhere' },
    ]);
    await post('/v2/enqueue', { ...resolve, event_action: 'acknowledge' });
    await post('/v2/enqueue', resolve);
    expect(sent.map(({ message: { action, target } }) => [action.type, target.value])).toEqual([
      ['Create', 'samplekeyhere'],
      ['Acknowledge', 'samplekeyhere'],
      ['Close', 'samplekeyhere'],
    ]);
    expect(JSON.stringify(sent.map(({ message }) => message.action))).not.toContain('routing_key');
  });

  test('actions and severities are accepted in any letter case', async () => {
    const { post, sent } = inboundService();
    const payload = { ...trigger.payload, severity: 'Critical' };
    expect((await post('/v2/enqueue', { ...trigger, event_action: 'TRIGGER', payload })).status).toBe(202);
    expect(sent).toMatchObject([{ message: { action: { type: 'Create', priority: 'P1' } } }]);
  });

  test('a trigger without a dedup_key gets one, by which it can be resolved', async () => {
    const { post, sent } = inboundService();
    const { dedup_key: _, ...without } = trigger;
    const { body } = await post('/v2/enqueue', without);
    expect(body.dedup_key).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent[0]?.message.target).toEqual({ type: 'alias', value: body.dedup_key });
  });

  test.each([
    [{ routing_key: undefined }, "'routing_key' is missing or blank"],
    [{ routing_key: 'none' }, "'routing_key' is invalid"],
    [{ routing_key: 'Zabbix' }, "'routing_key' is invalid"],
    [{ event_action: 'start' }, "'event_action' must be one of trigger, acknowledge, resolve"],
    [{ event_action: 'resolve', dedup_key: '' }, "'dedup_key' is missing or blank"],
    [{ event_action: 'resolve', dedup_key: 'null' }, "'dedup_key' is missing or blank"],
    [{ dedup_key: 'x'.repeat(256) }, "Length of 'dedup_key' is incorrect (should be at most 255 characters)"],
    [{ payload: undefined }, "'payload' is missing"],
    [{ payload: { ...trigger.payload, summary: '' } }, "'payload.summary' is missing or blank"],
    [
      { payload: { ...trigger.payload, severity: 'bad' } },
      "'payload.severity' must be one of critical, error, warning, info",
    ],
  ])('%j is an invalid event', async (wrong, error) => {
    const { post, sent } = inboundService();
    const { status, body } = await post('/v2/enqueue', { ...trigger, ...wrong });
    expect([status, body]).toEqual([
      400,
      { status: 'invalid event', message: 'Event object is invalid', errors: [error] },
    ]);
    expect(sent).toEqual([]);
  });

  test.each([
    ["{'routing_key': 'x'}", `at character 2 is a single quotation mark; JSON needs double ones (")`],
    ['{"routing_key": "x",}', 'at character 21 is a } after a comma; leave out the comma'],
    ['routing key x', 'at character 1 is a word without quotation marks'],
  ])('%s is refused with the place of the mistake', async (text, mistake) => {
    const { post } = inboundService();
    for (const path of ['/v2/enqueue', '/v2/change/enqueue']) {
      const { status, body } = await post(path, text);
      expect([status, body.errors]).toEqual([400, [`The request body is not valid JSON: ${mistake}.`]]);
    }
  });

  test('a title of more than 130 characters is whole in the description, with details that are not an object', async () => {
    const { post, sent } = inboundService();
    const summary = `${'0123456789 '.repeat(14)}end`;
    const payload = { ...trigger.payload, summary, custom_details: 'only a text' };
    await post('/v2/enqueue', { ...trigger, payload });
    expect(sent[0]?.message.action).toMatchObject({
      description: expect.stringMatching(new RegExp(`^${summary}[^]*only a text`)),
    });
  });

  test('two triggers whose dedup_key was not filled in are two alerts', async () => {
    const { post, sent } = inboundService();
    await post('/v2/enqueue', { ...trigger, dedup_key: '{{ alert.id }}' });
    await post('/v2/enqueue', { ...trigger, dedup_key: 'null' });
    expect(sent[0]?.message.target).not.toEqual(sent[1]?.message.target);
  });

  test('a change event is accepted and opens no alert', async () => {
    const { post, sent } = inboundService();
    const change = { payload: { summary: 'Build 7 of shop is live', source: 'ci' } };
    const key = { 'x-routing-key': 'PagerDutyCompatibility' };
    expect(await post('/v2/change/enqueue', change, key)).toEqual({
      status: 202,
      body: { status: 'success', message: 'Change event processed' },
    });
    expect((await post('/v2/change/enqueue', change)).body.errors).toEqual([
      "'routing_key' is missing or blank",
    ]);
    expect(sent).toEqual([]);
  });

  test('a body that is not JSON is an invalid event', async () => {
    const { status, body } = await inboundService().post('/v2/enqueue', 'hello');
    expect([status, body.status]).toEqual([400, 'invalid event']);
  });
});
