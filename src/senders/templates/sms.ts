import type { Alert } from '../../domain/alerts/model.ts';
import { oneLine, shortened } from '../../domain/kernel/text.ts';
import type { ActionLinks, Notice } from '../contract.ts';
import { prefixOf } from './wording.ts';

/** Characters of the GSM alphabet (3GPP TS 23.038): one septet each. */
const GSM_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Those that take two. */
const GSM_EXTENDED = '^{}\\[~]|€\f';

/** A text message of one part, and of each of several, in septets (GSM) or in UTF-16 units (UCS-2). */
const PARTS = { gsm: { single: 160, each: 153 }, ucs2: { single: 70, each: 67 } } as const;

/** Common characters outside the GSM alphabet for which it has a substitute that reads the same. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '\u00a0': ' ',
  '•': '-',
  '→': '->',
  '`': "'",
};

/** How long a text is as an SMS: its alphabet, and its length in that alphabet's units. */
export function smsLength(text: string): { readonly alphabet: 'gsm' | 'ucs2'; readonly units: number } {
  let septets = 0;
  for (const character of text) {
    if (GSM_BASIC.includes(character)) septets += 1;
    else if (GSM_EXTENDED.includes(character)) septets += 2;
    else return { alphabet: 'ucs2', units: text.length };
  }
  return { alphabet: 'gsm', units: septets };
}

/** How many parts the text is sent and paid as. */
export function smsParts(text: string): number {
  const { alphabet, units } = smsLength(text);
  const { single, each } = PARTS[alphabet];
  return units <= single ? 1 : Math.ceil(units / each);
}

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

/** What we answer to a text that did something to the alert, or that came too late: one part. */
export const answerText = (happened: string, alert: Alert): string =>
  fitted(`${substituted(happened)}: ${alert.priority} #${alert.tinyId} `, alert.message, '', 0);

function link({ acknowledge, close }: ActionLinks): string {
  if (acknowledge) return `\nAck: ${acknowledge}`;
  return close ? `\nClose: ${close}` : '';
}

function replies({ acknowledge, close }: ActionLinks, code: string): string {
  if (acknowledge) return `\nReply A${code} to ack, C${code} to close`;
  return close ? `\nReply C${code} to close` : '';
}

/** Head, message and tail in the parts that it takes to show so many characters of the message, and as many as fit. */
export function fitted(head: string, alertMessage: string, tail: string, readable: number): string {
  const message = substituted(oneLine(alertMessage));
  const length = [...message].length;
  const textWith = (shown: number) => `${head}${shortened(message, shown, '...')}${tail}`;
  const parts = smsParts(textWith(Math.min(length, readable)));
  for (let shown = length; shown > 0; shown--) {
    const text = textWith(shown);
    if (smsParts(text) <= parts) return text;
  }
  return `${head.trimEnd()}${tail}`;
}

const substituted = (text: string): string =>
  [...text].map((character) => SUBSTITUTES[character] ?? character).join('');
