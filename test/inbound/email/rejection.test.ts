import { findRejectionReason } from '../../../src/inbound/email/rejection.ts';
import type { Receipt } from '../../../src/inbound/email/ses-notification.ts';
import { aMessage, aReceipt } from './mail.ts';

const OWN = 'Tocsin <oncall@example.com>';

test.each<[string, string | undefined, Record<string, string | undefined>, Partial<Receipt>]>([
  ['what people write', undefined, {}, {}],
  ['what a program sends by itself', undefined, { 'Auto-Submitted': 'auto-generated' }, {}],
  ['what says that it is no automatic mail', undefined, { 'Auto-Submitted': 'no' }, {}],
  ['what goes to many', undefined, { Precedence: 'bulk' }, {}],
  ['a device without a sender in its envelope', undefined, {}, { sender: '' }],
  ['spam', 'spam', {}, { isSpam: true }],
  ['a virus', 'virus', {}, { hasVirus: true, isSpam: true }],
  ['our notification', 'own-notification', { 'X-Tocsin-Notification': 'n-1' }, {}],
  ['what is from our sender', 'own-notification', { From: 'ONCALL@example.com' }, {}],
  [
    'an answer of somebody who is away',
    'automatic-reply',
    { 'Auto-Submitted': 'auto-replied (vacation)' },
    {},
  ],
  ['an older answering machine', 'automatic-reply', { 'X-Autoreply': 'yes' }, {}],
  ['another', 'automatic-reply', { Precedence: 'auto_reply' }, {}],
  [
    'a report of what was not delivered',
    'delivery-report',
    { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b' },
    {},
  ],
  ['one in plain text', 'delivery-report', { From: 'MAILER-DAEMON@mx.example.com' }, { sender: '' }],
])('%s', async (_, reason, headers, receipt) => {
  expect(findRejectionReason(aReceipt(receipt), await aMessage(headers), OWN)).toBe(reason);
});

test('of a message that cannot be read, what SES said counts', () => {
  expect(findRejectionReason(aReceipt({ from: OWN }), undefined, OWN)).toBe('own-notification');
  expect(findRejectionReason(aReceipt({ from: '' }), undefined, '')).toBeUndefined();
});
