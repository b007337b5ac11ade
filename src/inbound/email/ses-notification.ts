import * as z from 'zod';
import type { Instant } from '../../platform/clock.ts';

/** An e-mail that SES has received and stored, as its notification describes it. */
export interface Receipt {
  /** The id that SES gave it: the same in each notification about it. */
  readonly id: string;
  readonly receivedAt: Instant;
  /** The recipients of the envelope. The header To may name others, for example if the e-mail was forwarded. */
  readonly recipients: readonly string[];
  /** The sender of the envelope; empty if no reply is wanted, as in delivery reports. */
  readonly sender: string;
  /** The key of the stored e-mail in the bucket. */
  readonly key: string;
  readonly isSpam: boolean;
  readonly hasVirus: boolean;
  /** From here on: headers that are known without reading the stored e-mail. */
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
 * The members that we need of the notification of an S3 action:
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
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

/** Parses a notification. Throws if it is not about an e-mail that was stored. */
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
