import { fitSmsText } from '../../domain/kernel/sms-text.ts';

import { eventPrefix, repeatPrefix } from './headline.ts';
import type { ActionLinks, MessageContext } from './message-context.ts';

/** An SMS shows at least this many characters of the alert's message, enough to know what is wrong. */
const MIN_MESSAGE_LENGTH = 60;

/**
 * Renders an SMS about an alert, in as few parts as leave room for the beginning of the alert's message. If replies are
 * read, it asks for a reply instead of carrying a link, because a link nearly always costs a second part.
 */
export function smsText(context: MessageContext): string {
  const { alert, event, links, replyCode } = context;
  const instructions = replyCode ? replyInstructions(links, replyCode) : linkLine(links);
  const prefix = `${repeatPrefix(context)}${eventPrefix(event)}${alert.priority} #${alert.tinyId} `;
  return fitSmsText(prefix, alert.message, instructions, MIN_MESSAGE_LENGTH);
}

function linkLine({ acknowledge, close }: ActionLinks): string {
  if (acknowledge) return `\nAck: ${acknowledge}`;
  return close ? `\nClose: ${close}` : '';
}

function replyInstructions({ acknowledge, close }: ActionLinks, code: string): string {
  if (acknowledge) return `\nReply A${code} to ack, C${code} to close`;
  return close ? `\nReply C${code} to close` : '';
}
