import { createHmac } from 'node:crypto';
import { PinpointClient } from '@aws-sdk/client-pinpoint';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createAccountSecrets } from '../../../src/domain/accounts/secrets.ts';
import { CHANNELS, type Channel } from '../../../src/domain/notifications/model.ts';
import { readNotification } from '../../../src/domain/notifications/store.ts';
import type { ShiftNotice } from '../../../src/domain/shift-notices/model.ts';
import type { User } from '../../../src/domain/users/model.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import { DAY, MINUTE, SECOND } from '../../../src/platform/clock.ts';
import { newId } from '../../../src/platform/ids.ts';
import { shiftNoticeKey } from '../../../src/platform/keys.ts';
import { logger } from '../../../src/platform/logger.ts';
import type { Table } from '../../../src/platform/table.ts';
import { sesProvider } from '../../../src/senders/channels/email.ts';
import { smsProvider, voiceProvider } from '../../../src/senders/channels/phone.ts';
import { pushProvider } from '../../../src/senders/channels/push.ts';
import { webhookProvider } from '../../../src/senders/channels/webhook.ts';
import { CLAIM_MS } from '../../../src/senders/delivery/deliver.ts';
import { MAX_QUEUE_DELIVERIES } from '../../../src/senders/delivery/queued.ts';
import { createShiftChannels } from '../../../src/senders/shift-notices/channels.ts';
import {
  createShiftSender,
  type DeadShiftNotice,
  MAX_LATENESS_MS,
} from '../../../src/senders/shift-notices/sender.ts';
import { providerClientConfig } from '../../../src/senders/transport/client-configuration.ts';
import { aQueue, batchOf } from '../../domain/incident-worker/harness.ts';
import { aSchedule, aUser, NOON } from '../../support/builders.ts';
import { recordingMetrics } from '../../support/figures.ts';
import { type StandIn, startStandIn } from '../../support/provider.ts';
import {
  ADDRESSES,
  addressAt,
  contactAt,
  DEVICE_TOKEN,
  newChannelProviders,
  TAKEN,
  TEST_LIMIT_MS,
} from '../../support/senders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
let provider: StandIn;

beforeAll(async () => {
  provider = await startStandIn();
});
afterAll(() => provider.stop());
beforeEach(() => {
  provider.requests.length = 0;
});

/** A notice that is due at noon, of a turn that begins a quarter of an hour later, and the sender with real clients. */
async function aStory(
  channel: Channel = 'sms',
  change: { readonly notice?: Partial<ShiftNotice>; readonly user?: Partial<User> } = {},
) {
  provider.behave({ status: 200, body: TAKEN[channel] });
  const accountId = newId();
  const directory = createDirectory(table());
  const schedule = aSchedule([], { id: newId(), name: 'Night & day' });
  const to = channel === 'webhook' ? `${provider.endpoint}/hook` : addressAt(channel, provider.endpoint);
  const user = aUser({
    id: newId(),
    timeZone: 'Europe/Rome',
    contacts: [contactAt(channel, to)],
    ...change.user,
  });
  await directory.schedules.create(accountId, schedule);
  await directory.users.create(accountId, user);
  const notice: ShiftNotice = {
    notificationId: newId(),
    accountId,
    scheduleId: schedule.id,
    scheduleName: schedule.name,
    userId: user.id,
    contactId: 'contact',
    channel,
    event: 'schedule-start',
    at: NOON + 15 * MINUTE,
    dueAt: NOON,
    ...change.notice,
  };
  const deadLetters = aQueue<DeadShiftNotice>();
  const { metrics, figures } = recordingMetrics();
  const client = {
    endpoint: provider.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    ...providerClientConfig(TEST_LIMIT_MS),
  };
  let now = NOON;
  const clock = () => now;
  const sender = (of: Table) =>
    createShiftSender({
      table: of,
      directory,
      clock,
      channels: createShiftChannels(
        {
          email: sesProvider(new SESv2Client(client), { from: 'tocsin@example.com' }),
          sms: smsProvider(new PinpointSMSVoiceV2Client(client), {}),
          voice: voiceProvider(new PinpointSMSVoiceV2Client(client), { originationIdentity: '+15550009999' }),
          mobile: pushProvider(new PinpointClient(client), 'app'),
          webhook: webhookProvider(createAccountSecrets(table()), clock, {
            timeoutMs: TEST_LIMIT_MS,
            allowPrivate: true,
          }),
          ...newChannelProviders(table(), provider.endpoint),
        },
        true,
      ),
      deadLetters: deadLetters.queue,
      metrics,
    });
  return {
    accountId,
    directory,
    schedule,
    user,
    notice,
    deadLetters,
    figures,
    later(milliseconds: number) {
      now = NOON + milliseconds;
    },
    /** Delivers the notice; gives how many failed. */
    async deliver(received = 1, of: Table = table()): Promise<number> {
      const { batchItemFailures } = await sender(of)(batchOf([notice], user.id, received));
      return batchItemFailures.length;
    },
    record: () => readNotification(table(), notice),
  };
}

/** The content of the only request. */
function theRequest() {
  expect(provider.requests).toHaveLength(1);
  const [request] = provider.requests;
  return { ...request!, json: JSON.parse(request!.body) };
}

describe('on the wire', () => {
  test("an e-mail has both parts and times in the recipient's zone", async () => {
    const { deliver, notice } = await aStory('email');
    expect(await deliver()).toBe(0);
    const { json, path } = theRequest();
    expect(path).toBe('/v2/email/outbound-emails');
    expect(json).toMatchObject({
      Destination: { ToAddresses: [ADDRESSES.email] },
      EmailTags: [{ Name: 'notificationId', Value: notice.notificationId }],
    });
    const { Subject, Body } = json.Content.Simple;
    expect(Subject.Data).toBe('Your on-call shift in Night & day begins in 15 minutes');
    expect(Body.Text.Data).toContain('Begins: Tue, 24 Nov 2026, 13:15 CET');
    expect(Body.Html.Data).toContain('Your on-call shift in Night &amp; day begins in 15 minutes');
    expect(Body.Html.Data).toContain('Tue, 24 Nov 2026, 13:15 CET');
  });

  test('a text', async () => {
    const { deliver, notice } = await aStory('sms');
    await deliver();
    const { json, headers } = theRequest();
    expect(headers['x-amz-target']).toMatch(/\.SendTextMessage$/);
    expect(json).toMatchObject({
      DestinationPhoneNumber: '+15550001234',
      Context: { notificationId: notice.notificationId },
      MessageBody: 'On call from Tue, 24 Nov 2026, 13:15 CET: Night & day',
    });
  });

  test('the start of a shift says until when, and who is next', async () => {
    const { deliver, accountId, directory } = await aStory('email', {
      notice: { until: NOON + DAY, nextUserIds: ['omar'] },
    });
    const omar = aUser({ id: 'omar', username: 'omar@example.com', fullName: 'Omar Oz' });
    await directory.users.create(accountId, omar);
    await deliver();
    expect(theRequest().json.Content.Simple.Body.Text.Data).toContain(
      'It lasts until Wed, 25 Nov 2026, 13:00 CET. After you: Omar Oz.',
    );
  });

  test('a call', async () => {
    const { deliver } = await aStory('voice', { notice: { event: 'schedule-end', at: NOON + DAY } });
    await deliver();
    const { json, headers } = theRequest();
    expect(headers['x-amz-target']).toMatch(/\.SendVoiceMessage$/);
    const news = 'Your on-call shift in Night and day ends in 1 day, at 13:00 on Wednesday 25 November.';
    expect(json.MessageBody).toBe(`This is Tocsin. ${news} I repeat. ${news}`);
  });

  test('a push notification', async () => {
    const { deliver, notice, schedule } = await aStory('mobile', { notice: { at: NOON } });
    await deliver();
    const { json } = theRequest();
    expect(Object.keys(json.Addresses)).toEqual([DEVICE_TOKEN]);
    expect(json.MessageConfiguration.GCMMessage).toMatchObject({
      Title: 'Your on-call shift begins now',
      Body: 'Night & day: Tue, 24 Nov 2026, 13:00 CET',
      CollapseKey: notice.notificationId,
      Data: { scheduleId: schedule.id, event: 'schedule-start', at: '2026-11-24T12:00:00.000Z' },
    });
  });

  test('a webhook, signed', async () => {
    const { deliver, notice, accountId, schedule, user } = await aStory('webhook');
    await deliver();
    const { json, path, headers, body } = theRequest();
    expect(path).toBe('/hook');
    expect(json).toEqual({
      action: 'ScheduleStart',
      notificationId: notice.notificationId,
      schedule: { scheduleId: schedule.id, name: 'Night & day' },
      message: 'Your on-call shift in Night & day begins in 15 minutes: Tue, 24 Nov 2026, 13:15 CET.',
      at: notice.at,
      recipient: { userId: user.id, username: user.username },
    });
    const secret = await createAccountSecrets(table()).get(accountId, 'webhook');
    const mac = createHmac('sha256', secret)
      .update(`${NOON / SECOND}.${body}`)
      .digest('hex');
    expect(headers['x-tocsin-signature']).toBe(`t=${NOON / SECOND},v1=${mac}`);
  });
});

test.each(CHANNELS)('a redelivered notice by %s is not sent again and is counted once', async (channel) => {
  const { deliver, figures, record } = await aStory(channel);
  expect(await deliver()).toBe(0);
  expect(await deliver(2)).toBe(0);
  expect(provider.requests).toHaveLength(1);
  expect(figures).toEqual({ [`Notifications ${channel} sent`]: [1] });
  expect(await record()).toMatchObject({ state: 'sent', channel });
});

test('two concurrent deliveries send once', async () => {
  const { deliver } = await aStory();
  await Promise.all([deliver(), deliver()]);
  expect(provider.requests).toHaveLength(1);
});

test('the record expires after thirty days', async () => {
  const { deliver, notice } = await aStory();
  await deliver();
  const item = await table().get(shiftNoticeKey(notice.accountId, notice.scheduleId, notice.notificationId));
  expect(item).toMatchObject({ expiresAt: (NOON + 30 * DAY) / SECOND });
});

describe('a sender that crashed', () => {
  /** A table on which the n-th write is the last thing that its process does. */
  function dying(atWrite: number): Table {
    let writes = 0;
    const alive = table();
    const crashing =
      <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        writes += 1;
        if (writes >= atWrite) throw new Error('dead');
        return write(...args);
      };
    return { ...alive, put: crashing(alive.put), batchPut: crashing(alive.batchPut) };
  }

  test('before its claim: the next delivery sends', async () => {
    const { deliver } = await aStory();
    expect(await deliver(1, dying(1))).toBe(1);
    expect(provider.requests).toHaveLength(0);
    expect(await deliver(2)).toBe(0);
    expect(provider.requests).toHaveLength(1);
  });

  test('after the call: the notice is not sent again, before or after the claim expires, and is dead-lettered', async () => {
    const { deliver, later, deadLetters, notice, figures } = await aStory();
    expect(await deliver(1, dying(2))).toBe(1);
    expect(await deliver(2)).toBe(1);
    later(CLAIM_MS);
    expect(await deliver(3)).toBe(0);
    expect(provider.requests).toHaveLength(1);
    expect(deadLetters.bodies()).toEqual([{ ...notice, state: 'unknown', reason: expect.any(String) }]);
    expect(figures['Notifications sms unknown']).toEqual([1]);
  });
});

describe('a provider that fails', () => {
  test('temporarily: the queue redelivers, and the last failure is dead-lettered', async () => {
    const { deliver, deadLetters, figures } = await aStory();
    provider.behave({ status: 503 });
    for (let received = 1; received < MAX_QUEUE_DELIVERIES; received++) {
      expect(await deliver(received)).toBe(1);
      expect(deadLetters.bodies()).toEqual([]);
    }
    expect(await deliver(MAX_QUEUE_DELIVERIES)).toBe(0);
    expect(provider.requests).toHaveLength(MAX_QUEUE_DELIVERIES);
    expect(deadLetters.bodies()).toMatchObject([
      { state: 'undelivered', reason: expect.stringContaining('after several attempts') },
    ]);
    expect(figures).toEqual({
      'Notifications sms transient': Array(MAX_QUEUE_DELIVERIES - 1).fill(1),
      'Notifications sms undelivered': [1],
    });
  });

  test('and then recovers: the notice is sent', async () => {
    const { deliver, deadLetters } = await aStory();
    provider.behave({ status: 503 });
    expect(await deliver()).toBe(1);
    provider.behave({ status: 200, body: TAKEN.sms });
    expect(await deliver(2)).toBe(0);
    expect(provider.requests).toHaveLength(2);
    expect(deadLetters.bodies()).toEqual([]);
  });

  test.each([
    ['rejected', { status: 400 }],
    ['unknown', 'reset'],
  ] as const)('%s: it is not retried, and dead-lettered once', async (state, behaviour) => {
    const { deliver, deadLetters, figures } = await aStory();
    provider.behave(behaviour);
    expect(await deliver()).toBe(0);
    expect(await deliver(2)).toBe(0);
    expect(provider.requests).toHaveLength(1);
    expect(deadLetters.bodies()).toMatchObject([{ state }]);
    expect(figures).toEqual({ [`Notifications sms ${state}`]: [1] });
    expect(JSON.stringify(deadLetters.bodies())).not.toContain('5550001234');
  });
});

type Story = Awaited<ReturnType<typeof aStory>>;

const change = (story: Story, fields: Partial<User>) =>
  story.directory.users.update(story.accountId, story.user.id, (user) => ({ ...user, ...fields }));

const CANCELLED: readonly (readonly [string, (story: Story) => unknown])[] = [
  ['the notice is too late', ({ later }) => later(MAX_LATENESS_MS + 1)],
  [
    'the schedule no longer exists',
    ({ directory, accountId, schedule }) => directory.schedules.delete(accountId, schedule.id),
  ],
  [
    'the schedule is disabled',
    ({ directory, accountId, schedule }) =>
      directory.schedules.update(accountId, schedule.id, (each) => ({ ...each, enabled: false })),
  ],
  [
    'the user no longer exists',
    ({ directory, accountId, user }) => directory.users.delete(accountId, user.id),
  ],
  ['the user is blocked', (story) => change(story, { blocked: true })],
  ['the contact no longer exists', (story) => change(story, { contacts: [] })],
  [
    'the contact is disabled',
    (story) => change(story, { contacts: story.user.contacts.map((each) => ({ ...each, enabled: false })) }),
  ],
  [
    'the contact is not a valid address for the channel sms',
    (story) => change(story, { contacts: story.user.contacts.map((each) => ({ ...each, to: 'nowhere' })) }),
  ],
];

test.each(CANCELLED)(
  'no notice is sent if %s; it is counted and not dead-lettered',
  async (reason, happen) => {
    const story = await aStory();
    await happen(story);
    expect(await story.deliver()).toBe(0);
    expect(await story.deliver(2)).toBe(0);
    expect(provider.requests).toEqual([]);
    expect(await story.record()).toMatchObject({ state: 'cancelled', reason });
    expect(story.deadLetters.bodies()).toEqual([]);
    expect(story.figures).toEqual({ 'Notifications sms cancelled': [1] });
  },
);

test('a notice that is up to an hour late is sent', async () => {
  const { deliver, later } = await aStory();
  later(MAX_LATENESS_MS);
  expect(await deliver()).toBe(0);
  expect(provider.requests).toHaveLength(1);
});

test('the log has one line with ids and no personal data', async () => {
  const { deliver, notice } = await aStory();
  const info = jest.spyOn(logger, 'info').mockImplementation(() => {});
  try {
    await deliver();
    expect(info.mock.calls).toEqual([
      [
        'Shift notice sent',
        {
          accountId: notice.accountId,
          scheduleId: notice.scheduleId,
          notificationId: notice.notificationId,
          userId: notice.userId,
          channel: 'sms',
          event: 'schedule-start',
          outcome: 'sent',
          lateMs: 0,
        },
      ],
    ]);
  } finally {
    info.mockRestore();
  }
});
