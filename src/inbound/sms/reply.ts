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
};

/**
 * Parses a reply such as A1234 or C1234. Accepts lower case, spaces, the code before the letter, and the whole word.
 * Undefined for anything else. A reply with further text is not accepted, so that a quotation of our SMS, or an automatic
 * reply, changes nothing.
 */
export function parseSmsReply(text: string): SmsReply | undefined {
  const [, before, code = '', after] =
    /^([a-z]*)[\s:#-]*(\d{4})[\s:#-]*([a-z]*)[.!]?$/.exec(text.trim().toLowerCase()) ?? [];
  if (before && after) return undefined;
  const word = before || after || '';
  const action = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  return action && { action, code };
}
