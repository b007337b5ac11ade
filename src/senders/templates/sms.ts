import { countSmsParts, fitSmsText, substituteForGsm } from '../../domain/kernel/sms-text.ts';
import { toOneLine } from '../../domain/kernel/text.ts';
import { getTexts } from '../languages/get-texts.ts';
import type { MessageContext } from './message-context.ts';
import {
  describeReasonShort,
  getMinutesUnacknowledged,
  getNextPeople,
  getRepeatPrefix,
  quoteNote,
} from './plan-sentences.ts';

/** An SMS shows at least this many characters of the alert's message, enough to know what is wrong. */
const MIN_MESSAGE_LENGTH = 60;

const MAX_NOTE = 80;

/**
 * Renders an SMS about an alert, in as few parts as leave room for the beginning of the alert's message; the reply codes or
 * the link come last. Where the whole message leaves room in those parts, it also says why the recipient gets it and who is
 * next. If replies are read, it asks for a reply instead of carrying a link, because a link nearly always costs a second
 * part.
 */
export function smsText(context: MessageContext): string {
  const { alert } = context;
  const head = `${getRepeatPrefix(context)}${getPrefix(context)}${alert.priority} #${alert.tinyId} `;
  const instructions = getInstructions(context);
  const tail = instructions === '' ? '' : `\n${instructions}`;
  const plain = fitSmsText(head, alert.message, tail, MIN_MESSAGE_LENGTH);
  const whole = `${head}${substituteForGsm(toOneLine(alert.message))}`;
  const parts = countSmsParts(plain);
  const fitting = listExtras(context)
    .map((extras) => `${whole}${extras.map((each) => `\n${substituteForGsm(each)}`).join('')}${tail}`)
    .find((text) => countSmsParts(text) <= parts);
  return fitting ?? plain;
}

function getPrefix(context: MessageContext): string {
  const texts = getTexts(context.user);
  const minutes = getMinutesUnacknowledged(context);
  return minutes === undefined ? texts.eventPrefix[context.event] : texts.notAcknowledgedForShort(minutes);
}

/** What else the message could say, the most first. */
function listExtras(context: MessageContext): readonly (readonly string[])[] {
  const note = quoteNote(context, MAX_NOTE);
  const { actor } = context.plan;
  if (note !== undefined) return [[actor ? `${actor}: ${note}` : note], [note]];
  const why = describeReasonShort(context);
  const next = context.links.acknowledge ? getNextPeople(context) : undefined;
  const nextText = next ? getTexts(context.user).nextShort(next) : '';
  return [[why, nextText], [why], [nextText]]
    .map((extras) => extras.filter((text) => text !== ''))
    .filter((extras) => extras.length > 0);
}

function getInstructions({ links: { acknowledge, close }, replyCode, user }: MessageContext): string {
  const { sms } = getTexts(user);
  if (replyCode) {
    if (acknowledge) return sms.reply(replyCode);
    return close ? sms.replyClose(replyCode) : '';
  }
  if (acknowledge) return sms.acknowledgeLink(acknowledge);
  return close ? sms.closeLink(close) : '';
}
