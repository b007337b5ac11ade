import { countSmsParts } from '../../../src/domain/kernel/sms-text.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/platform/clock.ts';
import { type ShiftContext, shiftPush, shiftSms } from '../../../src/senders/templates/shift-notice.ts';
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
