import { emailRequestId, toEmailPayload } from '../../../src/inbound/email/payload.ts';
import { email } from '../../../src/inbound/events/tools/email/mapping.ts';
import { aMessage, aReceipt } from './mail.ts';

const ADDRESS = 'ops.0123456789abcdefghij@in.example.com';

test('the token of an address appears nowhere in the alert', async () => {
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
] as const)('the message of an alert is never empty: %s', async (_, headers, body, message) => {
  const parsed = email.parse(toEmailPayload(aReceipt({ subject: '' }), await aMessage(headers, body)));

  expect(parsed.message).toBe(message);
});

test('an e-mail that cannot be read gets subject and sender from the notification of SES', () => {
  expect(email.parse(toEmailPayload(aReceipt(), undefined))).toMatchObject({
    message: 'Backup failed',
    source: 'jobs@example.com',
    details: { messageId: '<1@example.com>' },
  });
});

describe('the request id of an e-mail', () => {
  const getRequestId = async (headers: object, ses = 'ses-1', body?: string) =>
    emailRequestId(aReceipt({ id: ses }), await aMessage({ ...headers }, body), 'acc', 'integration');

  test('is the same if a mail server delivers it again', async () => {
    expect(await getRequestId({ Received: 'by b' }, 'ses-2')).toBe(
      await getRequestId({ Received: 'by a' }, 'ses-1'),
    );
  });

  test('differs for different e-mails, even with the same Message-ID', async () => {
    const ids = await Promise.all([
      getRequestId({}),
      getRequestId({ 'Message-ID': '<2@example.com>' }),
      getRequestId({ Date: 'Tue, 24 Nov 2026 13:00:00 +0100' }),
      getRequestId({}, 'ses-1', 'another text'),
      getRequestId({ 'Message-ID': undefined }, 'ses-1'),
      getRequestId({ 'Message-ID': undefined }, 'ses-2'),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('comes from the id of SES if there is no Message-ID', async () => {
    const again = await getRequestId({ 'Message-ID': undefined }, 'ses-1');
    expect(await getRequestId({ 'Message-ID': undefined }, 'ses-1')).toBe(again);
  });
});
