import { countSmsParts } from '../../../src/domain/kernel/sms-text.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/platform/clock.ts';
import {
  type ShiftContext,
  shiftEmail,
  shiftPush,
  shiftSms,
  shiftSpokenContent,
} from '../../../src/senders/templates/shift-notice.ts';
import { aUser, NOON } from '../../support/builders.ts';

const context = (change: Partial<ShiftContext> = {}): ShiftContext => ({
  notificationId: 'notification-1',
  accountId: 'acc',
  schedule: { id: 'schedule-1', name: 'Night' },
  user: aUser(),
  event: 'schedule-start',
  at: NOON,
  now: NOON,
  ...change,
});

test.each([
  [0, 'begins now'],
  [-30 * SECOND, 'begins now'],
  [-5 * MINUTE, 'began'],
  [15 * MINUTE - 20 * SECOND, 'begins in 15 minutes'],
  [14 * MINUTE, 'begins in 14 minutes'],
  [HOUR - 40 * SECOND, 'begins in 1 hour'],
  [DAY - MINUTE, 'begins in 1 day'],
])('%d milliseconds ahead it %s', (ahead, words) => {
  expect(shiftPush(context({ now: NOON - ahead })).title).toBe(`Your on-call shift ${words}`);
});

test.each([
  ['Night', 'GMT'],
  ['Night '.repeat(40), 'GMT'],
  ['Ночная смена '.repeat(10), 'GMT'],
  ['夜勤'.repeat(30), 'GMT+5:30'],
])('a text about %s is one part and says when and where', (name, zone) => {
  const user = aUser({ timeZone: zone === 'GMT' ? 'UTC' : 'Asia/Kolkata' });
  const text = shiftSms(context({ schedule: { id: 'schedule-1', name }, user, event: 'schedule-end' }));
  expect(countSmsParts(text)).toBe(1);
  expect(text).toMatch(/^On call until Tue, 24 Nov 2026, \d\d:\d\d [\w:+]+: /);
  expect(text).toContain(`: ${name.slice(0, 5)}`);
});

const UNTIL = Date.parse('2026-11-30T01:00:00Z');

test.each([
  [['Omar Oz'], 'It lasts until Mon, 30 Nov 2026, 01:00 UTC. After you: Omar Oz.'],
  [[], 'It lasts until Mon, 30 Nov 2026, 01:00 UTC. Nobody is on call after you.'],
  [undefined, 'It lasts until Mon, 30 Nov 2026, 01:00 UTC.'],
] as const)('the start of a shift says until when, and that %j is next', (nextNames, sentence) => {
  const notice = context({ until: UNTIL, ...(nextNames && { nextNames }) });
  expect(shiftEmail(notice).text).toContain(`\n\n${sentence}\n\n`);
});

test('a text says until when and who is next, if there is room', () => {
  const notice = context({ until: UNTIL, nextNames: ['Omar Oz'] });
  expect(shiftSms(notice)).toBe(
    'On call from Tue, 24 Nov 2026, 12:00 UTC: Night\nUntil Mon 30 Nov, 01:00, then Omar Oz',
  );
});

test('the end of a shift says who has it from then on', () => {
  const spoken = shiftSpokenContent(context({ event: 'schedule-end', nextNames: ['Omar Oz'] })).body;
  expect(spoken).toContain('ends now, at 12:00 on Tuesday 24 November. On call from then: Omar Oz.');
});

test('in German, dates and words are German', () => {
  const user = aUser({ locale: 'de_DE', timeZone: 'Europe/Berlin' });
  const notice = context({ user, until: UNTIL, nextNames: ['Omar Oz'], now: NOON - DAY });
  expect(shiftEmail(notice).text).toBe(`Ihre Bereitschaft für Night beginnt in einem Tag.

Sie dauert bis Mo., 30. Nov. 2026, 02:00 MEZ. Nach Ihnen: Omar Oz.

Dienstplan: Night
Beginn: Di., 24. Nov. 2026, 13:00 MEZ
Ende: Mo., 30. Nov. 2026, 02:00 MEZ
Zeitzone: Europe/Berlin

Sie erhalten diese Nachricht wegen einer Ihrer Benachrichtigungsregeln.
`);
  expect(shiftSpokenContent(notice).voiceId).toBe('VICKI');
});
