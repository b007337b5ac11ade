import { createContext, Script } from 'node:vm';

/** The longest pattern that is tried, and the longest beginning of a text that is matched. */
const PATTERN_MAX = 1_000;
const TEXT_MAX = 15_000;

/** A pattern that backtracks for longer is given up. Hundreds of times what an honest one takes. */
const TIMEOUT_MS = 200;

const matching = new Script('pattern.exec(text)');
const context = createContext(Object.create(null)) as { pattern?: RegExp; text?: string };

/** What Java writes with a letter that JavaScript would take for itself. */
const TRANSLATIONS: Readonly<Record<string, string>> = {
  A: String.raw`(?<![\s\S])`,
  z: String.raw`(?![\s\S])`,
  Z: String.raw`(?=\n?(?![\s\S]))`,
};

/** Escapes with a letter that both have. */
const COMMON = /^[bBcdDfknrsStuvwWx]$/;

/** Literal text, an escape, or a class of characters. */
const TOKEN = /\\Q(.*?)(?:\\E|$)|\\(.)|(\[(?:[^\]\\]|\\.)*\])/gs;

/** Intersections and named classes within a class, which JavaScript would read as other characters. */
const CLASS_OF_CLASSES = /&&|\[:/;

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

/** The pattern as JavaScript writes it; undefined where it has no such thing. */
function translateJavaPattern(pattern: string): string | undefined {
  let known = true;
  const result = pattern.replace(
    TOKEN,
    (whole, literal?: string, escaped?: string, ofCharacters?: string) => {
      if (literal !== undefined) return escapePattern(literal);
      const escapes = escaped ? [escaped] : [...whole.matchAll(/\\(.)/gs)].map(([, letter = '']) => letter);
      const isForeign = (letter: string) => /[a-z]/i.test(letter) && !COMMON.test(letter);
      known &&= ofCharacters
        ? !escapes.some(isForeign) && !CLASS_OF_CLASSES.test(ofCharacters)
        : !escapes.some((letter) => isForeign(letter) && !(letter in TRANSLATIONS));
      return TRANSLATIONS[escaped ?? ''] ?? whole;
    },
  );
  return known ? result : undefined;
}

/**
 * A pattern in Java's way of writing, as far as JavaScript can do the same: flags at the very beginning (`(?i)`), `\A`,
 * `\z`, `\Z` and `\Q…\E` are understood. Undefined where it is none, and where it would mean something else.
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

/**
 * What the pattern finds, `null` where it finds nothing. Look-ahead is understood, which an engine of linear time would
 * not have; so time is bounded instead: undefined where it took too long.
 */
export function execWithTimeout(pattern: RegExp, text: string): readonly string[] | null | undefined {
  try {
    context.pattern = pattern;
    context.text = text.slice(0, TEXT_MAX);
    return matching.runInContext(context as never, { timeout: TIMEOUT_MS }) as RegExpExecArray | null;
  } catch {
    return undefined;
  }
}
