import { findJsonMistake } from './json-position.ts';

/** Says where a text stops being JSON, and which mistake it probably is. It quotes one character of the text at most. */

const TYPOGRAPHIC = '“”„‟«»‘’‚‛';

/** Words of other languages, with the JSON in their place. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^True\b/, 'write true in small letters'],
  [/^False\b/, 'write false in small letters'],
  [/^(None|undefined|nil|NULL|Null)\b/, 'write null, or leave the member out'],
  [/^(NaN|-?Infinity)\b/, 'JSON has no such number'],
];

/** How much of the text around the position is looked at. */
const NEARBY = 200;

/** A member name or value without quotation marks. */
const BARE = /^[\p{L}_$]/u;

/** The mistake at the character at `position`; undefined if it is none of the usual ones. */
function explainCharacter(text: string, position: number): string | undefined {
  const rest = text.slice(position, position + NEARBY);
  const before = text.slice(Math.max(0, position - NEARBY), position).trimEnd();
  const [character = ''] = rest;
  if (character === "'") return `a single quotation mark; JSON needs double ones (")`;
  if (TYPOGRAPHIC.includes(character))
    return `a typographic quotation mark (${character}); JSON needs straight ones (")`;
  if ((character === '}' || character === ']') && before.endsWith(',')) {
    return `a ${character} after a comma; leave out the comma`;
  }
  if (character === '/' || character === '#') return 'a comment; JSON has none';
  if (character === '"' && /["}\]\dels]$/.test(before))
    return 'a quotation mark; a comma before it is missing';
  if (character === '\n' || character === '\r' || character === '\t') {
    return 'a line break or tab in a text; write \\n or \\t';
  }
  const [, word] = WORDS.find(([pattern]) => pattern.test(rest)) ?? [];
  if (word) return `a word that is not JSON; ${word}`;
  return BARE.test(character) ? 'a word without quotation marks' : undefined;
}

/** Explains why the text is not JSON; undefined if it is. */
export function explainJsonMistake(text: string): string | undefined {
  const position = findJsonMistake(text);
  if (position === undefined) return undefined;
  if (/^[\w.%+-]+=/.test(text)) {
    return 'it looks like a form. Send JSON, with the header Content-Type: application/json';
  }
  if (position >= text.length) {
    return 'it ends too early. A closing bracket or quotation mark is missing';
  }
  const lines = text.slice(0, position).split('\n');
  const where =
    lines.length > 1
      ? `in line ${lines.length} at character ${(lines.at(-1)?.length ?? 0) + 1}`
      : `at character ${position + 1}`;
  const mistake = explainCharacter(text, position);
  return `${where} is ${mistake ?? 'something that JSON does not allow there'}`;
}
