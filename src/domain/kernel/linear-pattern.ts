import { RE2JS } from 're2js';

/**
 * Translates patterns for RE2, which matches in time proportional to the length of the text, and which has no look-around
 * and no back-references. The translation keeps the meaning that JavaScript's RegExp gives to a pattern (ECMAScript,
 * without the flag u). What differs in a way that cannot be translated is left to RegExp.
 */

/** A pattern that RE2 can match. */
export interface LinearPattern {
  /** The match, its groups after it; `null` if there is none. */
  exec(text: string): readonly (string | undefined)[] | null;
  /** Whether RE2 gives the same result for this text. RegExp compares halves of surrogate pairs, and folds cases differently. */
  canMatch(text: string): boolean;
}

/** JavaScript's white space and line terminators. RE2's \s is only ASCII. */
const SPACE = String.raw`\t\n\x0b\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`;
/** All other characters. */
const NOT_SPACE = String.raw`\x{00}-\x{08}\x{0e}-\x{1f}!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}`;
const NO_LINE_END = String.raw`[^\n\r\x{2028}\x{2029}]`;

/** RE2 refuses to repeat anything more often. */
const MAX_REPEAT = 1_000;

/** Escapes that mean the same everywhere. */
const SAME = 'dDwWfnrt';

const ESCAPE = /^\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|(.))/s;
const QUANTIFIER = /^\{(\d+)(?:,(\d*))?\}/;
const GROUP = /^\(\?(?::|<([A-Za-z]\w*)>)/;

class Untranslatable extends Error {}

const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;

/** Reads a pattern from left to right. */
interface Reader {
  readonly source: string;
  at: number;
  readonly ignoreCase: boolean;
}

const rest = ({ source, at }: Reader): string => source.slice(at);

/** One character as RE2 understands it anywhere. */
function literal(code: number, ignoreCase: boolean): string {
  if (isSurrogate(code) || (ignoreCase && code > 0x7f)) throw new Untranslatable();
  return `\\x{${code.toString(16)}}`;
}

/** An escape; `kind` is `class` for a class such as \d, which cannot be an end of a range. */
function readEscape(
  reader: Reader,
  inClass: boolean,
): { readonly kind: 'class' | 'character' | 'edge'; readonly text: string } {
  const [whole, hex, unicode, letter = ''] = ESCAPE.exec(rest(reader)) ?? [];
  if (whole === undefined) throw new Untranslatable();
  reader.at += whole.length;
  const code = hex ?? unicode;
  if (code !== undefined)
    return { kind: 'character', text: literal(Number.parseInt(code, 16), reader.ignoreCase) };
  if (letter === 's') return { kind: 'class', text: inClass ? SPACE : `[${SPACE}]` };
  if (letter === 'S') return { kind: 'class', text: inClass ? NOT_SPACE : `[${NOT_SPACE}]` };
  if ('dDwW'.includes(letter)) return { kind: 'class', text: whole };
  if (SAME.includes(letter)) return { kind: 'character', text: whole };
  if (letter === 'v') return { kind: 'character', text: '\\x0b' };
  if (letter === 'b' && inClass) return { kind: 'character', text: '\\x08' };
  if ((letter === 'b' || letter === 'B') && !inClass) return { kind: 'edge', text: whole };
  if (/[\w]/.test(letter)) throw new Untranslatable();
  return { kind: 'character', text: literal(letter.charCodeAt(0), reader.ignoreCase) };
}

/** A character class such as [a-z\d]. */
function readClass(reader: Reader): string {
  reader.at++;
  const negated = reader.source[reader.at] === '^';
  if (negated) reader.at++;
  let result = negated ? '[^' : '[';
  if (reader.source[reader.at] === ']') throw new Untranslatable();
  /** The part that may come before a range's hyphen. */
  let previous: 'none' | 'class' | 'character' | 'range' = 'none';
  for (;;) {
    const character = reader.source[reader.at];
    if (character === undefined) throw new Untranslatable();
    if (character === ']') {
      reader.at++;
      return `${result}]`;
    }
    if (character === '-') {
      reader.at++;
      const isLast = reader.source[reader.at] === ']';
      const isRange = previous === 'character' && !isLast;
      // After a class or a range, and before a class, a hyphen is a character in JavaScript and an error or more in RE2.
      if (!isRange && previous !== 'none' && !isLast) throw new Untranslatable();
      result += isRange ? '-' : '\\-';
      if (!isRange) {
        previous = 'character';
        if (!isLast && reader.source[reader.at] === '-') throw new Untranslatable();
        continue;
      }
      const end = readClassCharacter(reader);
      if (end.kind !== 'character') throw new Untranslatable();
      result += end.text;
      previous = 'range';
      continue;
    }
    const read = readClassCharacter(reader);
    result += read.text;
    previous = read.kind === 'character' ? 'character' : 'class';
  }
}

function readClassCharacter(reader: Reader): {
  readonly kind: 'class' | 'character' | 'edge';
  readonly text: string;
} {
  const character = reader.source[reader.at];
  if (character === '\\') return readEscape(reader, true);
  if (character === undefined || character === ']') throw new Untranslatable();
  reader.at++;
  return { kind: 'character', text: literal(character.charCodeAt(0), reader.ignoreCase) };
}

function readQuantifierOrBrace(reader: Reader): string {
  const [whole, min, max = ''] = QUANTIFIER.exec(rest(reader)) ?? [];
  if (whole === undefined) {
    reader.at++;
    return '\\{';
  }
  if (Number(min) > MAX_REPEAT || Number(max) > MAX_REPEAT) throw new Untranslatable();
  reader.at += whole.length;
  return whole;
}

/** How compilePattern writes \A and \z in JavaScript. */
const TEXT_EDGES: readonly (readonly [written: string, inRe2: string])[] = [
  [String.raw`(?<![\s\S])`, '\\A'],
  [String.raw`(?![\s\S])`, '\\z'],
];

function readGroup(reader: Reader): string {
  const edge = TEXT_EDGES.find(([written]) => reader.source.startsWith(written, reader.at));
  if (edge) {
    reader.at += edge[0].length;
    return edge[1];
  }
  if (reader.source[reader.at + 1] !== '?') {
    reader.at++;
    return '(';
  }
  const [whole, name] = GROUP.exec(rest(reader)) ?? [];
  if (whole === undefined) throw new Untranslatable();
  reader.at += whole.length;
  return name === undefined ? '(?:' : `(?P<${name}>`;
}

/** RE2's syntax for a pattern in JavaScript's; throws {@link Untranslatable}. */
function translate(source: string, flags: string): string {
  const reader: Reader = { source, at: 0, ignoreCase: flags.includes('i') };
  let result = '';
  while (reader.at < source.length) {
    const character = source[reader.at] as string;
    switch (character) {
      case '\\':
        result += readEscape(reader, false).text;
        break;
      case '[':
        result += readClass(reader);
        break;
      case '(':
        result += readGroup(reader);
        break;
      case '{':
        result += readQuantifierOrBrace(reader);
        break;
      case '.':
        result += flags.includes('s') ? '(?s:.)' : NO_LINE_END;
        reader.at++;
        break;
      case '^':
      case '$':
        // Without the flag m these are the ends of the text; with it, JavaScript knows more line ends than RE2.
        if (flags.includes('m')) throw new Untranslatable();
        result += character === '^' ? '\\A' : '\\z';
        reader.at++;
        break;
      case ')':
      case '|':
      case '*':
      case '+':
      case '?':
        result += character;
        reader.at++;
        break;
      default:
        result += literal(character.charCodeAt(0), reader.ignoreCase);
        reader.at++;
    }
  }
  return result;
}

/** In JavaScript, a group within a repetition is forgotten at each repetition; RE2 remembers its last match. */
const hasRepeatedGroup = (source: string): boolean =>
  /\)[*+?{]/.test(source) && /\((?!\?)|\(\?</.test(source);

/** The sources of the groups that a quantifier follows, without their parentheses. */
function listRepeatedGroups(source: string): readonly string[] {
  const starts: number[] = [];
  const found: string[] = [];
  let isInClass = false;
  for (let at = 0; at < source.length; at++) {
    const character = source[at];
    if (character === '\\') at++;
    else if (isInClass) isInClass = character !== ']';
    else if (character === '[') isInClass = true;
    else if (character === '(') starts.push(at + (GROUP.exec(source.slice(at))?.[0].length ?? 1));
    else if (character === ')') {
      const start = starts.pop() ?? 0;
      if (/[*+?{]/.test(source[at + 1] ?? '')) found.push(source.slice(start, at));
    }
  }
  return found;
}

/**
 * Whether a repeated group can match nothing. JavaScript refuses such a repetition, so the match can end elsewhere than with
 * RE2, although both agree that there is one.
 */
const hasEmptyRepetition = ({ source, flags }: RegExp): boolean =>
  listRepeatedGroups(source).some((group) => new RegExp(`^(?:${group})$`, flags).test(''));

/** Whether a text has any character that RegExp treats as two, or folds in its own way. */
const SURROGATES = /[\ud800-\udfff]/;
const NOT_ASCII = /[^\0-\x7f]/;

/**
 * Compiles a regular expression for RE2. Undefined if RE2 cannot match it, or could give another result. It must be a valid
 * RegExp. `groups`: whether the groups of the match matter.
 */
export function compileLinearPattern(
  pattern: RegExp,
  { groups }: { readonly groups: boolean },
): LinearPattern | undefined {
  const { source, flags } = pattern;
  if (groups && hasRepeatedGroup(source)) return undefined;
  const ignoreCase = flags.includes('i');
  let compiled: RE2JS;
  try {
    if (groups && hasEmptyRepetition(pattern)) return undefined;
    compiled = RE2JS.compile(translate(source, flags), ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch {
    return undefined;
  }
  const foreign = ignoreCase ? NOT_ASCII : SURROGATES;
  return {
    canMatch: (text) => !foreign.test(text),
    exec(text) {
      if (!groups) return compiled.test(text) ? [] : null;
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return null;
      return Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? undefined);
    },
  };
}
