import { getOwn } from './own-property.ts';

/** The longest pattern that is compiled. */
const PATTERN_MAX = 1_000;

/** Java escapes that JavaScript would read as the plain letter, with their JavaScript equivalent. */
const TRANSLATIONS: Readonly<Record<string, string>> = {
  A: String.raw`(?<![\s\S])`,
  z: String.raw`(?![\s\S])`,
  Z: String.raw`(?=\n?(?![\s\S]))`,
};

/** Letters of the escapes that Java and JavaScript share. */
const COMMON = /^[bBcdDfknrsStuvwWx]$/;

/** Literal text, an escape, or a character class. */
const TOKEN = /\\Q(.*?)(?:\\E|$)|\\(.)|(\[(?:[^\]\\]|\\.)*\])/gs;

/** Intersections and POSIX classes inside a character class; JavaScript would read them as plain characters. */
const CLASS_OF_CLASSES = /&&|\[:/;

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

/** The pattern in JavaScript's syntax; undefined if JavaScript has no equivalent. */
function translateJavaPattern(pattern: string): string | undefined {
  let known = true;
  const result = pattern.replace(
    TOKEN,
    (whole, literal?: string, escaped?: string, characterClass?: string) => {
      if (literal !== undefined) return escapePattern(literal);
      const escapes = escaped ? [escaped] : [...whole.matchAll(/\\(.)/gs)].map(([, letter = '']) => letter);
      const isForeign = (letter: string) => /[a-z]/i.test(letter) && !COMMON.test(letter);
      known &&= characterClass
        ? !escapes.some(isForeign) && !CLASS_OF_CLASSES.test(characterClass)
        : !escapes.some((letter) => isForeign(letter) && !Object.hasOwn(TRANSLATIONS, letter));
      return getOwn(TRANSLATIONS, escaped ?? '') ?? whole;
    },
  );
  return known ? result : undefined;
}

/**
 * Compiles a pattern in Java's syntax, as far as JavaScript can express it: flags at the very start (`(?i)`), `\A`,
 * `\z`, `\Z` and `\Q…\E` are supported. Undefined if the pattern is invalid or JavaScript would give it another meaning.
 */
export function compilePattern(pattern: string, extent: 'whole' | 'part'): RegExp | undefined {
  if (pattern.length > PATTERN_MAX) return undefined;
  const [, flags = '', rest = ''] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(pattern) ?? [];
  const source = translateJavaPattern(rest);
  if (source === undefined) return undefined;
  try {
    return new RegExp(extent === 'whole' ? `^(?:${source})$` : source, [...new Set(flags)].join(''));
  } catch {
    return undefined;
  }
}

/** Whether conditions and templates support the pattern; check this when it is configured. */
export const isUsablePattern = (pattern: string): boolean => compilePattern(pattern, 'whole') !== undefined;
