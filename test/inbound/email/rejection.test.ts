import { findRejectionReason } from '../../../src/inbound/email/rejection.ts';
import type { Receipt } from '../../../src/inbound/email/ses-notification.ts';
import { aMessage, aReceipt } from './mail.ts';

const OWN = 'Tocsin <oncall@example.com>';

test.each<[string, string | undefined, Record<string, string | undefined>, Partial<Receipt>]>([
  ['an e-mail of a person', undefined, {}, {}],
  ['an automatic e-mail of a program', undefined, { 'Auto-Submitted': 'auto-generated' }, {}],
  ['an e-mail with Auto-Submitted: no', undefined, { 'Auto-Submitted': 'no' }, {}],
  ['a bulk e-mail', undefined, { Precedence: 'bulk' }, {}],
  ['a device without a sender in its envelope', undefined, {}, { sender: '' }],
  ['spam', 'spam', {}, { isSpam: true }],
  ['a virus', 'virus', {}, { hasVirus: true, isSpam: true }],
  ['our notification', 'own-notification', { 'X-Tocsin-Notification': 'n-1' }, {}],
  ['an e-mail from our own sender address', 'own-notification', { From: 'ONCALL@example.com' }, {}],
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

test('for an e-mail that cannot be read, the notification of SES decides', () => {
  expect(findRejectionReason(aReceipt({ from: OWN }), undefined, OWN)).toBe('own-notification');
  expect(findRejectionReason(aReceipt({ from: '' }), undefined, '')).toBeUndefined();
});
