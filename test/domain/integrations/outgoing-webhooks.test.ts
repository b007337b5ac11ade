import { createHmac } from 'node:crypto';
import type { SQSEvent } from 'aws-lambda';
import { configurationApi } from '../../../simulator/configuration-api.ts';
import { createAccountSecrets } from '../../../src/domain/accounts/secrets.ts';
import { createAlertWorker } from '../../../src/domain/alert-worker/worker.ts';
import type { AlertAction } from '../../../src/domain/alerts/action.ts';
import type { OutgoingWebhook } from '../../../src/domain/integrations/model.ts';
import {
  createWebhookDispatcher,
  type WebhookEvent,
} from '../../../src/domain/integrations/outgoing-webhooks.ts';
import { integrationStore } from '../../../src/domain/integrations/store.ts';
import { createMaintainedIntegrationSource } from '../../../src/domain/maintenance/apply-maintenance.ts';
import { createMaintenanceStore } from '../../../src/domain/maintenance/store.ts';
import { logger } from '../../../src/platform/logger.ts';
import type { Table } from '../../../src/platform/table.ts';
import { createAlertWebhookSender } from '../../../src/senders/alert-webhooks/sender.ts';
import { NOON } from '../../support/builders.ts';
import { type StandIn, startStandIn } from '../../support/provider.ts';
import { useTable } from '../../support/table.ts';
import { aMessage, create, directory, recordingExecutions, toSqsEvent } from '../alert-worker/harness.ts';

// These failures are intended.
logger.setLogLevel('SILENT');

const table = useTable();
let receiver: StandIn;

beforeAll(async () => {
  receiver = await startStandIn();
});
afterAll(() => receiver.stop());
beforeEach(() => {
  receiver.requests.length = 0;
  receiver.behave({ status: 200 });
});

/** An account with a worker, whose events go to a queue, and the function that delivers them. */
function createHarness(accountId: string, over: Table = table()) {
  const call = configurationApi(table(), { accountId });
  const queued: { event: WebhookEvent; group: string; deduplicationId: string }[] = [];
  let now = NOON;
  const hook = createWebhookDispatcher({
    table: over,
    queue: {
      send: async (event, options) => void queued.push({ event: event as WebhookEvent, ...options }),
    },
    clock: () => now,
    maintenance: createMaintenanceStore(table()),
  });
  const work = createAlertWorker({
    table: table(),
    executions: recordingExecutions().executions,
    directory,
    onApplied: hook,
    clock: () => NOON,
  });
  const deliver = createAlertWebhookSender({
    integrations: createMaintainedIntegrationSource(
      integrationStore(table()),
      createMaintenanceStore(table()),
      () => now,
    ),
    secrets: createAccountSecrets(table()),
    clock: () => NOON,
    options: { timeoutMs: 500, allowPrivate: true },
  });
  return {
    call,
    queued,
    later: (milliseconds: number) => {
      now += milliseconds;
    },
    webhook: async (change: object = {}): Promise<string> => {
      const { status, body } = await call('POST', '/v2/integrations', {
        name: `Webhook ${JSON.stringify(change)}`,
        type: 'Webhook',
        url: `${receiver.endpoint}/hook`,
        ...change,
      });
      expect(status).toBe(201);
      return body.data.id;
    },
    act: async (action: AlertAction, change: object = {}) => {
      const batch = toSqsEvent([aMessage(action, { accountId, ...change })]);
      expect((await work(batch)).batchItemFailures).toEqual([]);
      return batch;
    },
    again: work,
    actions: () => queued.map(({ event }) => (event.payload as { action: string }).action),
    deliver: async () => {
      const batch = {
        Records: queued.map(({ event, group }, i) => ({
          messageId: `m${i}`,
          body: JSON.stringify(event),
          attributes: { MessageGroupId: group },
        })),
      } as unknown as SQSEvent;
      return (await deliver(batch)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
  };
}

test("actions on an alert are posted in order, in Opsgenie's form, and signed", async () => {
  const { webhook, act, deliver, queued } = createHarness('form');
  const id = await webhook({
    headers: { Authorization: 'Bearer t', 'X-Tocsin-Signature': 'forged' },
    addAlertDescription: true,
    addAlertDetails: true,
  });
  await act(create({ description: 'd'.repeat(2_000), details: { k: 'v' }, tags: ['a'] }));
  await act({ type: 'Acknowledge' }, { user: 'jane@example.com' });
  await act({ type: 'AddNote' }, { note: 'Looking' });
  await act({ type: 'AddTags', tags: ['b', 'c'] });
  await act({ type: 'Close' });
  expect(await deliver()).toEqual([]);
  expect(receiver.requests.map(({ path }) => path)).toEqual(Array(5).fill('/hook'));
  const bodies = receiver.requests.map(({ body }) => JSON.parse(body));
  expect(bodies.map(({ action }) => action)).toEqual([
    'Create',
    'Acknowledge',
    'AddNote',
    'AddTags',
    'Close',
  ]);
  expect(bodies[0]).toMatchObject({
    integrationId: id,
    integrationName: expect.stringContaining('Webhook'),
    source: { type: 'API' },
    alert: {
      message: 'Disk full',
      alias: 'disk',
      description: 'd'.repeat(1_000),
      details: { k: 'v' },
      tags: ['a'],
      createdAt: NOON,
      username: 'Demo',
    },
  });
  expect(bodies[1].alert).toMatchObject({ username: 'jane@example.com', acknowledged: true });
  expect(bodies[2].alert.note).toBe('Looking');
  expect(bodies[3].alert.addedTags).toBe('b,c');
  const [first] = receiver.requests;
  if (!first) throw new Error('Nothing was posted.');
  const { headers, body } = first;
  const secret = await createAccountSecrets(table()).get('form', 'webhook');
  const mac = createHmac('sha256', secret)
    .update(`${NOON / 1000}.${body}`)
    .digest('hex');
  expect(headers['x-tocsin-signature']).toBe(`t=${NOON / 1000},v1=${mac}`);
  expect(headers['x-tocsin-event']).toBe(bodies[0].eventId);
  expect(headers.authorization).toBe('Bearer t');
  expect(new Set(queued.map(({ group }) => group)).size).toBe(1);
});

test('description and details are left out unless the integration selects them', async () => {
  const { webhook, act, queued } = createHarness('lean');
  await webhook();
  await act(create({ description: 'secret', details: { k: 'secret' } }));
  expect(queued).toHaveLength(1);
  expect(JSON.stringify(queued)).not.toContain('secret');
});

test('a redelivered action is the same event; a refused action or a duplicate is no event', async () => {
  const { webhook, act, again, queued, actions } = createHarness('again');
  await webhook();
  const batch = await act(create());
  await again(batch);
  expect(new Set(queued.map(({ deduplicationId }) => deduplicationId)).size).toBe(1);
  await act(create());
  await act({ type: 'UnAcknowledge' });
  expect(new Set(actions())).toEqual(new Set(['Create']));
  await act({ type: 'Delete' });
  expect(actions().at(-1)).toBe('Delete');
});

test.each<[string, Partial<OutgoingWebhook>, string[]]>([
  ['all', {}, ['Create', 'AddNote', 'Close']],
  ['by the names of payloads', { alertActions: ['Create', 'Close'] }, ['Create', 'Close']],
  ['by the names of mappings', { alertActions: ['add-note'] }, ['AddNote']],
  [
    'by a filter of alerts',
    {
      alertFilter: {
        type: 'match-all-conditions',
        conditions: [{ field: 'priority', operation: 'equals', expectedValue: 'P1', not: false }],
      },
    },
    [],
  ],
])('an integration gets the actions that it selected: %s', async (_, change, expected) => {
  const { webhook, act, actions } = createHarness(`wants-${JSON.stringify(change)}`);
  await webhook(change);
  await act(create());
  await act({ type: 'AddNote' }, { note: 'n' });
  await act({ type: 'Close' });
  expect(actions()).toEqual(expected);
});

test("a team's integration gets the actions on the team's alerts only", async () => {
  const { call, webhook, act, queued } = createHarness('team');
  const { body } = await call('POST', '/v2/teams', { name: 'Ops' });
  await webhook({ ownerTeam: { name: 'Ops' } });
  await act(create({ alias: 'theirs' }), { target: { type: 'alias', value: 'theirs' } });
  expect(queued).toEqual([]);
  await act(create({ responders: [{ type: 'team', id: body.data.id }] }));
  expect(queued).toHaveLength(1);
});

test('an event that the receiver does not accept returns to the queue with the later events of its alert', async () => {
  const { webhook, act, deliver } = createHarness('refused');
  await webhook();
  await act(create());
  await act({ type: 'Close' });
  for (const behaviour of [{ status: 500 }, { status: 404 }, { status: 302 }, 'reset', 'hang'] as const) {
    receiver.behave(behaviour);
    expect(await deliver()).toEqual(['m0', 'm1']);
  }
  receiver.behave({ status: 204 });
  expect(await deliver()).toEqual([]);
});

test('events of a deleted or disabled integration are dropped', async () => {
  const { call, webhook, act, deliver, queued, later } = createHarness('gone');
  const id = await webhook();
  await act(create());
  await call('POST', `/v2/integrations/${id}/disable`);
  expect(await deliver()).toEqual([]);
  expect(receiver.requests).toEqual([]);
  later(10_000);
  await act({ type: 'AddNote' }, { note: 'n' });
  expect(queued).toHaveLength(1);
});

test('maintenance decides whether an integration is enabled, also for queued events', async () => {
  const { call, webhook, act, queued, deliver, later } = createHarness('maintenance');
  const id = await webhook();
  const put = async (state: string) => {
    later(20_000);
    const rules = [{ state, entity: { type: 'integration', id } }];
    const { status, body } = await call('POST', '/v1/maintenance', { time: { type: 'indefinitely' }, rules });
    expect(status).toBe(201);
    return body.data.id;
  };
  await act(create({}));
  expect(queued).toHaveLength(1);
  const disabling = await put('disabled');
  await act({ type: 'Acknowledge' });
  expect(queued).toHaveLength(1);
  expect(await deliver()).toEqual([]);
  expect(receiver.requests).toEqual([]);

  await call('POST', `/v1/maintenance/${disabling}/cancel`);
  await call('POST', `/v2/integrations/${id}/disable`);
  await put('enabled');
  await act({ type: 'Close' });
  expect(queued).toHaveLength(2);
  await deliver();
  expect(receiver.requests).toHaveLength(2);
});

test('an account without webhooks costs one read in ten seconds, and no read of its integrations', async () => {
  const reads: string[] = [];
  const watched: Table = {
    ...table(),
    get: (key) => {
      reads.push(`get ${key.sk}`);
      return table().get(key);
    },
    query: (spec) => {
      reads.push('query');
      return table().query(spec);
    },
  };
  const { act, call, later } = createHarness('none', watched);
  await call('POST', '/v2/integrations', { name: 'In', type: 'Prometheus' });
  await act(create());
  await act({ type: 'AddNote' }, { note: 'n' });
  expect(reads).toEqual(['get WEBHOOKS']);
  later(10_000);
  await act({ type: 'Close' });
  expect(reads).toEqual(['get WEBHOOKS', 'get WEBHOOKS']);
});

test('if the webhook cannot be queued, the action is applied and the message tried again', async () => {
  const { webhook, act } = createHarness('queue-down');
  await webhook();
  await act(create());
  const failing = createAlertWorker({
    table: table(),
    executions: recordingExecutions().executions,
    directory,
    onApplied: async () => Promise.reject(new Error('down')),
    clock: () => NOON,
    pause: async () => {},
  });
  const batch = toSqsEvent([aMessage({ type: 'Close' }, { accountId: 'queue-down' })]);
  expect((await failing(batch)).batchItemFailures).toHaveLength(1);
});
