import * as z from 'zod';
import type { Instant } from '../../platform/clock.ts';

/** What SES says of an e-mail that it has received and stored. */
export interface Receipt {
  /** Of SES: the same however often it notifies. */
  readonly id: string;
  readonly receivedAt: Instant;
  /** To whom it was sent, whatever stands under To: it may have been forwarded. */
  readonly recipients: readonly string[];
  /** Of the envelope; empty for what nobody is to answer. */
  readonly sender: string;
  /** Where it is stored. */
  readonly key: string;
  readonly isSpam: boolean;
  readonly hasVirus: boolean;
  /** What is known of it without reading it. */
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly messageId: string;
}

const verdict = z
  .object({ status: z.string() })
  .optional()
  .transform((given) => given?.status === 'FAIL');

const addresses = z.array(z.string()).optional();

/**
 * Of the notification of an S3 action: https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
 */
const notification = z.object({
  notificationType: z.literal('Received'),
  mail: z.object({
    timestamp: z.iso.datetime({ offset: true }),
    messageId: z.string().min(1),
    source: z.string().optional(),
    commonHeaders: z
      .object({
        from: addresses,
        to: addresses,
        subject: z.string().optional(),
        messageId: z.string().optional(),
      })
      .optional(),
  }),
  receipt: z.object({
    recipients: z.array(z.string()),
    spamVerdict: verdict,
    virusVerdict: verdict,
    action: z.object({ objectKey: z.string().min(1) }),
  }),
});

/** Reads a notification. Throws where it is none of an e-mail that was stored. */
export function parseSesNotification(text: string): Receipt {
  const { mail, receipt } = notification.parse(JSON.parse(text));
  const { from = [], to = [], subject = '', messageId = '' } = mail.commonHeaders ?? {};
  return {
    id: mail.messageId,
    receivedAt: Date.parse(mail.timestamp),
    recipients: receipt.recipients,
    sender: mail.source ?? '',
    key: receipt.action.objectKey,
    isSpam: receipt.spamVerdict,
    hasVirus: receipt.virusVerdict,
    subject,
    from: from.join(', '),
    to: to.join(', '),
    messageId,
  };
}
