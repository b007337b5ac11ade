import { createHmac } from 'node:crypto';
import { createAccountSecrets } from '../../../src/domain/accounts/secrets.ts';
import { CHANNELS, type Channel } from '../../../src/domain/notifications/model.ts';
import { createReplyCodes } from '../../../src/domain/responder-actions/reply-codes.ts';
import { NOON } from '../../support/builders.ts';
import { type StandIn, startStandIn } from '../../support/provider.ts';
import { ADDRESSES, aSender, aStory, DEVICE_TOKEN, PUBLIC_URL, TAKEN } from '../../support/senders.ts';
import { useTable } from '../../support/table.ts';

/** What the real clients put on the wire. */

const table = useTable();
let provider: StandIn;

beforeAll(async () => {
  provider = await startStandIn();
});
afterAll(() => provider.stop());

async function sent(channel: Channel, to: string, change: Parameters<typeof aStory>[3] = {}) {
  provider.requests.length = 0;
  provider.behave({ status: 200, body: TAKEN[channel] });
  const story = await aStory(table(), channel, to, change);
  await aSender(table(), () => NOON, channel, provider.endpoint)(story.request);
  const [request] = provider.requests;
  if (!request) throw new Error('Nothing was sent.');
  return { ...story, ...request, json: JSON.parse(request.body) };
}

test('e-mail: one recipient, both parts, links that lead to us', async () => {
  const { json, path, request } = await sent('email', ADDRESSES.email);
  expect(path).toBe('/v2/email/outbound-emails');
  expect(json).toMatchObject({
    FromEmailAddress: 'tocsin@example.com',
    Destination: { ToAddresses: [ADDRESSES.email] },
    EmailTags: [{ Name: 'notificationId', Value: request.notificationId }],
  });
  const { Subject, Body } = json.Content.Simple;
  expect(Subject.Data).toBe('[P3] #1 Disk full');
  for (const part of [Body.Text.Data, Body.Html.Data]) expect(part).toContain(`${PUBLIC_URL}/l/`);
});

test('e-mail: everything about an alert refers to the same message, so that it is one thread', async () => {
  const threadOf = async (change: Parameters<typeof aStory>[3]) => {
    const { json, alert } = await sent('email', ADDRESSES.email, change);
    const headers: readonly { readonly Name: string; readonly Value: string }[] = json.Content.Simple.Headers;
    const values = headers.filter(({ Name }) => Name === 'In-Reply-To' || Name === 'References');
    expect(values.map(({ Value }) => Value)).toEqual(Array(2).fill(`<alert-${alert.id}@example.com>`));
    return values[0]?.Value;
  };
  const id = '70413a06-38d6-4c85-92b8-5ebc900d42e2';
  const first = await threadOf({ alert: { id } });
  expect(await threadOf({ alert: { id, acknowledged: true }, request: { condition: 'if-not-closed' } })).toBe(
    first,
  );
  expect(await threadOf({})).not.toBe(first);
});

test('an SMS goes to an E.164 number, with the notification id in its context', async () => {
  const { json, headers, request } = await sent('sms', ADDRESSES.sms);
  expect(headers['x-amz-target']).toMatch(/\.SendTextMessage$/);
  expect(json).toMatchObject({
    DestinationPhoneNumber: '+15550001234',
    MessageType: 'TRANSACTIONAL',
    Context: { notificationId: request.notificationId },
    MessageBody: expect.stringMatching(/^P3 #1 Disk full\nAck: https:\/\/tocsin\.example\.com\/l\/[\w-]+$/),
  });
});

describe('an SMS that can be answered', () => {
  async function answerable(change: Parameters<typeof aStory>[3] = {}) {
    provider.requests.length = 0;
    provider.behave({ status: 200, body: TAKEN.sms });
    const story = await aStory(table(), 'sms', ADDRESSES.sms, change);
    const send = aSender(table(), () => NOON, 'sms', provider.endpoint, createReplyCodes(table()).assign);
    await send(story.request);
    return { ...story, text: JSON.parse(provider.requests[0]!.body).MessageBody as string };
  }

  test('has a code in it that leads from the number to alert and user', async () => {
    const { text, alert, user } = await answerable();
    const [, code = ''] = /^P3 #1 Disk full\nReply A(\d{4}) to ack, C\1 to close$/.exec(text) ?? [];
    expect(await createReplyCodes(table()).find('+15550001234', code, NOON)).toEqual({
      accountId: alert.accountId,
      alertId: alert.id,
      userId: user.id,
    });
  });

  test('gets no reply code if the alert is closed', async () => {
    const give = jest.fn();
    const closed = { status: 'closed' as const };
    const { request } = await aStory(table(), 'sms', ADDRESSES.sms, {
      alert: closed,
      request: { event: 'closed-alert', condition: 'always' },
    });
    await aSender(table(), () => NOON, 'sms', provider.endpoint, give)(request);
    expect(give).not.toHaveBeenCalled();
  });

  test('has the link instead if no code is free', async () => {
    provider.requests.length = 0;
    const { request } = await aStory(table(), 'sms', ADDRESSES.sms);
    await aSender(
      table(),
      () => NOON,
      'sms',
      provider.endpoint,
      async () => undefined,
    )(request);
    expect(JSON.parse(provider.requests[0]!.body).MessageBody).toContain('\nAck: https://');
  });
});

test('a call to a person with a German locale is in German, with a German voice', async () => {
  const { json } = await sent('voice', ADDRESSES.voice, { user: { locale: 'de_DE' } });
  expect(json).toMatchObject({ VoiceId: 'VICKI', MessageBody: expect.stringMatching(/^Hier ist Tocsin\./) });
});

test('a call speaks plain text', async () => {
  const { json, headers } = await sent('voice', ADDRESSES.voice);
  expect(headers['x-amz-target']).toMatch(/\.SendVoiceMessage$/);
  expect(json).toMatchObject({
    DestinationPhoneNumber: '+15550001234',
    OriginationIdentity: '+15550009999',
    MessageBodyTextType: 'TEXT',
    MessageBody: expect.stringContaining('Disk full'),
  });
  expect(json).not.toHaveProperty('VoiceId');
});

test.each([
  [`fcm:${DEVICE_TOKEN}`, 'GCM', 'GCMMessage'],
  [DEVICE_TOKEN, 'GCM', 'GCMMessage'],
  [`apns:${DEVICE_TOKEN}`, 'APNS', 'APNSMessage'],
])('push to %s', async (to, ChannelType, kind) => {
  const { json, path } = await sent('mobile', to);
  expect(path).toBe('/v1/apps/app/messages');
  expect(json.Addresses).toEqual({ [DEVICE_TOKEN]: { ChannelType } });
  expect(Object.keys(json.MessageConfiguration)).toEqual([kind]);
  expect(json.MessageConfiguration[kind]).toMatchObject({ Title: 'P3 #1 Disk full', Body: 'Disk full' });
});

test('webhook: signed with the secret of the account, over time and body', async () => {
  const { body, headers, path, request } = await sent('webhook', `${provider.endpoint}/hook?x=1`);
  expect(path).toBe('/hook?x=1');
  expect(headers['x-tocsin-notification']).toBe(request.notificationId);
  const secret = await createAccountSecrets(table()).get('acc', 'webhook');
  const mac = createHmac('sha256', secret)
    .update(`${NOON / 1_000}.${body}`)
    .digest('hex');
  expect(headers['x-tocsin-signature']).toBe(`t=${NOON / 1_000},v1=${mac}`);
});

test('no provider is left out', () => {
  expect([...CHANNELS].sort()).toEqual(Object.keys(TAKEN).sort());
});
