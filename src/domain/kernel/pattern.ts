import { getOwn } from './own-property.ts';

/** The longest pattern that is compiled. */
export const PATTERN_MAX = 1_000;

/** Java escapes that JavaScript would read as the plain letter, with their JavaScript equivalent. */
const TRANSLATIONS: Readonly<Record<string, string>> = {
  A: String.raw`(?<![\s\S])`,
  z: String.raw`(?![\s\S])`,
  Z: String.raw`(?=\n?(?![\s\S]))`,
};

/** Letters of the escapes that Java and JavaScript share. */
const COMMON = /^[bBcdDfknrsStuvwWx]$/;

/**
 * Literal text, an escape, or a character class. JavaScript would read intersections (&&) and POSIX classes ([:) inside a
 * character class as plain characters.
 */
const TOKEN = /\\Q(.*?)(?:\\E|$)|\\(.)|(\[(?:[^\]\\]|\\.)*\])/gs;

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

const isForeign = (letter: string): boolean => /[a-z]/i.test(letter) && !COMMON.test(letter);

/** The first part of a pattern in Java's syntax to which JavaScript would give another meaning, and its position from 0. */
export function findUnsupportedToken(
  pattern: string,
): { readonly at: number; readonly token: string } | undefined {
  for (const { 0: whole, 2: escaped, 3: characterClass, index } of pattern.matchAll(TOKEN)) {
    if (escaped && isForeign(escaped) && !Object.hasOwn(TRANSLATIONS, escaped))
      return { at: index, token: whole };
    if (!characterClass) continue;
    const inside = [...characterClass.matchAll(/\\(.)|&&|\[:/gs)].find(
      ([, letter]) => letter === undefined || isForeign(letter),
    );
    if (inside) return { at: index + inside.index, token: inside[0] };
  }
  return undefined;
}

/** The pattern in JavaScript's syntax, if it has no unsupported token. */
export const translateJavaPattern = (pattern: string): string =>
  pattern.replace(TOKEN, (whole, literal?: string, escaped?: string) =>
    literal === undefined ? (getOwn(TRANSLATIONS, escaped ?? '') ?? whole) : escapePattern(literal),
  );

/** The flags that a pattern begins with, as in `(?i)`, and the position after them. */
export function readFlags(pattern: string): { readonly flags: string; readonly start: number } {
  const [whole = '', flags = ''] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  return { flags: [...new Set(flags)].join(''), start: whole.length };
}

/**
 * Compiles a pattern in Java's syntax, as far as JavaScript can express it: flags at the very start (`(?i)`), `\A`,
 * `\z`, `\Z` and `\Q…\E` are supported. Undefined if the pattern is invalid or JavaScript would give it another meaning.
 */
export function compilePattern(pattern: string, extent: 'whole' | 'part'): RegExp | undefined {
  if (pattern.length > PATTERN_MAX) return undefined;
  const { flags, start } = readFlags(pattern);
  const rest = pattern.slice(start);
  if (findUnsupportedToken(rest)) return undefined;
  const source = translateJavaPattern(rest);
  try {
    return new RegExp(extent === 'whole' ? `^(?:${source})$` : source, flags);
  } catch {
    return undefined;
  }
}

/** Whether conditions and templates support the pattern; check this when it is configured. */
export const isUsablePattern = (pattern: string): boolean => compilePattern(pattern, 'whole') !== undefined;
