import { configurationApi } from '../../../simulator/configuration-api.ts';
import { createMailAccountLookup } from '../../../src/domain/accounts/mail-addresses.ts';
import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { pingHeartbeat } from '../../../src/domain/heartbeats/ping.ts';
import { createCheckScheduler } from '../../../src/domain/heartbeats/schedule-checks.ts';
import { createHeartbeatStore } from '../../../src/domain/heartbeats/store.ts';
import { integrationStore } from '../../../src/domain/integrations/store.ts';
import { createMaintainedIntegrationSource } from '../../../src/domain/maintenance/apply-maintenance.ts';
import { createMaintenanceStore } from '../../../src/domain/maintenance/store.ts';
import { createRateLimiter, type RateLimit } from '../../../src/http/rate-limit.ts';
import { createMailboxFinder } from '../../../src/inbound/email/mailboxes.ts';
import { createReceiveEmail } from '../../../src/inbound/email/receive.ts';
import { startQueues } from '../../../src/local/emulators/queues.ts';
import type { Emulator } from '../../../src/local/emulators/thread.ts';
import { MINUTE, SECOND } from '../../../src/platform/clock.ts';
import { logger } from '../../../src/platform/logger.ts';
import { createS3Blobs } from '../../../src/platform/s3-blobs.ts';
import { useTable } from '../../support/table.ts';
import { mime, notificationOf, RECEIVED } from './mail.ts';

logger.setLogLevel('SILENT');

const table = useTable();
const PLENTY: RateLimit = { perSecond: 1e9, burst: 1e9 };
const BUCKET = 'mails';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startQueues({ region: 'eu-central-1', queues: [], buckets: [BUCKET] });
});
afterAll(() => emulator.stop());

/** The handler on a table and a bucket, with recorded alert actions and a clock that can be moved. */
function createHarness(accountId: string, limit = PLENTY) {
  let now = RECEIVED + SECOND;
  const clock = () => now;
  const sent: AlertActionMessage[] = [];
  const queue = { send: async (body: object) => void sent.push(body as AlertActionMessage) };
  const heartbeats = createHeartbeatStore(table());
  const integrations = integrationStore(table());
  const stored = createS3Blobs({
    bucketUrl: `${emulator.endpoint}/${BUCKET}`,
    region: 'eu-central-1',
    credentials: () => ({ accessKeyId: 'test', secretAccessKey: 'test' }),
    clock,
  });
  const heartbeatChecks = { start: async () => {}, stop: async () => {} };
  const handler = createReceiveEmail({
    stored,
    mailboxes: createMailboxFinder({
      findAccount: createMailAccountLookup(table(), clock),
      integrations,
      heartbeats,
      clock,
    }),
    integrations: createMaintainedIntegrationSource(integrations, createMaintenanceStore(table()), clock),
    ping: (sign, at) => pingHeartbeat({ heartbeats, alertActions: queue, heartbeatChecks }, sign, at),
    queue,
    limiter: createRateLimiter({
      alert: limit,
      search: PLENTY,
      configuration: PLENTY,
      'schedule-oncall': PLENTY,
      heartbeat: limit,
      incident: PLENTY,
    }),
    ownFrom: 'Tocsin <oncall@example.com>',
    clock,
  });
  const call = configurationApi(table(), { accountId, clock, emailDomain: 'in.example.com' });
  const handle = async (...bodies: string[]) => {
    const Records = bodies.map((body, i) => ({ messageId: String(i), body, attributes: {} }));
    const { batchItemFailures } = await handler({ Records } as never);
    return batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
  };
  return {
    sent,
    call,
    handle,
    heartbeats,
    checkDeadlines: createCheckScheduler({ heartbeats, queue, executions: heartbeatChecks, clock }),
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
    addressOf: async (path: string, body: object): Promise<string> =>
      (await call('POST', path, body)).body.data.emailAddress,
    /** Stores the message as SES does, and handles its notification. */
    async receive(
      recipients: readonly string[],
      message = mime(),
      id = 'ses-1',
      receipt = {},
      at = RECEIVED,
    ) {
      await stored.put(id, Buffer.from(message), 'message/rfc822');
      return handle(notificationOf(recipients, id, receipt, at));
    },
  };
}

const anIntegration = (change: object = {}) => ({
  name: 'Ops',
  type: 'Email',
  emailUsername: 'ops',
  ...change,
});
const aHeartbeat = { name: 'Backup', interval: 5, intervalUnit: 'minutes' };

test('an e-mail to an integration opens an alert of its team, whatever its To header says', async () => {
  const { call, addressOf, receive, sent } = createHarness('alerting');
  const team = (await call('POST', '/v2/teams', { name: 'Storage' })).body.data.id;
  const address = await addressOf('/v2/integrations', anIntegration({ ownerTeam: { id: team } }));

  expect(await receive([address])).toEqual([]);

  expect(sent).toEqual([
    expect.objectContaining({
      accountId: 'alerting',
      receivedAt: RECEIVED,
      teamId: team,
      target: { type: 'alias', value: 'Backup failed' },
      source: 'jobs@example.com',
      integration: { id: expect.any(String), name: 'Ops', type: 'Email' },
      action: expect.objectContaining({ message: 'Backup failed', description: 'rsync: connection refused' }),
    }),
  ]);
  expect(JSON.stringify(sent)).not.toContain(address.split('@')[0]);
});

test("an integration's own actions handle the e-mail by its fields", async () => {
  const { call, addressOf, receive, sent } = createHarness('acting');
  const address = await addressOf('/v2/integrations', anIntegration());
  const { id } = (await call('GET', '/v2/integrations')).body.data[0];
  const subject = (text: string) => ({
    conditionMatchType: 'match-all-conditions',
    conditions: [{ field: 'subject', operation: 'contains', expectedValue: text }],
  });
  await call('PUT', `/v2/integrations/${id}/actions`, {
    create: [
      {
        name: 'failed',
        filter: subject('failed'),
        alias: 'backup',
        priority: 'P1',
        message: '{{from_name}}',
      },
    ],
    close: [{ name: 'well', filter: subject('well'), alias: 'backup' }],
  });

  await receive([address], mime({ Subject: 'Backup failed' }));
  await receive([address], mime({ Subject: 'Backup is well' }), 'ses-2');
  await receive([address], mime({ Subject: 'Newsletter' }), 'ses-3');

  expect(sent.map(({ action, target }) => [action.type, target.value])).toEqual([
    ['Create', 'backup'],
    ['Close', 'backup'],
  ]);
  expect(sent[0]?.action).toMatchObject({ message: 'Jobs', priority: 'P1' });
});

test('an e-mail that is delivered again has the same request id', async () => {
  const { addressOf, receive, sent } = createHarness('again');
  const address = await addressOf('/v2/integrations', anIntegration());

  await receive([address]);
  await receive([address]);
  await receive([address, address], `Received: from elsewhere\r\n${mime()}`, 'ses-2');

  expect(sent).toHaveLength(3);
  expect(new Set(sent.map(({ requestId }) => requestId)).size).toBe(1);
});

test('an e-mail to several integrations is handled by each of them, and by none of another account', async () => {
  const ours = createHarness('ours');
  const theirs = createHarness('theirs');
  const addresses = await Promise.all([
    ours.addressOf('/v2/integrations', anIntegration()),
    ours.addressOf('/v2/integrations', anIntegration({ name: 'Dev', emailUsername: 'dev' })),
    theirs.addressOf('/v2/integrations', anIntegration()),
  ]);

  await ours.receive(addresses.slice(0, 2));
  expect(ours.sent.map(({ accountId, integration }) => `${accountId} ${integration.name}`).sort()).toEqual([
    'ours Dev',
    'ours Ops',
  ]);

  await ours.receive([addresses[2] ?? ''], mime(), 'ses-2');
  expect(ours.sent.slice(2).map(({ accountId }) => accountId)).toEqual(['theirs']);
});

test('an e-mail pings a heartbeat with the time at which it was received', async () => {
  const { addressOf, receive, heartbeats, advance } = createHarness('pinging');
  const address = await addressOf('/v2/heartbeats', aHeartbeat);
  advance(MINUTE);

  expect(await receive([address.toUpperCase()])).toEqual([]);

  expect(await heartbeats.get('pinging', 'backup')).toMatchObject({ lastPingAt: RECEIVED });
});

test('an e-mail closes the alert of an expired heartbeat, unless it was received before the expiry', async () => {
  const { addressOf, receive, sent, advance, checkDeadlines } = createHarness('closing');
  const getActionTypes = () =>
    sent.filter(({ accountId }) => accountId === 'closing').map(({ action }) => action.type);
  const address = await addressOf('/v2/heartbeats', aHeartbeat);
  await receive([address]);
  advance(6 * MINUTE);

  await checkDeadlines();
  await receive([address], mime(), 'ses-2');
  expect(getActionTypes()).toEqual(['Create']);

  await receive([address], mime(), 'ses-3', {}, RECEIVED + 6 * MINUTE);
  expect(getActionTypes()).toEqual(['Create', 'Close']);
});

test.each<[string, object | undefined, string | undefined, object]>([
  ['spam', undefined, undefined, { spamVerdict: { status: 'FAIL' } }],
  ['a virus', undefined, undefined, { virusVerdict: { status: 'FAIL' } }],
  ['an own notification', undefined, mime({ 'X-Tocsin-Notification': 'n' }), {}],
  ['one for a disabled integration', { enabled: false }, undefined, {}],
  ['one for an integration that may not write', { allowWriteAccess: false }, undefined, {}],
])('%s is rejected and not retried', async (_, change, message, receipt) => {
  const { addressOf, receive, sent } = createHarness(`dropping ${_}`);
  const address = await addressOf('/v2/integrations', anIntegration(change));

  expect(await receive([address], message, 'ses-1', receipt)).toEqual([]);
  expect(sent).toEqual([]);
});

test('an unknown address is rejected, even with a known name or account token', async () => {
  const { addressOf, receive, sent } = createHarness('unknown');
  const address = await addressOf('/v2/integrations', anIntegration());
  const [, token = ''] = /\.(\w{20})@/.exec(address) ?? [];
  const forged = `dev.${token.slice(0, 10)}${'0'.repeat(10)}@in.example.com`;

  expect(await receive(['ops@in.example.com', `ops.${'0'.repeat(20)}@in.example.com`, forged])).toEqual([]);

  expect(sent).toEqual([]);
});

test('a new address is found although the addresses of the account are cached', async () => {
  const { addressOf, receive, sent } = createHarness('fresh');
  await receive([await addressOf('/v2/integrations', anIntegration())]);
  const address = await addressOf('/v2/integrations', anIntegration({ name: 'Dev', emailUsername: 'dev' }));

  await receive([address], mime(), 'ses-2');

  expect(sent.map(({ integration }) => integration.name)).toEqual(['Ops', 'Dev']);
});

test('an e-mail that is no longer stored, or cannot be read, still opens an alert', async () => {
  const { addressOf, handle, receive, sent } = createHarness('gone');
  const address = await addressOf('/v2/integrations', anIntegration());
  const nested = Array.from(
    { length: 99 },
    (_, i) => `Content-Type: multipart/x; boundary=b${i}\r\n\r\n--b${i}\r\n`,
  );

  expect(await handle(notificationOf([address], 'nowhere'))).toEqual([]);
  expect(await receive([address], nested.join(''), 'nested')).toEqual([]);

  expect(sent.map(({ action }) => action)).toEqual(
    Array(2).fill(expect.objectContaining({ type: 'Create', message: 'Backup failed', description: '' })),
  );
});

test.each([
  ['{{ title }}', '', '{{ title }}'],
  ['%SUBJECT%', '{{ text }}', '%SUBJECT%'],
])(
  'an e-mail whose template filled in nothing (subject "%s", text "%s") opens an alert of its own',
  async (Subject, text, title) => {
    const { addressOf, receive, sent } = createHarness(`unfilled-${title}`);
    const address = await addressOf('/v2/integrations', anIntegration());

    expect(await receive([address], mime({ Subject, 'Message-ID': '<1@x>' }, text), 'first')).toEqual([]);
    expect(await receive([address], mime({ Subject, 'Message-ID': '<2@x>' }, text), 'second')).toEqual([]);

    expect(sent.map(({ action }) => action)).toEqual(
      Array(2).fill(expect.objectContaining({ type: 'Create', message: title, description: text })),
    );
    expect(sent[0]?.target).not.toEqual(sent[1]?.target);
  },
);

test('only messages above the rate limit and invalid messages return to the queue', async () => {
  const { addressOf, receive, handle, sent } = createHarness('limited', { perSecond: 0.001, burst: 1 });
  const address = await addressOf('/v2/integrations', anIntegration());
  await receive([address]);

  expect(
    await handle(
      notificationOf([address], 'ses-2'),
      '{}',
      notificationOf(['nobody@in.example.com'], 'ses-3'),
    ),
  ).toEqual([0, 1]);
  expect(sent).toHaveLength(1);
});
