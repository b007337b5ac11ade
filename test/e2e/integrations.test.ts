import { readFileSync } from 'node:fs';
import { waitFor } from '../../simulator/local-service.ts';
import { startStandIn } from '../support/provider.ts';
import { type Account, openAccount, person } from './account.ts';

/** Integrations from their creation to the message that somebody gets, over HTTP. */

let account: Account;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.service.stop());

const sample = (tool: string, name: string) =>
  JSON.parse(readFileSync(`src/inbound/events/tools/${tool}/sample-${name}.json`, 'utf8'));

async function integration(type: string, change: object = {}): Promise<{ id: string; apiKey: string }> {
  const { status, body } = await account.call('POST', '/v2/integrations', {
    name: `${type} ${JSON.stringify(change)}`,
    type,
    responders: [person('kim')],
    ...change,
  });
  expect(status).toBe(201);
  return body.data as { id: string; apiKey: string };
}

const post = async (path: string, body: unknown) => {
  const response = await fetch(`${account.service.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const closed = async ({ id }: Record<string, unknown>) =>
  (
    await waitFor(
      () => account.call('GET', `/v2/alerts/${id}`),
      ({ body }) => (body.data as { status: string }).status === 'closed',
    )
  ).body.data;

test("a firing Alertmanager event notifies the integration's responder, and a resolved one closes the alert", async () => {
  const { apiKey } = await integration('Prometheus');
  const response = await post(`/v1/json/prometheus?apiKey=${apiKey}`, sample('prometheus', 'firing'));
  expect(response.status).toBe(202);
  expect(await account.waitForMessages('DiskWillFill', 1)).toContain('kim email');
  const alert = await account.alert(sample('prometheus', 'firing').groupKey);
  await post(`/v1/json/prometheus?apiKey=${apiKey}`, sample('prometheus', 'resolved'));
  expect(await closed(alert)).toMatchObject({ integration: { type: 'Prometheus' }, priority: 'P1' });
});

test('PagerDuty events are accepted with the API key as routing key', async () => {
  const { apiKey } = await integration('PagerDutyCompatibility');
  expect(apiKey).toHaveLength(32);
  const say = (name: string) => post('/v2/enqueue', { routing_key: apiKey, ...sample('pagerduty', name) });
  expect(await say('trigger')).toEqual({
    status: 202,
    body: { status: 'success', message: 'Event processed', dedup_key: 'samplekeyhere' },
  });
  await account.waitForMessages('Replication lag', 1);
  const alert = await account.alert('samplekeyhere');
  await say('resolve');
  await closed(alert);
});

test('an integration that suppresses notifications opens alerts and notifies nobody', async () => {
  const { apiKey } = await integration('API', { suppressNotifications: true });
  const silent = await account.call('POST', '/v2/alerts', { message: 'Silent one', alias: 'silent' }, apiKey);
  expect(silent.status).toBe(202);
  await waitFor(
    () => account.call('GET', '/v2/alerts/silent?identifierType=alias'),
    ({ status }) => status === 200,
  );
  await account.waitForEscalation();
  expect(await account.sentAbout('Silent one')).toEqual([]);
});

test('an integration that ignores responders of requests notifies only its own', async () => {
  const { apiKey } = await integration('API', { ignoreRespondersFromPayload: true });
  const body = { message: 'Whose alert', responders: [person('omar')] };
  await account.call('POST', '/v2/alerts', body, apiKey);
  await account.waitForMessages('Whose alert', 1);
  await account.waitForEscalation();
  expect((await account.sentAbout('Whose alert')).filter((each) => !each.startsWith('kim'))).toEqual([]);
});

test('a disabled integration rejects events until it is enabled again', async () => {
  const { id, apiKey } = await integration('Zabbix');
  expect((await account.call('POST', `/v2/integrations/${id}/disable`, {})).status).toBe(201);
  // The key was not used before, so no function remembers it.
  expect((await post(`/v1/json/zabbix?apiKey=${apiKey}`, sample('zabbix', 'problem'))).status).toBe(401);
});

test("an integration's own actions decide how an event is handled", async () => {
  const { id, apiKey } = await integration('Grafana');
  const actions = {
    create: [
      {
        name: 'Of the checkout only',
        filter: {
          conditionMatchType: 'match-all-conditions',
          conditions: [{ field: 'commonLabels.service', operation: 'equals', expectedValue: 'checkout' }],
        },
        alias: 'checkout-{{commonLabels.alertname}}',
        message: '{{commonLabels.service}} is slow: {{commonAnnotations.summary}}',
      },
    ],
  };
  expect((await account.call('PUT', `/v2/integrations/${id}/actions`, actions)).status).toBe(200);
  const firing = sample('grafana', 'firing');
  const other = { ...firing, commonLabels: { ...firing.commonLabels, service: 'search' } };
  expect((await post(`/v1/json/grafana?apiKey=${apiKey}`, other)).body.result).toBe('Event was ignored');
  await post(`/v1/json/grafana?apiKey=${apiKey}`, firing);
  await account.waitForMessages('checkout is slow: p99 of checkout is above 1.5 s', 1);
  expect(await account.alert('checkout-HighLatency')).toMatchObject({ status: 'open' });
});

test('a webhook receives the actions on alerts, in order', async () => {
  const receiver = await startStandIn();
  try {
    await integration('Webhook', { url: `${receiver.endpoint}/hook`, responders: [] });
    // The worker caches the webhooks of an account for ten seconds of the service's clock.
    await account.waitForEscalation();
    await account.act('POST', '/v2/alerts', { message: 'Sent to a webhook', alias: 'webhook' });
    await account.act('POST', '/v2/alerts/webhook/acknowledge?identifierType=alias', {});
    await account.act('POST', '/v2/alerts/webhook/close?identifierType=alias', {});
    const posted = () =>
      receiver.requests
        .map(({ body }) => JSON.parse(body))
        .filter(({ alert }) => alert.alias === 'webhook')
        .map(({ action }) => action);
    expect(
      await waitFor(
        async () => posted(),
        (actions) => actions.length >= 3,
      ),
    ).toEqual(['Create', 'Acknowledge', 'Close']);
  } finally {
    await receiver.stop();
  }
});
