import { parseMailbox } from '../events/tools/email/mailbox.ts';
import type { EmailMessage } from '../events/tools/email/message.ts';
import type { Receipt } from './ses-notification.ts';

/** Why an e-mail is not taken, whomever it is for. */
export type RejectionReason = 'spam' | 'virus' | 'own-notification' | 'automatic-reply' | 'delivery-report';

/** Who reports that something was not delivered. */
const REPORTER = /^(mailer-daemon|postmaster)@/i;

const addressIn = (from: string): string => parseMailbox(from).address.toLowerCase();

/**
 * What must not become an alert: alerts send e-mails, and what these bring about would bring about more of them. That a
 * program has sent it (`Auto-Submitted: auto-generated`) is no reason: most that report a trouble are programs.
 */
export function findRejectionReason(
  receipt: Receipt,
  message: EmailMessage | undefined,
  ownFrom: string,
): RejectionReason | undefined {
  const header = (name: string) => message?.headers[name]?.toLowerCase() ?? '';
  const from = addressIn(message?.from || receipt.from);
  if (receipt.hasVirus) return 'virus';
  if (receipt.isSpam) return 'spam';
  // Also of another stage: two that send each other their notifications are a circle, too.
  if (header('x-tocsin-notification') !== '' || (from !== '' && from === addressIn(ownFrom))) {
    return 'own-notification';
  }
  if (
    /^multipart\/report\b/.test(header('content-type')) ||
    (REPORTER.test(from) && ['', '<>'].includes(receipt.sender))
  ) {
    return 'delivery-report';
  }
  // RFC 3834, and what was in use before it.
  if (
    /^auto-replied\b/.test(header('auto-submitted')) ||
    /^auto_reply$/.test(header('precedence')) ||
    ['x-autoreply', 'x-autorespond'].some((name) => header(name) !== '')
  ) {
    return 'automatic-reply';
  }
  return undefined;
}
