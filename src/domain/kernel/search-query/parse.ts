import { findForeignSyntax } from './foreign-syntax.ts';
import { EVERYTHING, FIELDS, type Operator, type Query, type SearchField } from './model.ts';
import { parseOperand } from './operand.ts';

/** The syntax of the query is wrong. The message says what is wrong and at which character, counted from 1. */
export class QuerySyntaxError extends Error {
  override readonly name = 'QuerySyntaxError';
}

export const MAX_QUERY_LENGTH = 5_000;
const MAX_DEPTH = 50;

/** Other names of fields that clients use, in lower case. */
const SYNONYMS: Readonly<Record<string, SearchField>> = {
  lastoccuredat: 'lastOccurredAt',
  id: 'alertId',
  tags: 'tag',
  team: 'teams',
  responder: 'responders',
  recipient: 'recipients',
  action: 'actions',
  seen: 'isSeen',
};

/** The fields and statuses that a query can use. Incidents have others than alerts. */
export interface Vocabulary {
  /** By name in lower case. */
  readonly fields: ReadonlyMap<string, SearchField>;
  readonly statuses: readonly string[];
}

const ALERT_VOCABULARY: Vocabulary = {
  fields: new Map([
    ...Object.entries(SYNONYMS),
    ...(Object.keys(FIELDS) as SearchField[]).map((field) => [field.toLowerCase(), field] as const),
  ]),
  statuses: ['open', 'closed'],
};

/** The kinds of fields that support <, <=, > and >=. */
const COMPARABLE: ReadonlySet<string> = new Set(['instant', 'number', 'priority']);

/**
 * Parses a search query: `field: value` terms and bare words, combined with AND, OR and NOT in any letter case. NOT binds
 * tightest, then AND, then OR; two terms side by side are combined with AND. Parentheses can group terms or several values
 * of one field. A phrase is in quotation marks, with \" and \\ as escapes.
 *
 * @throws QuerySyntaxError
 */
export function parseQuery(text: string, { fields, statuses }: Vocabulary = ALERT_VOCABULARY): Query {
  if (text.length > MAX_QUERY_LENGTH) {
    throw new QuerySyntaxError(`The query is longer than ${MAX_QUERY_LENGTH} characters`);
  }
  let at = 0;
  let depth = 0;

  const fail = (reason: string, where = at): never => {
    throw new QuerySyntaxError(`${reason} (at character ${where + 1})`);
  };

  function rejectForeignSyntax(): void {
    const found = findForeignSyntax(text, at, (name) => fields.has(name.toLowerCase()));
    if (found) fail(found.reason, found.at);
  }

  function take(pattern: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(pattern.source, 'iy');
    sticky.lastIndex = at;
    const found = sticky.exec(text);
    if (!found) return undefined;
    at += found[0].length;
    return found;
  }

  const skipSpace = () => take(/\s*/);
  const takeKeyword = (word: 'AND' | 'OR' | 'NOT') => take(new RegExp(`${word}(?=[\\s()"]|$)`));
  const isKeywordNext = (): boolean => /^(AND|OR|NOT)(?=[\s()"]|$)/i.test(text.slice(at, at + 4));
  const atEnd = () => at >= text.length || text[at] === ')';

  function parseSequence(kind: 'and' | 'or', parsePart: () => Query, hasMore: () => boolean): Query {
    const parts = [parsePart()];
    while (hasMore()) parts.push(parsePart());
    return parts.length === 1 && parts[0] ? parts[0] : { kind, parts };
  }

  const parseOr = (primary: () => Query): Query =>
    parseSequence(
      'or',
      () => parseAnd(primary),
      () => {
        skipSpace();
        return takeKeyword('OR') !== undefined;
      },
    );

  const parseAnd = (primary: () => Query): Query =>
    parseSequence(
      'and',
      () => parseNot(primary),
      () => {
        skipSpace();
        if (takeKeyword('AND')) return true;
        return !atEnd() && !(isKeywordNext() && /^OR/i.test(text.slice(at)));
      },
    );

  function parseNot(primary: () => Query): Query {
    skipSpace();
    let negations = 0;
    while (takeKeyword('NOT')) {
      negations++;
      skipSpace();
    }
    let query = parseParentheses(() => parseOr(primary)) ?? primary();
    for (; negations > 0; negations--) query = { kind: 'not', part: query };
    return query;
  }

  function parseParentheses(parseContent: () => Query): Query | undefined {
    const open = at;
    if (!take(/\(/)) return undefined;
    if (++depth > MAX_DEPTH) fail('Parentheses are nested too deeply', open);
    const query = parseContent();
    skipSpace();
    if (!take(/\)/)) fail('This parenthesis is not closed', open);
    depth--;
    return query;
  }

  function parseValue(): { text: string; quoted: boolean } {
    skipSpace();
    const start = at;
    if (isKeywordNext()) fail('A value is missing before AND, OR or NOT');
    const phrase = take(/"((?:[^"\\]|\\.)*)"/s);
    if (phrase) return { text: (phrase[1] ?? '').replace(/\\(["\\])/g, '$1'), quoted: true };
    if (text[at] === '"') fail('This quotation mark is not closed', start);
    const word = take(/[^\s()"]+/);
    if (!word) return fail('A value is missing');
    const joined = word[0].search(/&&|\|\|/);
    if (joined >= 0) {
      at = start + joined;
      rejectForeignSyntax();
    }
    return { text: word[0], quoted: false };
  }

  function parseTerm(): Query {
    const start = at;
    rejectForeignSyntax();
    const named = take(/([a-z][\w.]*)\s*(:|=|<=|>=|<|>)/);
    if (!named) return { kind: 'anywhere', ...parseValue() };
    const field =
      fields.get((named[1] ?? '').toLowerCase()) ??
      fail(`Unknown field ${named[1]}; put text that contains a colon in quotation marks`, start);
    const operator = (named[2] === '=' ? ':' : named[2]) as Operator;
    if (operator !== ':' && !COMPARABLE.has(FIELDS[field]))
      fail(`${field} does not support the operator ${operator}`, start);

    const parseSingleValue = (): Query => {
      skipSpace();
      const valueAt = at;
      const written = parseValue();
      const operand = parseOperand(field, written.text, written.quoted, statuses);
      if (operand.type === 'wrong') return fail(`${field}: ${operand.reason}`, valueAt);
      if (operand.type === 'null' && operator !== ':')
        fail(`null does not support the operator ${operator}`, valueAt);
      return { kind: 'term', field, operator, operand };
    };
    const parseGroupedValue = (): Query => {
      skipSpace();
      rejectForeignSyntax();
      return parseSingleValue();
    };
    skipSpace();
    return parseParentheses(() => parseOr(parseGroupedValue)) ?? parseSingleValue();
  }

  skipSpace();
  if (at >= text.length) return EVERYTHING;
  const query = parseOr(parseTerm);
  skipSpace();
  if (at < text.length) fail('This parenthesis was never opened');
  return query;
}
