import { parseMailbox } from '../events/tools/email/mailbox.ts';
import type { EmailMessage } from '../events/tools/email/message.ts';
import type { Receipt } from './ses-notification.ts';

/** Why an e-mail is rejected, regardless of its recipient. */
export type RejectionReason = 'spam' | 'virus' | 'own-notification' | 'automatic-reply' | 'delivery-report';

/** Senders of delivery reports. */
const REPORT_SENDER = /^(mailer-daemon|postmaster)@/i;

const parseAddress = (from: string): string => parseMailbox(from).address.toLowerCase();

/**
 * Why the e-mail must not open an alert; undefined if it may. Alerts send e-mails; if the replies to these opened alerts,
 * the exchange would never end. `Auto-Submitted: auto-generated` is no reason, because monitoring programs send it.
 */
export function findRejectionReason(
  receipt: Receipt,
  message: EmailMessage | undefined,
  ownFrom: string,
): RejectionReason | undefined {
  const header = (name: string) => message?.headers[name]?.toLowerCase() ?? '';
  const from = parseAddress(message?.from || receipt.from);
  if (receipt.hasVirus) return 'virus';
  if (receipt.isSpam) return 'spam';
  // Also from another stage: two stages that notify each other would never stop either.
  if (header('x-tocsin-notification') !== '' || (from !== '' && from === parseAddress(ownFrom))) {
    return 'own-notification';
  }
  if (
    /^multipart\/report\b/.test(header('content-type')) ||
    (REPORT_SENDER.test(from) && ['', '<>'].includes(receipt.sender))
  ) {
    return 'delivery-report';
  }
  // The header of RFC 3834, and those in use before it.
  if (
    /^auto-replied\b/.test(header('auto-submitted')) ||
    /^auto_reply$/.test(header('precedence')) ||
    ['x-autoreply', 'x-autorespond'].some((name) => header(name) !== '')
  ) {
    return 'automatic-reply';
  }
  return undefined;
}
