import type { SQSEvent } from 'aws-lambda';
import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { messageGroupId } from '../../../src/domain/alerts/message-group.ts';
import type { Alert } from '../../../src/domain/alerts/model.ts';
import { toAlertItem } from '../../../src/domain/alerts/store/alert-item.ts';
import { countSmsParts } from '../../../src/domain/kernel/sms-text.ts';
import {
  createReplyCodes,
  REPLY_CODE_LIFETIME_MS,
} from '../../../src/domain/responder-actions/reply-codes.ts';
import { createWrongCodes } from '../../../src/domain/responder-actions/wrong-codes.ts';
import type { User } from '../../../src/domain/users/model.ts';
import { createUserStore } from '../../../src/domain/users/store.ts';
import { createReceiveSms } from '../../../src/inbound/sms/receive.ts';
import { derivedId, newId } from '../../../src/platform/ids.ts';
import { wrongCodesKey } from '../../../src/platform/keys.ts';
import { logger } from '../../../src/platform/logger.ts';
import type { PhoneMessage } from '../../../src/senders/channels/phone.ts';
import { ProviderError } from '../../../src/senders/delivery/provider-outcome.ts';
import { anAlert, aUser, NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
let now = NOON;
let actions: { body: AlertActionMessage; group: string; deduplicationId: string }[] = [];
let texts: PhoneMessage[] = [];
let failing: Error | undefined;
let logged: string;
let phones = 0;
let locks = 0;

beforeEach(() => {
  now = NOON;
  actions = [];
  texts = [];
  failing = undefined;
  logged = '';
  locks = 0;
  for (const level of ['info', 'warn', 'error'] as const) {
    jest.spyOn(logger, level).mockImplementation((...words) => {
      logged += JSON.stringify(words);
    });
  }
});

afterEach(() => jest.restoreAllMocks());

const receive = (event: SQSEvent) =>
  createReceiveSms({
    table: table(),
    users: createUserStore(table()),
    codes: createReplyCodes(table()),
    wrongCodes: createWrongCodes(table()),
    metrics: {
      record: (metric, value) => {
        if (metric === 'ReplyCodeLocks') locks += value;
      },
    },
    queue: {
      async send(body, options) {
        actions.push({ body: body as AlertActionMessage, ...options });
      },
    },
    async sendSms(message) {
      texts.push(message);
      return failing ? { failed: failing.message } : {};
    },
    clock: () => now,
  })(event);

/** An SMS as End User Messaging publishes it to SNS. */
const anSms = (from: string, messageBody: string, inboundMessageId = newId()) => ({
  originationNumber: from,
  destinationNumber: '+12025550100',
  messageKeyword: 'KEYWORD_1',
  messageBody,
  inboundMessageId,
  previousPublishedMessageId: 'provider-id',
});

const deliver = (...published: readonly unknown[]) =>
  receive({
    Records: published.map((body, i) => ({
      messageId: `sqs-${i}`,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })),
  } as SQSEvent);

const contact = (to: string, change = {}) => ({
  id: 'contact',
  method: 'sms' as const,
  to,
  enabled: true,
  disabledReason: '',
  ...change,
});

/** Stores an alert and a user who was notified of it by SMS, and assigns the reply code. */
async function storeNotifiedAlert(
  change: Partial<Alert> = {},
  userChange: Partial<User> = {},
  number?: string,
) {
  const digits = number ?? `555000${String(++phones).padStart(4, '0')}`;
  const [to, phone] = [`1-${digits}`, `+1${digits}`];
  const alert = anAlert({
    accountId: newId(),
    alias: 'db-1/disk',
    tinyId: '123',
    priority: 'P1',
    message: 'Disk of db-1 is full',
    ...change,
  });
  const user = aUser({ contacts: [contact(to)], ...userChange });
  await table().put(toAlertItem(alert));
  await createUserStore(table()).create(alert.accountId, user);
  const code = await createReplyCodes(table()).assign(
    { accountId: alert.accountId, alertId: alert.id, userId: user.id },
    phone,
    NOON,
  );
  return { alert, user, phone, code: String(code) };
}

const bodies = () => texts.map(({ body }) => body);

test.each([
  ['A', 'Acknowledge', 'Acknowledged: P1 #123 Disk of db-1 is full'],
  ['c', 'Close', 'Closed: P1 #123 Disk of db-1 is full'],
] as const)('%s enqueues the action in the name of the user and confirms it', async (letter, type, says) => {
  const { alert, user, phone, code } = await storeNotifiedAlert();
  expect(await deliver(anSms(phone, `${letter}${code}`, 'inbound-1'))).toEqual({ batchItemFailures: [] });
  const requestId = derivedId('sms', 'inbound-1');
  expect(actions).toEqual([
    {
      group: messageGroupId(alert.accountId, 'db-1/disk'),
      deduplicationId: requestId,
      body: {
        accountId: alert.accountId,
        requestId,
        receivedAt: NOON,
        target: { type: 'id', value: alert.id },
        action: { type },
        user: user.username,
        source: 'SMS',
        note: '',
        integration: { id: '', name: 'SMS', type: 'SMS' },
      },
    },
  ]);
  expect(texts).toEqual([{ to: phone, body: says, notificationId: requestId }]);
});

test('an SMS that is delivered again gives one action and one confirmation', async () => {
  const { alert, phone, code } = await storeNotifiedAlert();
  const text = anSms(phone, `A${code}`);
  await deliver(text, text);
  now += 10 * 60_000;
  await table().put(toAlertItem({ ...alert, acknowledged: true }));
  await deliver(text);
  expect(new Set(actions.map(({ deduplicationId }) => deduplicationId)).size).toBe(1);
  expect(new Set(actions.map(({ body }) => body.requestId)).size).toBe(1);
  expect(texts).toHaveLength(1);
});

test('alerts of several accounts have different codes on one phone', async () => {
  const one = await storeNotifiedAlert({}, {}, '5550009001');
  const two = await storeNotifiedAlert({ tinyId: '7' }, {}, '5550009001');
  expect(one.code).not.toBe(two.code);
  await deliver(anSms(two.phone, `A${two.code}`));
  expect(actions.map(({ body }) => body.accountId)).toEqual([two.alert.accountId]);
});

describe('an SMS has no effect and gets no reply', () => {
  const expectNoEffect = async (...published: readonly unknown[]) => {
    expect(await deliver(...published)).toEqual({ batchItemFailures: [] });
    expect(actions).toEqual([]);
    expect(texts).toEqual([]);
  };

  test('from another number', async () => {
    const { code } = await storeNotifiedAlert();
    await expectNoEffect(anSms('+15550008888', `A${code}`));
  });

  test('if it is not exactly a reply', async () => {
    const { phone, code } = await storeNotifiedAlert();
    await expectNoEffect(
      anSms(phone, 'Who is this?'),
      anSms(phone, ''),
      anSms(phone, `Reply A${code} to ack, C${code} to close`),
      anSms(phone, 'Acknowledged: P1 #123 Disk of db-1 is full'),
    );
  });

  test.each<[string, Partial<User>]>([
    ['is blocked', { blocked: true }],
    ['has another number by now', { contacts: [contact('1-5550007777')] }],
    ['has the number for calls only', { contacts: [contact('1-5550009002', { method: 'voice' })] }],
    ['has disabled the number', { contacts: [contact('1-5550009002', { enabled: false })] }],
  ])('if the user %s', async (_, change) => {
    const { phone, code } = await storeNotifiedAlert({}, change, '5550009002');
    await expectNoEffect(anSms(phone, `A${code}`));
  });
});

describe('a reply that does nothing is answered, if its number is a verified contact', () => {
  const otherThan = (code: string) => (code === '1234' ? '1235' : '1234');

  test('a wrong code, with the right ones of alerts that can be acknowledged', async () => {
    const { alert, user, phone, code } = await storeNotifiedAlert();
    const done = anAlert({ accountId: alert.accountId, acknowledged: true });
    await table().put(toAlertItem(done));
    const target = { accountId: alert.accountId, alertId: done.id, userId: user.id };
    const closeable = await createReplyCodes(table()).assign(target, phone, NOON);
    const wrong = ['1234', '1235', '1236'].find((each) => each !== code && each !== closeable) ?? '';
    await deliver(anSms(phone, `A${wrong}`));
    now += 5 * 60_000;
    await deliver(anSms(phone, `c ${wrong}`));
    expect(actions).toEqual([]);
    expect(bodies()[0]).toBe(`Nothing done: no open alert has A${wrong}. Yours: A${code}.`);
    expect(bodies()[1]).toMatch(
      new RegExp(`^Nothing done: no open alert has C${wrong}. Yours: C\\d{4}, C\\d{4}.$`),
    );
  });

  test.each(['ok', 'Ack', 'Ack 9016 please', 'a', '9016'])('the text "%s"', async (text) => {
    const { phone, code } = await storeNotifiedAlert();
    await deliver(anSms(phone, text));
    expect(bodies()).toEqual([`Nothing done: send A and the code of the alert. Yours: A${code}.`]);
  });

  test.each(['STOP', 'Who is this?', 'I am driving and cannot look at my phone, 9016'])(
    'not the text "%s"',
    async (text) => {
      const { phone } = await storeNotifiedAlert();
      await deliver(anSms(phone, text));
      expect(texts).toEqual([]);
    },
  );

  test('an old code, and one of a deleted alert', async () => {
    const { alert, phone, code } = await storeNotifiedAlert();
    const { pk, sk } = toAlertItem(alert);
    await table().delete({ pk, sk });
    await deliver(anSms(phone, `A${code}`));
    now = NOON + REPLY_CODE_LIFETIME_MS;
    await deliver(anSms(phone, `A${code}`));
    const says = `Nothing done: no open alert has A${code}. None waits for you.`;
    expect(bodies()).toEqual([says, says]);
  });

  test('once in five minutes, so that two machines do not talk to each other', async () => {
    const { phone, code } = await storeNotifiedAlert();
    const wrong = anSms(phone, `A${otherThan(code)}`);
    await deliver(wrong, wrong, anSms(phone, 'ok'));
    now += 5 * 60_000 - 1;
    await deliver(anSms(phone, 'ok'));
    expect(texts).toHaveLength(1);
    now += 1;
    await deliver(anSms(phone, 'ok'));
    expect(texts).toHaveLength(2);
  });

  test('not if the contact is not verified', async () => {
    const unverified = contact('1-5550009003', { verification: { state: 'unverified' } });
    const { phone, code } = await storeNotifiedAlert({}, { contacts: [unverified] }, '5550009003');
    await deliver(anSms(phone, `A${otherThan(code)}`), anSms(phone, 'ok'));
    expect(texts).toEqual([]);
  });

  test('in one part, with many open alerts', async () => {
    const { alert, user, phone, code } = await storeNotifiedAlert();
    for (let i = 0; i < 9; i++) {
      const other = anAlert({ accountId: alert.accountId });
      await table().put(toAlertItem(other));
      const target = { accountId: alert.accountId, alertId: other.id, userId: user.id };
      await createReplyCodes(table()).assign(target, phone, NOON);
    }
    await deliver(anSms(phone, 'ok'));
    expect(code).toHaveLength(4);
    expect(bodies()[0]).toMatch(/Yours: A\d{4}, A\d{4}, A\d{4}, A\d{4} and 6 more\.$/);
    expect(countSmsParts(bodies()[0] ?? '')).toBe(1);
  });
});

test.each<[string, Partial<Alert>, string, string]>([
  [
    'acknowledged',
    { acknowledged: true, report: { acknowledgedBy: 'bob@example.com' } },
    'A',
    'Acknowledged by bob@example.com: P1 #123 Disk of db-1 is full',
  ],
  [
    'closed',
    { status: 'closed', report: { closedBy: 'bob@example.com' } },
    'A',
    'Closed by bob@example.com: P1 #123 Disk of db-1 is full',
  ],
  ['closed', { status: 'closed' }, 'C', 'Closed: P1 #123 Disk of db-1 is full'],
])(
  'a reply to an alert that is already %s gets its status and who changed it',
  async (_, change, letter, says) => {
    const { phone, code } = await storeNotifiedAlert(change);
    await deliver(anSms(phone, `${letter}${code}`));
    expect(actions).toEqual([]);
    expect(bodies()).toEqual([says]);
  },
);

test('an acknowledged alert can still be closed', async () => {
  const { phone, code } = await storeNotifiedAlert({ acknowledged: true });
  await deliver(anSms(phone, `C${code}`));
  expect(actions.map(({ body }) => body.action)).toEqual([{ type: 'Close' }]);
});

test('a confirmation that cannot be sent is not retried, and the action stays enqueued', async () => {
  const { phone, code } = await storeNotifiedAlert();
  failing = new ProviderError({ kind: 'lost', code: 'ECONNRESET' });
  const text = anSms(phone, `A${code}`);
  expect(await deliver(text)).toEqual({ batchItemFailures: [] });
  await deliver(text);
  expect(actions).toHaveLength(2);
  expect(texts).toHaveLength(1);
});

test('only invalid messages return to the queue', async () => {
  const { phone, code } = await storeNotifiedAlert();
  const { batchItemFailures } = await deliver('no JSON', { messageBody: 'A1234' }, anSms(phone, `A${code}`));
  expect(batchItemFailures).toEqual([{ itemIdentifier: 'sqs-0' }, { itemIdentifier: 'sqs-1' }]);
  expect(actions).toHaveLength(1);
});

test('the log contains neither number nor text nor code', async () => {
  const { phone, code } = await storeNotifiedAlert();
  failing = new ProviderError({ kind: 'answered', status: 400, code: 'ValidationException' });
  await deliver(
    anSms(phone, `A${code}`),
    anSms(phone, 'swordfish'),
    anSms('+15550008888', 'A1111'),
    'no JSON',
  );
  expect(logged).toContain('SMS reply accepted');
  for (const secret of [phone, '5550008888', 'swordfish', code, '1111', 'Disk of db-1']) {
    expect(logged).not.toContain(secret);
  }
});

describe('ten wrong codes from a number within an hour', () => {
  const MINUTE = 60_000;
  const wrongCodes = (code: string, count: number) =>
    Array.from({ length: count }, (_, i) => String(1_000 + ((Number(code) + i) % 9_000))).filter(
      (each) => each !== code,
    );
  const send = async (phone: string, codes: readonly string[]) => {
    for (const code of codes) await deliver(anSms(phone, `A${code}`));
  };

  test('lock it for an hour: the right code is refused, too, and the lock is counted once', async () => {
    const { phone, code } = await storeNotifiedAlert();
    await send(phone, wrongCodes(code, 12).slice(0, 10));
    expect(locks).toBe(1);
    await send(phone, [code, ...wrongCodes(code, 5)]);
    expect([actions, texts.length, locks]).toEqual([[], 1, 1]);
    now += 60 * MINUTE - 1;
    await send(phone, [code]);
    expect(actions).toEqual([]);
    now += 1;
    await send(phone, [code]);
    expect(actions).toHaveLength(1);
    expect(logged).not.toContain(phone.slice(2));
  });

  test('lock no other number, and nine lock nothing', async () => {
    const attacked = await storeNotifiedAlert();
    const other = await storeNotifiedAlert();
    await send(attacked.phone, wrongCodes(attacked.code, 12).slice(0, 9));
    await send(attacked.phone, [attacked.code]);
    expect(actions).toHaveLength(1);
    await send(attacked.phone, wrongCodes(attacked.code, 12).slice(9, 11));
    await send(other.phone, [other.code]);
    expect([actions.length, locks]).toEqual([2, 1]);
  });

  test('lock nothing if they are spread over more than an hour, or are one message delivered ten times', async () => {
    const { phone, code } = await storeNotifiedAlert();
    for (const wrong of wrongCodes(code, 20)) {
      await send(phone, [wrong]);
      now += 7 * MINUTE;
    }
    const repeated = anSms(phone, `A${wrongCodes(code, 3)[0]}`);
    for (let i = 0; i < 10; i++) await deliver(repeated);
    await send(phone, [code]);
    expect([actions.length, locks]).toEqual([1, 0]);
  });

  test('lock it although they arrive at the same time', async () => {
    const { phone, code } = await storeNotifiedAlert();
    await Promise.all(
      wrongCodes(code, 12)
        .slice(0, 10)
        .map((wrong) => deliver(anSms(phone, `C${wrong}`))),
    );
    await send(phone, [code]);
    expect([actions, locks]).toEqual([[], 1]);
  });

  test('are forgotten: the item expires', async () => {
    const { phone, code } = await storeNotifiedAlert();
    await send(phone, wrongCodes(code, 3).slice(0, 1));
    const item = await table().get(wrongCodesKey(phone));
    expect(Number(item?.expiresAt)).toBe((NOON + 60 * MINUTE) / 1_000);
    expect(JSON.stringify(item)).not.toContain(phone.slice(2));
  });
});

describe('answers are in the language of the person', () => {
  const german = { locale: 'de_DE' } as const;

  test('to a reply that acknowledges, and to one that comes too late', async () => {
    const { phone, code } = await storeNotifiedAlert({}, german);
    await deliver(anSms(phone, `A${code}`));
    expect(bodies()).toEqual(['Bestätigt: P1 #123 Disk of db-1 is full']);
    const report = { closeTime: 60_000, closedBy: 'bob@example.com' };
    const late = await storeNotifiedAlert({ status: 'closed', report }, german);
    await deliver(anSms(late.phone, `A${late.code}`));
    expect(bodies()[1]).toBe('Geschlossen von bob@example.com: P1 #123 Disk of db-1 is full');
  });

  test('to a reply that does nothing', async () => {
    const { phone, code } = await storeNotifiedAlert({}, german);
    await deliver(anSms(phone, 'ok'));
    expect(bodies()).toEqual([`Nichts getan: senden Sie A und den Code des Alarms. Ihre: A${code}.`]);
  });
});
