import { FIELDS, findField, type ValueKind } from './fields.ts';
import { findFieldOfValue, type Token, tokenize } from './tokens.ts';

/** The sources of proposed values. */
export interface Vocabulary {
  readonly usernames: readonly string[];
  readonly teams: readonly string[];
  readonly responders: readonly string[];
  readonly tags: readonly string[];
  readonly integrations: readonly string[];
}

export interface Completion {
  /** The text to insert. */
  readonly text: string;
  /** Its meaning, if that is not obvious. */
  readonly meaning?: string;
}

export interface Completions {
  /** The part of the query that a completion replaces. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
}

const MAX_ITEMS = 8;
const OPERATORS: readonly Completion[] = [
  { text: 'AND', meaning: 'both' },
  { text: 'OR', meaning: 'one of them' },
  { text: 'NOT', meaning: 'the opposite of what follows' },
];

/** A value in quotation marks if it needs them. */
export const quote = (value: string): string =>
  /^[^\s()":<>=]+$/.test(value) && !/^(and|or|not)$/i.test(value)
    ? value
    : `"${value.replace(/["\\]/g, (sign) => `\\${sign}`)}"`;

/** Proposes how the query can go on at the caret: a field, a value of the field, or an operator. */
export function getCompletions(text: string, caret: number, vocabulary: Vocabulary): Completions {
  const tokens = tokenize(text.slice(0, caret));
  const last = tokens.at(-1);
  const current =
    last && (last.kind === 'value' || last.kind === 'keyword' || last.kind === 'field') ? last : undefined;
  const from = current?.start ?? caret;
  const typed = (current?.text ?? '').replace(/^"/, '').toLowerCase();
  const before = current ? tokens.slice(0, -1) : tokens;
  const items = propose(before, vocabulary).filter(
    (item) => isMatch(item.text, typed) && item.text.toLowerCase() !== typed,
  );
  return { from, to: caret, items: items.slice(0, MAX_ITEMS) };
}

const isMatch = (text: string, typed: string) => {
  const lower = text.toLowerCase().replace(/^"/, '');
  return lower.startsWith(typed) || (typed.length > 1 && lower.includes(typed));
};

function propose(before: readonly Token[], vocabulary: Vocabulary): readonly Completion[] {
  const field = findFieldOfValue(before, before.length);
  const previous = before.findLast(({ kind }) => kind !== 'space');
  const isValueExpected =
    previous?.kind === 'operator' || previous?.text === '(' || previous?.kind === 'keyword';
  if (field && isValueExpected) {
    const kind = findField(field.text)?.values ?? 'free';
    return proposeValues(kind, vocabulary);
  }
  const fields = FIELDS.map(({ name, meaning }) => ({ text: `${name}:`, meaning }));
  const isTermComplete = previous !== undefined && (previous.kind === 'value' || previous.text === ')');
  return isTermComplete ? [...OPERATORS, ...fields] : [...fields, ...OPERATORS.slice(2)];
}

function proposeValues(kind: ValueKind, vocabulary: Vocabulary): readonly Completion[] {
  const plain = (values: readonly string[]) => values.map((value) => ({ text: quote(value) }));
  const me = { text: 'me', meaning: 'you' };
  const mine = { text: 'mine', meaning: 'the teams that you belong to' };
  switch (kind) {
    case 'status':
      return plain(['open', 'closed']);
    case 'priority':
      return plain(['P1', 'P2', 'P3', 'P4', 'P5']);
    case 'flag':
      return plain(['true', 'false']);
    case 'person':
      return [me, ...plain(vocabulary.usernames)];
    case 'team':
      return [mine, ...plain(vocabulary.teams)];
    case 'responder':
      return [me, mine, ...plain(vocabulary.responders)];
    case 'tag':
      return plain(vocabulary.tags);
    case 'integration':
      return plain(vocabulary.integrations);
    case 'time':
    case 'free':
      return [];
  }
}
