import { createContext, Script } from 'node:vm';

/** The longest pattern that is tried, and the longest beginning of a text that is matched. */
const PATTERN_MAX = 1_000;
const TEXT_MAX = 15_000;

/** A pattern that backtracks for longer is given up. Hundreds of times what an honest one takes. */
const MATCHING_MS = 200;

const matching = new Script('pattern.exec(text)');
const context = createContext(Object.create(null)) as { pattern?: RegExp; text?: string };

/**
 * A pattern in Java's way of writing, as far as JavaScript has the same: flags at the very beginning (`(?i)`) are
 * understood. Undefined where it is none.
 */
export function compilePattern(pattern: string, extent: 'whole' | 'part'): RegExp | undefined {
  if (pattern.length > PATTERN_MAX) return undefined;
  const [, flags = '', rest = ''] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(pattern) ?? [];
  try {
    return new RegExp(extent === 'whole' ? `^(?:${rest})$` : rest, [...new Set(flags)].join(''));
  } catch {
    return undefined;
  }
}

/**
 * What the pattern finds, `null` where it finds nothing. Look-ahead is understood, which an engine of linear time would
 * not have; so time is bounded instead: undefined where it took too long.
 */
export function execWithin(pattern: RegExp, text: string): readonly string[] | null | undefined {
  try {
    context.pattern = pattern;
    context.text = text.slice(0, TEXT_MAX);
    return matching.runInContext(context as never, { timeout: MATCHING_MS }) as RegExpExecArray | null;
  } catch {
    return undefined;
  }
}
