import * as fc from 'fast-check';
import { getTexts } from '../../../src/senders/languages/get-texts.ts';
import type { MessageContext } from '../../../src/senders/templates/message-context.ts';
import { toSpokenMessage, toSpokenName } from '../../../src/senders/templates/spoken.ts';
import { spokenContent } from '../../../src/senders/templates/voice.ts';
import { anAlert, aUser, NOON } from '../../support/builders.ts';

const en = getTexts({ locale: 'en_US' });
const de = getTexts({ locale: 'de_DE' });

const MINUTE = 60_000;

const call = (message: string, change: Partial<MessageContext> = {}): MessageContext => ({
  notificationId: 'n-1',
  alert: anAlert({ message, priority: 'P1' }),
  user: aUser(),
  event: 'create-alert',
  now: NOON,
  plan: {
    reason: { kind: 'schedule', name: 'Platform (EMEA)' },
    next: { at: NOON + 10 * MINUTE, names: ['Bob Berg'], target: { type: 'user', name: 'Bob Berg' } },
  },
  links: { acknowledge: 'https://t.example/l/A', close: 'https://t.example/l/C' },
  ...change,
});

test('a call says the problem first, then why and who is next, all of it twice, and how to acknowledge', () => {
  const news =
    'Priority 1. Checkout, 5xx rate above 20 percent. You are on call for Platform, EMEA. If nobody acknowledges it, Bob Berg is notified at 12:10.';
  expect(spokenContent(call('Checkout, 5xx rate above 20%'))).toEqual({
    body: `This is Tocsin. ${news} I repeat. ${news} To acknowledge it, use our e-mail.`,
  });
});

test('a call in German has a German voice', () => {
  const { body, voiceId } = spokenContent(call('Disk full', { user: aUser({ locale: 'de-AT' }) }));
  expect(voiceId).toBe('VICKI');
  expect(body).toMatch(
    /^Hier ist Tocsin\. Priorität 1\. Disk full\. Sie haben Bereitschaft für Platform, EMEA\./,
  );
});

test('an escalated call says how long the alert has been open and who has not answered', () => {
  const { body } = spokenContent(
    call('Disk full', {
      now: NOON + 10 * MINUTE,
      plan: { notifiedSince: NOON, notified: [{ name: 'Dai Dang', at: NOON }], isLast: true },
    }),
  );
  expect(body).toContain(
    'Disk full. It has been open for 10 minutes. Dai Dang was notified at 12:00 and has not answered. Nobody else will be notified.',
  );
});

test('a call about an acknowledge says who it was, and the note', () => {
  const { body } = spokenContent(
    call('Disk full', { event: 'acknowledged-alert', links: {}, plan: { actor: 'Bob Berg', note: 'on it' } }),
  );
  expect(body).toContain(
    'Bob Berg acknowledged the alert. Priority 1. Disk full. You need do nothing. The note says: on it.',
  );
});

test.each([
  ['HighLatency: p99 > 2s', 'High Latency: p99 above 2 seconds'],
  ['[Prometheus] HighLatency {svc="co"}', 'Prometheus, High Latency'],
  ['{}:{alertname="HighLatency"} fires', 'fires'],
  ['Failed: https://ci.example.com/job/1?x=y on main', 'Failed: on main'],
  ['arn:aws:sqs:eu-central-1:123456789012:queue is full', 'is full'],
  ['i-0abc123def is down (db-1)', 'is down, db-1'],
  ['Job 70413a06-38d6-4c85-92b8-5ebc900d42e2 failed', 'Job failed'],
  ['Disk 95% full & swapping', 'Disk 95 percent full and swapping'],
  ['*URGENT* `rm -rf` | "now"!', 'URGENT rm -rf now'],
  ['🔥 Disk full 🔥', 'Disk full'],
  ['p50 <= 120ms on 3 s3 buckets', 'p50 below 120 milliseconds on 3 s3 buckets'],
  ['Störung in München', 'Störung in München'],
  ['Backup of 3 hosts failed on 2 sites', 'Backup of 3 hosts failed on 2 sites'],
])('%s is read as %s', (message, spoken) => {
  expect(toSpokenMessage(message, en)).toBe(spoken);
});

test.each([
  ['本番データベースのディスク使用率が95%を超えています'],
  ['تعطل الخادم'],
  ['Диск почти заполнен on db-1'],
  ['https://ci.example.com/job/1'],
  ['🔥🔥'],
  ['{}'],
])('%s is only announced', (message) => {
  expect(toSpokenMessage(message, en)).toBe('The text is not in English. Read it in your messages');
  expect(toSpokenMessage(message, de)).toBe(
    'Der Text lässt sich nicht vorlesen. Lesen Sie ihn in Ihren Nachrichten',
  );
});

test('a few words in other letters are left out, and the call says so', () => {
  expect(toSpokenMessage('Checkout of 東京 store is down', en)).toBe(
    'Checkout of store is down. Parts of the text are not in English',
  );
});

test('a name in other letters is left out of the sentences', () => {
  const plan = {
    reason: { kind: 'schedule' as const, name: '平台' },
    forwardedFrom: 'Дмитрий',
    isLast: true as const,
  };
  const { body } = spokenContent(call('Disk full', { plan }));
  expect(body).toContain('Priority 1. Disk full. Nobody else will be notified. I repeat.');
});

test('a long message is cut after a word and ends in "and so on"', () => {
  const spoken = toSpokenMessage('payments failed '.repeat(40), en);
  expect(spoken).toMatch(/(payments|failed), and so on$/);
  expect(spoken.length).toBeLessThan(320);
});

const anyMessage = fc.oneof(
  fc.string({ maxLength: 130, unit: 'grapheme' }),
  fc.string({ maxLength: 15_000 }),
  fc
    .array(
      fc.constantFrom(
        'Disk',
        'full',
        '{a="b"}',
        'https://x.example/y',
        '[P]',
        'arn:aws:s3:::b',
        '本番',
        '5%',
        '(x)',
      ),
      { maxLength: 60 },
    )
    .map((words) => words.join(' ')),
);

test('no call is longer than Polly accepts, and none has signs that a voice would spell', () => {
  fc.assert(
    fc.property(anyMessage, anyMessage, fc.constantFrom('en_US', 'de_DE'), (message, name, locale) => {
      const { body } = spokenContent(
        call(message, {
          user: aUser({ locale }),
          plan: {
            reason: { kind: 'team', name },
            forwardedFrom: name,
            notifiedSince: NOON,
            notified: [{ name, at: NOON }, { name, at: NOON }, { name }],
            moreNotified: 97,
            next: { at: NOON, names: [name, name, name], target: { type: 'team', name } },
            note: message,
          },
        }),
      );
      expect([...body].length).toBeLessThanOrEqual(3_000);
      expect(body).not.toMatch(/[{}[\]<>|\\]|https?:\/\/|arn:aws/);
      expect(body.isWellFormed()).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a name keeps its words', () => {
  expect(toSpokenName('Platform (EMEA), 24/7', en)).toBe('Platform, EMEA, 24/7');
});

test.each([
  ['CPU above 90 % for 15m', 'CPU above 90 percent for 15 minutes'],
  ['No backup in the last 26h', 'No backup in the last 26 hours'],
  ['Queue older than 5min', 'Queue older than 5 minutes'],
  ['Disk free below 500m', 'Disk free below 500m'],
])('durations are read as words: %s', (message, spoken) => {
  expect(toSpokenMessage(message, en)).toBe(spoken);
});

test('durations are read as German words in German', () => {
  expect(toSpokenMessage('CPU seit 15m über 90%', de)).toBe('CPU seit 15 Minuten über 90 Prozent');
});
