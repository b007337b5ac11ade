import { fitted } from '../../domain/kernel/sms-text.ts';
import type { ActionLinks, Notice } from '../delivery/contract.ts';
import { prefixOf } from './headline.ts';

/** Characters of an alert's message that a text shows at least, where it has as many: enough to know what is wrong. */
const READABLE = 60;

/**
 * A text message about an alert: in as few parts as leave room for a readable beginning of its message. Where answers
 * are read it asks for one instead of carrying a link, which would nearly always be a second part to pay for.
 */
export function smsText({ alert, event, links, replyCode }: Notice): string {
  const ways = replyCode ? replies(links, replyCode) : link(links);
  return fitted(`${prefixOf(event)}${alert.priority} #${alert.tinyId} `, alert.message, ways, READABLE);
}

function link({ acknowledge, close }: ActionLinks): string {
  if (acknowledge) return `\nAck: ${acknowledge}`;
  return close ? `\nClose: ${close}` : '';
}

function replies({ acknowledge, close }: ActionLinks, code: string): string {
  if (acknowledge) return `\nReply A${code} to ack, C${code} to close`;
  return close ? `\nReply C${code} to close` : '';
}
