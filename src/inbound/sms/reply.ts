import type { ResponderAction } from '../../domain/responder-actions/responder-actions.ts';

/** The action and the reply code of an SMS reply. */
export interface SmsReply {
  readonly action: ResponderAction;
  readonly code: string;
}

const WORDS: Readonly<Record<string, ResponderAction>> = {
  a: 'acknowledge',
  ack: 'acknowledge',
  acknowledge: 'acknowledge',
  c: 'close',
  close: 'close',
  bestätigt: 'acknowledge',
  bestaetigt: 'acknowledge',
  bestätigen: 'acknowledge',
  bestaetigen: 'acknowledge',
  schließen: 'close',
  schliessen: 'close',
  geschlossen: 'close',
};

/**
 * Parses a reply such as A1234 or C1234. Accepts lower case, spaces, the code before the letter, and the whole word in a
 * language of our messages.
 * Undefined for anything else. A reply with further text is not accepted, so that a quotation of our SMS, or an automatic
 * reply, changes nothing.
 */
export function parseSmsReply(text: string): SmsReply | undefined {
  const [, before, code = '', after] =
    /^([a-zäß]*)[\s:#-]*(\d{4})[\s:#-]*([a-zäß]*)[.!]?$/.exec(text.trim().toLowerCase()) ?? [];
  if (before && after) return undefined;
  const word = before || after || '';
  const action = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  return action && { action, code };
}

/** Longer texts are no attempt to reply: they quote our SMS, or are an automatic reply. */
const MAX_ATTEMPT = 30;

/**
 * Whether the sender of a text that is no reply probably believes that it is one: "ok", "ack", "Ack 9016 please". Words by
 * which people leave a list (STOP) are none.
 */
export const isAttemptedReply = (text: string): boolean =>
  text.length <= MAX_ATTEMPT &&
  /(^|[^a-z0-9])(ok|okay|a|ack|acknowledged?|c|closed?|\d{4})([^a-z0-9]|$)/i.test(text);
