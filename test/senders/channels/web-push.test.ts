import { createPublicKey, verify } from 'node:crypto';
import { decrypt } from 'http_ece';
import type { ContactMessage } from '../../../src/domain/contact-messages/model.ts';
import { createPushKeySource } from '../../../src/domain/push-keys/store.ts';
import { createUserStore } from '../../../src/domain/users/store.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import { HOUR, MINUTE } from '../../../src/platform/clock.ts';
import { createAlertSender } from '../../../src/senders/alert-notifications/sender.ts';
import { webPushComposer } from '../../../src/senders/channels/web-push.ts';
import { createDeviceRetirement, GONE_REASON } from '../../../src/senders/web-push/retire-device.ts';
import { aQueue } from '../../domain/incident-worker/harness.ts';
import { NOON } from '../../support/builders.ts';
import { type StandIn, startStandIn } from '../../support/provider.ts';
import {
  aSender,
  aStory,
  BROWSER,
  contactAt,
  endOf,
  newChannelProviders,
  PUBLIC_URL,
} from '../../support/senders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
let pushService: StandIn;

beforeAll(async () => {
  pushService = await startStandIn();
});
afterAll(() => pushService.stop());
beforeEach(() => {
  pushService.requests.length = 0;
  pushService.behave({ status: 201 });
});

const endpoint = () => `${pushService.endpoint}/push/secret-path`;

async function send(change?: Parameters<typeof aStory>[3]) {
  const story = await aStory(table(), 'webpush', endpoint(), change);
  await aSender(table(), () => NOON, 'webpush', pushService.endpoint)(story.request);
  const [request] = pushService.requests;
  if (!request) throw new Error('Nothing was sent.');
  const payload = decrypt(request.bytes, {
    version: 'aes128gcm',
    privateKey: BROWSER.ecdh,
    authSecret: BROWSER.auth,
  });
  return { ...story, ...request, payload: JSON.parse(payload.toString('utf8')) };
}

test('the browser, and nobody else, can decrypt the alert with links that acknowledge and close', async () => {
  const { payload, alert, bytes } = await send();
  expect(payload).toEqual({
    title: 'P3 #1 Disk full',
    body: expect.stringContaining('Disk full'),
    tag: `alert-${alert.id}`,
    urgent: true,
    path: `/console/alerts/${alert.id}`,
    alertId: alert.id,
    actions: [
      { action: 'acknowledge', title: 'Acknowledge', url: expect.stringMatching(/^https:.*\/l\/[\w-]+$/) },
      { action: 'close', title: 'Close', url: expect.stringMatching(/^https:.*\/l\/[\w-]+$/) },
    ],
  });
  expect(bytes.toString('latin1')).not.toContain('Disk full');
});

test('the largest alert fits into the limit of push services', async () => {
  const { bytes, payload } = await send({
    alert: { message: 'ü'.repeat(130), source: 'ß'.repeat(100), entity: '🔥'.repeat(256) },
  });
  expect(bytes.length).toBeLessThan(4_096);
  expect(payload.title.length).toBeLessThanOrEqual(60);
});

test('the push service gets the time to live, the urgency and the sender', async () => {
  const { headers, path } = await send();
  expect(path).toBe('/push/secret-path');
  expect(headers).toMatchObject({
    'content-encoding': 'aes128gcm',
    ttl: '3600',
    urgency: 'high',
    topic: expect.stringMatching(/^[\w-]{32}$/),
  });
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(headers.authorization ?? '') ?? [];
  const { publicKey } = await createPushKeySource(table())();
  expect(key).toBe(publicKey);
  const [header = '', claims = '', signature = ''] = token.split('.');
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    aud: pushService.endpoint,
    sub: PUBLIC_URL,
  });
  const point = Buffer.from(publicKey, 'base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  const verifyKey = createPublicKey({ key: jwk, format: 'jwk' });
  const signed = Buffer.from(`${header}.${claims}`);
  const encoding = { key: verifyKey, dsaEncoding: 'ieee-p1363' } as const;
  expect(verify('sha256', signed, encoding, Buffer.from(signature, 'base64url'))).toBe(true);
});

test.each([
  ['in five minutes', 5 * MINUTE, '300'],
  ['in ten seconds, which a device without a connection would miss', 10_000, '60'],
  ['already, because this one is late', -MINUTE, '60'],
  ['tomorrow', 24 * HOUR, '3600'],
  ['never', undefined, '3600'],
])('the push service keeps a page until the next step notifies the person: %s', async (_, inMs, ttl) => {
  const next = inMs === undefined ? {} : { nextStepAt: NOON + inMs };
  const { headers } = await send({ request: next });
  expect(headers.ttl).toBe(ttl);
});

test('a newer notification about an alert replaces the older one, and those of other alerts stay', async () => {
  const first = await send();
  pushService.requests.length = 0;
  const { alert } = first;
  const again = await send({ alert: { id: alert.id }, request: { alertId: alert.id } });
  pushService.requests.length = 0;
  const other = await send();
  expect(again.headers.topic).toBe(first.headers.topic);
  expect(other.headers.topic).not.toBe(first.headers.topic);
});

test('news about an acknowledged alert wakes nobody and has no button to acknowledge', async () => {
  const { headers, payload } = await send({
    alert: { acknowledged: true },
    request: { event: 'acknowledged-alert', condition: 'always' },
  });
  expect(headers.urgency).toBe('normal');
  expect(payload.urgent).toBe(false);
  expect(payload.actions.map(({ action }: { action: string }) => action)).toEqual(['close']);
});

test('concurrent first uses create one pair of keys', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => createPushKeySource(table())()));
  expect(new Set(keys.map(({ publicKey }) => publicKey)).size).toBe(1);
});

test('a subscription whose keys are broken is rejected, without the keys in the reason', async () => {
  const contact = contactAt('webpush', endpoint());
  const broken = { ...contact, credentials: { p256dh: 'BBBB', auth: BROWSER.auth } };
  const { request } = await aStory(table(), 'webpush', endpoint(), { user: { contacts: [broken] } });
  const sending = aSender(table(), () => NOON, 'webpush', pushService.endpoint)(request);
  await expect(sending).rejects.toMatchObject({
    name: 'NotificationRejected',
    message: 'the address is not allowed (InvalidSubscription)',
  });
  expect(pushService.requests).toEqual([]);
});

describe('a device that has ended its subscription', () => {
  const email = {
    id: 'e-mail',
    method: 'email',
    to: 'jane@example.com',
    enabled: true,
    disabledReason: '',
  } as const;

  async function aGoneDevice(status: number) {
    pushService.behave({ status });
    const device = { ...contactAt('webpush', endpoint()), name: 'Firefox' };
    const story = await aStory(table(), 'webpush', endpoint(), { user: { contacts: [email, device] } });
    const queued = aQueue<ContactMessage>();
    const providers = newChannelProviders(
      table(),
      pushService.endpoint,
      createDeviceRetirement({
        directory: createDirectory(table()),
        contactMessages: queued.queue,
        clock: () => NOON,
      }),
    );
    const send = createAlertSender({
      table: table(),
      clock: () => NOON,
      links: async () => `${PUBLIC_URL}/l/x`,
      composer: webPushComposer(true),
      provider: providers.webpush,
    });
    const readContact = async () =>
      (await createUserStore(table()).get('acc', story.user.id))?.contacts.find(({ id }) => id === 'contact');
    return { ...story, queued, send, readContact };
  }

  test.each([404, 410])('is disabled after %s, and its user gets an e-mail', async (status) => {
    const { send, request, queued, readContact, user } = await aGoneDevice(status);
    expect(await endOf(send(request))).toBe('NotificationRejected');
    expect(await readContact()).toMatchObject({ enabled: false, disabledReason: GONE_REASON });
    expect(queued.bodies()).toEqual([
      expect.objectContaining({
        kind: 'device-gone',
        userId: user.id,
        contactId: 'e-mail',
        channel: 'email',
        aboutContactId: 'contact',
      }),
    ]);
  });

  test('gets one e-mail, whatever number of notifications fail', async () => {
    const { send, request, queued } = await aGoneDevice(410);
    const ids = ['a', 'b', 'c'];
    await Promise.all(ids.map((notificationId) => endOf(send({ ...request, notificationId }))));
    expect(queued.bodies()).toHaveLength(1);
  });

  test.each([400, 401, 403, 429, 500])('does not follow from %s', async (status) => {
    const { send, request, queued, readContact } = await aGoneDevice(status);
    await endOf(send(request));
    expect(await readContact()).toMatchObject({ enabled: true });
    expect(queued.bodies()).toEqual([]);
  });

  test('stays enabled if it has subscribed again in the meantime', async () => {
    const { send, request, user, queued, readContact } = await aGoneDevice(410);
    const release = pushService.hold();
    const sending = endOf(send(request));
    await createUserStore(table()).update('acc', user.id, (current) => ({
      ...current,
      contacts: current.contacts.map((each) =>
        each.id === 'contact' ? { ...each, to: `${each.to}-new` } : each,
      ),
    }));
    release();
    expect(await sending).toBe('NotificationRejected');
    expect(await readContact()).toMatchObject({ enabled: true });
    expect(queued.bodies()).toEqual([]);
  });
});
