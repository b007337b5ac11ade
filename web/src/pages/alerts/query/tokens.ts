import { findField } from './fields.ts';

/** A part of a query, from `start` (inclusive) to `end` (exclusive). */
export interface Token {
  readonly kind: 'field' | 'operator' | 'keyword' | 'value' | 'parenthesis' | 'space';
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const PATTERNS = [
  ['space', /\s+/y],
  ['parenthesis', /[()]/y],
  ['keyword', /(?:AND|OR|NOT)(?=[\s()"]|$)/iy],
  ['field', /[a-z][\w.]*(?=\s*(?::|=|<|>))/iy],
  ['operator', /<=|>=|[:=<>]/y],
  ['value', /"(?:[^"\\]|\\.)*"?|[^\s()"]+/y],
] as const;

/** Splits a query into its parts, for colours and completion. It never fails: the service judges the syntax. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const token = readToken(text, at, tokens);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function readToken(text: string, at: number, before: readonly Token[]): Token {
  const isValueNext = before.findLast(({ kind }) => kind !== 'space')?.kind === 'operator';
  for (const [kind, pattern] of PATTERNS) {
    // After an operator comes a value, whatever it looks like: tag:a:b.
    if (isValueNext && (kind === 'field' || kind === 'operator')) continue;
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) continue;
    if (kind === 'field' && !findField(found)) continue;
    return { kind, start: at, end: at + found.length, text: found };
  }
  return { kind: 'value', start: at, end: at + 1, text: text.charAt(at) };
}

/** The field that the value at the token belongs to, also inside parentheses: `teams: (A OR B)`. */
export function findFieldOfValue(tokens: readonly Token[], index: number): Token | undefined {
  let depth = 0;
  for (let i = index - 1; i >= 0; i--) {
    const token = tokens[i];
    if (!token || token.kind === 'space') continue;
    if (token.text === ')') depth++;
    else if (token.text === '(') depth--;
    if (token.kind === 'operator' && depth <= 0) {
      const field = tokens.slice(0, i).findLast(({ kind }) => kind !== 'space');
      return field?.kind === 'field' ? field : undefined;
    }
    // Another value directly before: this one is plain text, unless both are inside the parentheses of one field.
    if (token.kind === 'value' && depth === 0 && !isInParentheses(tokens, index)) return undefined;
    if (token.kind === 'keyword' && depth === 0 && !isInParentheses(tokens, index)) return undefined;
  }
  return undefined;
}

function isInParentheses(tokens: readonly Token[], index: number): boolean {
  const opened = tokens
    .slice(0, index)
    .reduce((depth, { text }) => depth + (text === '(' ? 1 : text === ')' ? -1 : 0), 0);
  return opened > 0;
}
