import { EVERYTHING, FIELDS, type Operator, type Query, type SearchField } from './model.ts';
import { parseOperand } from './operand.ts';

/** The query is not understood; the message says what, and at which character (counted from 1). */
export class QuerySyntaxError extends Error {
  override readonly name = 'QuerySyntaxError';
}

export const MAX_QUERY_LENGTH = 5_000;
const MAX_DEPTH = 50;

/** Other spellings of fields that clients use. */
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

/** What a query may speak of: other things than alerts have other fields and statuses. */
export interface Vocabulary {
  /** By its name in lower case. */
  readonly fields: ReadonlyMap<string, SearchField>;
  readonly statuses: readonly string[];
}

const OF_ALERTS: Vocabulary = {
  fields: new Map([
    ...Object.entries(SYNONYMS),
    ...(Object.keys(FIELDS) as SearchField[]).map((field) => [field.toLowerCase(), field] as const),
  ]),
  statuses: ['open', 'closed'],
};

const COMPARABLE: ReadonlySet<string> = new Set(['instant', 'number', 'priority']);

/**
 * Reads a search query: `field: value` terms and bare words, joined by AND (also where nothing stands between them),
 * OR and NOT, in any case, NOT binding closest and OR least; parentheses around terms, or around several values of one
 * field; quotation marks around a phrase, with \" and \\ in it.
 *
 * Throws {@link QuerySyntaxError}.
 */
export function parseQuery(text: string, { fields, statuses }: Vocabulary = OF_ALERTS): Query {
  if (text.length > MAX_QUERY_LENGTH) {
    throw new QuerySyntaxError(`The query is longer than ${MAX_QUERY_LENGTH} characters`);
  }
  let at = 0;
  let depth = 0;

  const fail = (reason: string, where = at): never => {
    throw new QuerySyntaxError(`${reason} (at character ${where + 1})`);
  };

  function take(pattern: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(pattern.source, 'iy');
    sticky.lastIndex = at;
    const found = sticky.exec(text);
    if (!found) return undefined;
    at += found[0].length;
    return found;
  }

  const space = () => take(/\s*/);
  const keyword = (word: 'AND' | 'OR' | 'NOT') => take(new RegExp(`${word}(?=[\\s()"]|$)`));
  const keywordAhead = (): boolean => /^(AND|OR|NOT)(?=[\s()"]|$)/i.test(text.slice(at, at + 4));
  const atEnd = () => at >= text.length || text[at] === ')';

  function joined(kind: 'and' | 'or', part: () => Query, more: () => boolean): Query {
    const parts = [part()];
    while (more()) parts.push(part());
    return parts.length === 1 && parts[0] ? parts[0] : { kind, parts };
  }

  const either = (primary: () => Query): Query =>
    joined(
      'or',
      () => all(primary),
      () => {
        space();
        return keyword('OR') !== undefined;
      },
    );

  const all = (primary: () => Query): Query =>
    joined(
      'and',
      () => negated(primary),
      () => {
        space();
        if (keyword('AND')) return true;
        return !atEnd() && !(keywordAhead() && /^OR/i.test(text.slice(at)));
      },
    );

  function negated(primary: () => Query): Query {
    space();
    let negations = 0;
    while (keyword('NOT')) {
      negations++;
      space();
    }
    let query = inParentheses(() => either(primary)) ?? primary();
    for (; negations > 0; negations--) query = { kind: 'not', part: query };
    return query;
  }

  function inParentheses(content: () => Query): Query | undefined {
    const open = at;
    if (!take(/\(/)) return undefined;
    if (++depth > MAX_DEPTH) fail('Parentheses are nested too deeply', open);
    const query = content();
    space();
    if (!take(/\)/)) fail('This parenthesis is not closed', open);
    depth--;
    return query;
  }

  function value(): { text: string; quoted: boolean } {
    space();
    const start = at;
    if (keywordAhead()) fail('A value is missing before AND, OR or NOT');
    const phrase = take(/"((?:[^"\\]|\\.)*)"/s);
    if (phrase) return { text: (phrase[1] ?? '').replace(/\\(["\\])/g, '$1'), quoted: true };
    if (text[at] === '"') fail('This quotation mark is not closed', start);
    const word = take(/[^\s()"]+/);
    if (!word) return fail('A value is missing');
    return { text: word[0], quoted: false };
  }

  function term(): Query {
    const start = at;
    const named = take(/([a-z][\w.]*)\s*(:|=|<=|>=|<|>)/);
    if (!named) return { kind: 'anywhere', ...value() };
    const field =
      fields.get((named[1] ?? '').toLowerCase()) ??
      fail(`There is no field ${named[1]}; text with a colon in it needs quotation marks`, start);
    const operator = (named[2] === '=' ? ':' : named[2]) as Operator;
    if (operator !== ':' && !COMPARABLE.has(FIELDS[field]))
      fail(`${field} is not compared by ${operator}`, start);

    const single = (): Query => {
      space();
      const valueAt = at;
      const written = value();
      const operand = parseOperand(field, written.text, written.quoted, statuses);
      if (operand.type === 'wrong') return fail(`${field}: ${operand.reason}`, valueAt);
      if (operand.type === 'null' && operator !== ':') fail(`null is not compared by ${operator}`, valueAt);
      return { kind: 'term', field, operator, operand };
    };
    space();
    return inParentheses(() => either(single)) ?? single();
  }

  space();
  if (at >= text.length) return EVERYTHING;
  const query = either(term);
  space();
  if (at < text.length) fail('This parenthesis was never opened');
  return query;
}
