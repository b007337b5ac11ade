import { findUnsupportedToken, PATTERN_MAX, readFlags, translateJavaPattern } from './pattern.ts';

/**
 * Says where and why a pattern cannot be compiled; undefined if it can. Positions count characters of the pattern from 1.
 */
export function explainPatternMistake(pattern: string): string | undefined {
  if (pattern.length > PATTERN_MAX) return `is longer than ${PATTERN_MAX} characters`;
  const { flags, start } = readFlags(pattern);
  const unsupported = findUnsupportedToken(pattern.slice(start));
  if (unsupported) {
    const { at, token } = unsupported;
    const where = token.startsWith('\\') ? '' : ' in a character class';
    return `at character ${start + at + 1} is ${token}, which is not supported${where}`;
  }
  const source = pattern.slice(start);
  const reason = findError(source, flags);
  if (reason === undefined) return undefined;
  const unclosed = /^unterminated (group|character class)$/.test(reason) ? findUnclosed(source) : undefined;
  if (unclosed !== undefined) {
    return `at character ${start + unclosed + 1} is a ${source[unclosed]} that is not closed`;
  }
  // The mistake is at the end of the shortest beginning from which on every longer one has it, too.
  let end = source.length;
  while (end > 1 && findError(source.slice(0, end - 1), flags) === reason) end--;
  return `at character ${start + end}: ${reason}`;
}

/** The reason for which JavaScript cannot compile the pattern, in its words. */
function findError(source: string, flags: string): string | undefined {
  try {
    new RegExp(translateJavaPattern(source), flags);
    return undefined;
  } catch (error) {
    const [, reason = 'is not valid'] = /: ([^:]+)$/.exec(error instanceof Error ? error.message : '') ?? [];
    return reason.charAt(0).toLowerCase() + reason.slice(1);
  }
}

/** The position of the last bracket that is not closed; a ( within a character class is a plain character. */
function findUnclosed(source: string): number | undefined {
  const open: number[] = [];
  let classAt: number | undefined;
  for (let at = 0; at < source.length; at++) {
    const character = source[at];
    if (character === '\\') at++;
    else if (classAt !== undefined) classAt = character === ']' ? undefined : classAt;
    else if (character === '[') classAt = at;
    else if (character === '(') open.push(at);
    else if (character === ')') open.pop();
  }
  return classAt ?? open.at(-1);
}
