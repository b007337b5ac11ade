import type { Receipt } from '../../../src/inbound/email/ses-notification.ts';
import { type EmailMessage, readEmail } from '../../../src/inbound/events/tools/email/message.ts';

export const RECEIVED = Date.parse('2026-11-24T12:00:00Z');

export const aReceipt = (wanted: Partial<Receipt> = {}): Receipt => ({
  id: 'ses-1',
  receivedAt: RECEIVED,
  recipients: [],
  sender: 'jobs@example.com',
  key: 'ses-1',
  isSpam: false,
  hasVirus: false,
  subject: 'Backup failed',
  from: 'Jobs <jobs@example.com>',
  to: '',
  messageId: '<1@example.com>',
  ...wanted,
});

/** A message as it goes over the wire; headers that are given as undefined are left out. */
export function mime(
  headers: Readonly<Record<string, string | undefined>> = {},
  body = 'rsync: connection refused',
): string {
  const all = {
    From: 'Jobs <jobs@example.com>',
    To: 'ops@example.com',
    Subject: 'Backup failed',
    'Message-ID': '<1@example.com>',
    Date: 'Tue, 24 Nov 2026 12:59:58 +0100',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return [...lines, '', body, ''].join('\r\n');
}

export const aMessage = (...given: Parameters<typeof mime>): Promise<EmailMessage> =>
  readEmail(mime(...given));

/** SES' notification of a message that it has stored under its id. */
export const notificationOf = (
  recipients: readonly string[],
  id = 'ses-1',
  receipt: object = {},
  at = RECEIVED,
): string =>
  JSON.stringify({
    notificationType: 'Received',
    mail: {
      timestamp: new Date(at).toISOString(),
      source: 'jobs@example.com',
      messageId: id,
      destination: recipients,
      commonHeaders: { from: ['Jobs <jobs@example.com>'], to: recipients, subject: 'Backup failed' },
    },
    receipt: {
      recipients,
      spamVerdict: { status: 'PASS' },
      virusVerdict: { status: 'GRAY' },
      action: { type: 'S3', bucketName: 'mails', objectKey: id },
      ...receipt,
    },
  });
