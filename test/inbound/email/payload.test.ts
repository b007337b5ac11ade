import { emailRequestId, toEmailPayload } from '../../../src/inbound/email/payload.ts';
import { email } from '../../../src/inbound/events/tools/email/mapping.ts';
import { aMessage, aReceipt } from './mail.ts';

const ADDRESS = 'ops.0123456789abcdefghij@in.example.com';

test('the token of an address is told nowhere', async () => {
  const receipt = aReceipt({ recipients: [ADDRESS, ADDRESS.replace('@', '+tag@')] });
  const message = await aMessage(
    { To: ADDRESS.toUpperCase(), Cc: ADDRESS.replace('@', '+tag@') },
    `You get this because you are ${ADDRESS}.`,
  );

  const payload = toEmailPayload(receipt, message);

  expect(JSON.stringify([payload, email.parse(payload)])).not.toMatch(/0123456789abcdefghij/i);
  expect(payload).toMatchObject({ cc: 'ops+tag@in.example.com', text: expect.stringContaining('ops@in.') });
});

test.each([
  ['subject', { Subject: 'Disk full' }, 'body', 'Disk full'],
  ['first line', { Subject: undefined }, 'Disk full\r\non db1', 'Disk full'],
  ['neither', { Subject: undefined }, '', 'An e-mail without subject and text'],
] as const)('an alert always says something: %s', async (_, headers, body, message) => {
  const parsed = email.parse(toEmailPayload(aReceipt({ subject: '' }), await aMessage(headers, body)));

  expect(parsed.message).toBe(message);
});

test('an e-mail that is not there any more is known by what SES said of it', () => {
  expect(email.parse(toEmailPayload(aReceipt(), undefined))).toMatchObject({
    message: 'Backup failed',
    source: 'jobs@example.com',
    details: { messageId: '<1@example.com>' },
  });
});

describe('the request of an e-mail', () => {
  const idOf = async (headers: object, ses = 'ses-1', body?: string) =>
    emailRequestId(aReceipt({ id: ses }), await aMessage({ ...headers }, body), 'acc', 'integration');

  test('is the same where a mailer delivers it again', async () => {
    expect(await idOf({ Received: 'by b' }, 'ses-2')).toBe(await idOf({ Received: 'by a' }, 'ses-1'));
  });

  test('is another for another e-mail, also under the same id', async () => {
    const ids = await Promise.all([
      idOf({}),
      idOf({ 'Message-ID': '<2@example.com>' }),
      idOf({ Date: 'Tue, 24 Nov 2026 13:00:00 +0100' }),
      idOf({}, 'ses-1', 'another text'),
      idOf({ 'Message-ID': undefined }, 'ses-1'),
      idOf({ 'Message-ID': undefined }, 'ses-2'),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('without an id of its own is that of SES', async () => {
    const again = await idOf({ 'Message-ID': undefined }, 'ses-1');
    expect(await idOf({ 'Message-ID': undefined }, 'ses-1')).toBe(again);
  });
});
