import { toEmailPayload } from '../../../src/inbound/email/payload.ts';
import { findRejectionReason } from '../../../src/inbound/email/rejection.ts';
import { readEmail } from '../../../src/inbound/events/tools/email/message.ts';
import { aReceipt } from './mail.ts';

/** Generous: a linear parser needs milliseconds for these inputs, a quadratic one minutes. */
const BOUND_MS = 10_000;
jest.setTimeout(6 * BOUND_MS);

const LENGTH = 200_000;

const HEADERS = [
  'From: ',
  'To: ',
  'Subject: ',
  'Date: ',
  'Message-ID: ',
  'References: ',
  'Content-Type: ',
  'Content-Type: text/plain; name=',
  'Content-Type: multipart/mixed; boundary=',
  'Content-Disposition: attachment; filename*=',
  'Content-Transfer-Encoding: ',
  'Auto-Submitted: ',
];

const PIECES = [
  '<',
  '"',
  '\\',
  '(',
  '=?utf-8?q?=41?= ',
  '=?',
  ',',
  ';',
  ':',
  ' ',
  'a',
  '@',
  '=',
  '*',
  "'",
  '%',
  'a@b, ',
  'x: y;',
];

const recipient = 'ops.0123456789abcdefghij@alerts.example.com';
const receipt = aReceipt({ recipients: [recipient] });

describe.each(HEADERS)('an e-mail with 200 kB in the header %j is read in linear time', (header) => {
  test.each(PIECES)('of %j', async (piece) => {
    const value = piece.repeat(Math.ceil(LENGTH / piece.length));
    const folded = value.replaceAll(/[^\r\n]{70}/g, '$&\r\n ');
    for (const text of [value, folded]) {
      const startedAt = performance.now();
      const message = await readEmail(`${header}${text}\r\n\r\nBody`).catch(() => undefined);
      findRejectionReason(receipt, message, 'Tocsin <tocsin@example.com>');
      toEmailPayload(receipt, message);
      expect(performance.now() - startedAt).toBeLessThan(BOUND_MS);
    }
  });
});
