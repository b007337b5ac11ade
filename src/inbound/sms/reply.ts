import type { ResponderAction } from '../../domain/responder-actions/responder-actions.ts';

/** What somebody asks for by answering a text. */
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
 * Reads a text as an answer: A1234 or C1234, as people type it: in small letters, with spaces, the code first, the
 * whole word. Undefined for anything else; a text with more in it is none, so that neither a quotation of ours nor the
 * answer of a machine does anything.
 */
export function parseSmsReply(text: string): SmsReply | undefined {
  const [, before, code = '', after] =
    /^([a-z]*)[\s:#-]*(\d{4})[\s:#-]*([a-z]*)[.!]?$/.exec(text.trim().toLowerCase()) ?? [];
  if (before && after) return undefined;
  const word = before || after || '';
  const action = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  return action && { action, code };
}
