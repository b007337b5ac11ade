import { type Instant, MINUTE } from '../../../src/platform/clock.ts';
import { createFailureRecorder } from '../../../src/senders/alert-notifications/record-failure.ts';
import { createAlertSender } from '../../../src/senders/alert-notifications/sender.ts';
import { CLAIM_MS } from '../../../src/senders/delivery/deliver.ts';
import { ProviderError } from '../../../src/senders/delivery/provider-outcome.ts';
import { NOON } from '../../support/builders.ts';
import { recordingMetrics } from '../../support/figures.ts';
import { ADDRESSES, aStory, endOf, type Story } from '../../support/senders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

/** A sender whose provider takes 200 ms, and the metrics that it records. */
function measured(from: Instant = NOON, provider: () => void = () => {}) {
  let now = from;
  const { metrics, figures } = recordingMetrics();
  const send = createAlertSender<string, string>({
    table: table(),
    clock: () => now,
    links: async () => 'https://tocsin.example.com/link',
    composer: { channel: 'sms', parseAddress: (to) => to, compose: () => '' },
    provider: async () => {
      now += 200;
      provider();
      return 'provider-id';
    },
    metrics,
  });
  return { send, figures, metrics };
}

const story = (change: Parameters<typeof aStory>[3] = {}): Promise<Story> =>
  aStory(table(), 'sms', ADDRESSES.sms, change);

const dying = () => {
  throw new Error('died');
};

test('a sent notification records its lateness, and for the first of an alert the time to notify', async () => {
  const { request } = await story({ alert: { createdAt: NOON }, request: { dueAt: NOON } });
  const { send, figures } = measured(NOON + 3_000);
  await send(request);
  expect(figures).toEqual({
    'Notifications sms sent': [1],
    NotificationLateness: [3_200],
    TimeToFirstNotification: [3_200],
  });
});

test.each([
  ['that is due later by its plan', { dueAt: NOON + 5 * MINUTE }],
  ['of a later run', { flowRun: 2 }],
  ['of something that happened to the alert', { event: 'add-note', condition: 'always' }],
] as const)('a notification %s records no time to notify', async (_, change) => {
  const flowRun = 'flowRun' in change ? change.flowRun : 1;
  const { request } = await story({
    alert: {
      createdAt: NOON,
      flows: [
        {
          kind: 'responder',
          key: 'main',
          run: flowRun,
          startedAt: NOON,
          target: { type: 'team', id: 'ops' },
          escalatedAt: [],
        },
      ],
    },
    request: { dueAt: NOON, ...change },
  });
  const { send, figures } = measured(NOON + 5 * MINUTE);
  await send(request);
  expect(Object.keys(figures)).toEqual(['Notifications sms sent', 'NotificationLateness']);
});

test.each([
  [400, 'rejected'],
  [503, 'transient'],
  [504, 'unknown'],
] as const)('a provider that answers %d: %s', async (status, outcome) => {
  const { request } = await story();
  const { send, figures } = measured(NOON, () => {
    throw new ProviderError({ kind: 'answered', status });
  });
  await endOf(send(request));
  expect(figures).toEqual({ [`Notifications sms ${outcome}`]: [1] });
});

test('cancelled notifications and missing addresses are counted', async () => {
  const acknowledged = await story({ alert: { acknowledged: true } });
  const [first, second] = [measured(), measured()];
  await first.send(acknowledged.request);
  expect(first.figures).toEqual({ 'Notifications sms cancelled': [1] });
  const nowhere = await story({ user: { contacts: [] } });
  await endOf(second.send(nowhere.request));
  expect(second.figures).toEqual({ 'Notifications sms rejected': [1] });
});

test('a repeated notification is counted once', async () => {
  const { request } = await story();
  const { send, figures } = measured();
  await send(request);
  await send(request);
  expect(figures['Notifications sms sent']).toEqual([1]);
});

test('a crashed sender counts as unknown, once', async () => {
  const { request } = await story();
  const broken = { ...table(), batchPut: dying };
  const { metrics } = recordingMetrics();
  const dead = createAlertSender<string, string>({
    table: broken,
    clock: () => NOON,
    links: async () => '',
    composer: { channel: 'sms', parseAddress: (to) => to, compose: () => '' },
    provider: async () => undefined,
    metrics,
  });
  await endOf(dead(request));
  const { send, figures } = measured(NOON + CLAIM_MS + 1);
  expect(await endOf(send(request))).toBe('UnknownOutcome');
  expect(await endOf(send(request))).toBe('UnknownOutcome');
  expect(figures).toEqual({ 'Notifications sms unknown': [1] });
});

test('a notification that is given up counts as undelivered once, however often it is dead-lettered', async () => {
  const { request } = await story();
  const { send } = measured(NOON, () => {
    throw new ProviderError({ kind: 'answered', status: 503 });
  });
  await endOf(send(request));
  const { metrics, figures } = recordingMetrics();
  const recordFailure = createFailureRecorder({
    table: table(),
    deadLetters: { send: async () => {} },
    clock: () => NOON,
    metrics,
  });
  const input = { ...request, error: { Error: 'TransientFailure' } };
  await recordFailure(input);
  await recordFailure(input);
  expect(figures).toEqual({ 'Notifications sms undelivered': [1] });
});
