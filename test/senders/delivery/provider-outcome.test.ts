import { CHANNELS, type Channel } from '../../../src/domain/notifications/model.ts';
import { readNotification } from '../../../src/domain/notifications/store.ts';
import { logger } from '../../../src/platform/logger.ts';
import { type Behaviour, type StandIn, startStandIn } from '../../support/provider.ts';
import {
  ADDRESSES,
  addressAt,
  aSender,
  aStory,
  BROWSER,
  logOf,
  TAKEN,
  TEST_LIMIT_MS,
} from '../../support/senders.ts';
import { useTable } from '../../support/table.ts';

/** One table of provider responses for all senders: sent, retried, rejected or unknown. */
const ANSWERS: readonly (readonly [string, Behaviour, string, string])[] = [
  ['302', { status: 302, headers: { Location: 'http://127.0.0.1:1/' } }, 'NotificationRejected', 'rejected'],
  ['400', { status: 400 }, 'NotificationRejected', 'rejected'],
  ['401', { status: 401 }, 'NotificationRejected', 'rejected'],
  ['403', { status: 403 }, 'NotificationRejected', 'rejected'],
  ['404', { status: 404 }, 'NotificationRejected', 'rejected'],
  ['408', { status: 408 }, 'TransientFailure', 'retrying'],
  ['429', { status: 429 }, 'TransientFailure', 'retrying'],
  ['500', { status: 500 }, 'TransientFailure', 'retrying'],
  ['502 of a gateway', { status: 502 }, 'UnknownOutcome', 'unknown'],
  ['503', { status: 503 }, 'TransientFailure', 'retrying'],
  ['504 of a gateway', { status: 504 }, 'UnknownOutcome', 'unknown'],
  ['no answer', 'hang', 'UnknownOutcome', 'unknown'],
  ['a connection broken off', 'reset', 'UnknownOutcome', 'unknown'],
];

const table = useTable();
const clock = () => Date.parse('2026-11-24T12:00:00Z');
let provider: StandIn;

beforeAll(async () => {
  provider = await startStandIn();
});
afterAll(() => provider.stop());
beforeEach(() => {
  provider.requests.length = 0;
});

const contactOf = (channel: Channel) => addressAt(channel, provider.endpoint);

/** Webhooks and push services return no message id. */
const hasMessageId = (channel: Channel) => channel !== 'webhook' && channel !== 'webpush';

describe.each(CHANNELS)('%s', (channel) => {
  const sender = () => aSender(table(), clock, channel, provider.endpoint);

  test('200: sent, recorded with the id of the provider, and logged', async () => {
    provider.behave({ status: 200, body: TAKEN[channel] });
    const { alert, user, request } = await aStory(table(), channel, contactOf(channel));
    await expect(sender()(request)).resolves.toBe('SENT');
    expect(provider.requests).toHaveLength(1);
    expect(await readNotification(table(), request)).toMatchObject({
      state: 'sent',
      channel,
      ...(hasMessageId(channel) && { providerMessageId: 'provider-id' }),
    });
    expect(await logOf(table(), alert)).toMatchObject([
      {
        type: 'alertRecipient',
        owner: user.username,
        log: expect.stringMatching(/^Sent .* about the alert to/),
      },
    ]);
  });

  test.each(ANSWERS)('%s', async (_name, behaviour, error, state) => {
    provider.behave(behaviour);
    const { request } = await aStory(table(), channel, contactOf(channel));
    const failure = await sender()(request).catch((thrown: Error) => thrown);
    expect(failure).toMatchObject({ name: error });
    expect(await readNotification(table(), request)).toMatchObject({ state, reason: expect.any(String) });
    // One call, whatever its result: only the state machine retries.
    expect(provider.requests).toHaveLength(1);
  });

  test('a refused connection: certainly not sent, so it is retried', async () => {
    const gone = await startStandIn();
    await gone.stop();
    const contact = addressAt(channel, gone.endpoint);
    const { request } = await aStory(table(), channel, contact);
    await expect(aSender(table(), clock, channel, gone.endpoint)(request)).rejects.toMatchObject({
      name: 'TransientFailure',
    });
    expect(await readNotification(table(), request)).toMatchObject({ state: 'retrying' });
  });

  test('after a transient failure the next attempt sends', async () => {
    const { request } = await aStory(table(), channel, contactOf(channel));
    provider.behave({ status: 429 });
    await expect(sender()(request)).rejects.toMatchObject({ name: 'TransientFailure' });
    provider.behave({ status: 200, body: TAKEN[channel] });
    await expect(sender()(request)).resolves.toBe('SENT');
    expect(await readNotification(table(), request)).toMatchObject({ state: 'sent' });
  });

  test('no address appears in an error, a record or the log', async () => {
    const written: string[] = [];
    logger.setLogLevel('DEBUG');
    const spies = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0),
    );
    provider.behave({ status: 400, body: { message: `bad address ${contactOf(channel)}` } });
    const { alert, request } = await aStory(table(), channel, contactOf(channel));
    const failure: Error = await sender()(request).then(
      () => new Error('sent'),
      (thrown) => thrown,
    );
    for (const spy of spies) spy.mockRestore();
    logger.setLogLevel('SILENT');
    expect(written).not.toEqual([]);
    const all = [failure.message, ...written, JSON.stringify(await readNotification(table(), request))]
      .concat((await logOf(table(), alert)).map(({ log }) => String(log)))
      .join('\n');
    for (const secret of [
      ...['private@', '5550001234', 'device-token', 'secret-path', 'secret-topic'],
      ...['uPrivateUserKey', 'aPrivateAppToken', 'tk_private', BROWSER.auth, BROWSER.p256dh],
    ]) {
      expect(all).not.toContain(secret);
    }
    expect(failure.message).toContain('400');
  });
});

test('a sender waits no longer than its limit', async () => {
  provider.behave('hang');
  const { request } = await aStory(table(), 'sms', ADDRESSES.sms);
  const startedAt = performance.now();
  await expect(aSender(table(), clock, 'sms', provider.endpoint)(request)).rejects.toThrow();
  expect(performance.now() - startedAt).toBeLessThan(TEST_LIMIT_MS * 5);
});

describe('push: the result of the single address decides', () => {
  test.each([
    ['SUCCESSFUL', 'sent'],
    ['DUPLICATE', 'sent'],
    ['THROTTLED', 'retrying'],
    ['TEMPORARY_FAILURE', 'retrying'],
    ['PERMANENT_FAILURE', 'rejected'],
    ['OPT_OUT', 'rejected'],
    ['UNKNOWN_FAILURE', 'unknown'],
  ])('%s', async (DeliveryStatus, state) => {
    const Result = { 'device-token-1234567890': { DeliveryStatus, StatusCode: 200 } };
    provider.behave({ status: 200, body: { ApplicationId: 'app', Result } });
    const { request } = await aStory(table(), 'mobile', ADDRESSES.mobile);
    await aSender(table(), clock, 'mobile', provider.endpoint)(request).catch(() => {});
    expect(await readNotification(table(), request)).toMatchObject({ state });
  });

  test('an answer that says nothing of the address', async () => {
    provider.behave({ status: 200, body: { ApplicationId: 'app', Result: {} } });
    const { request } = await aStory(table(), 'mobile', ADDRESSES.mobile);
    await aSender(table(), clock, 'mobile', provider.endpoint)(request).catch(() => {});
    expect(await readNotification(table(), request)).toMatchObject({ state: 'unknown' });
  });
});

test.each(['ThrottlingException', 'TooManyRequestsException'])(
  '%s means a retry, whatever the status',
  async (code) => {
    provider.behave({ status: 400, body: { __type: code }, headers: { 'x-amzn-ErrorType': code } });
    for (const channel of ['email', 'sms'] as const) {
      const { request } = await aStory(table(), channel, contactOf(channel));
      await expect(aSender(table(), clock, channel, provider.endpoint)(request)).rejects.toMatchObject({
        name: 'TransientFailure',
      });
    }
  },
);
