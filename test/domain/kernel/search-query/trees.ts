import fc from 'fast-check';
import type { Alert } from '../../../../src/domain/alerts/model.ts';
import { PRIORITIES } from '../../../../src/domain/kernel/priority.ts';
import {
  FIELDS,
  OPERATORS,
  type Operand,
  type Query,
  type SearchField,
  type Term,
} from '../../../../src/domain/kernel/search-query/model.ts';
import { anAlert } from '../../../support/builders.ts';

/** Prints a query as text, with parentheses around everything that is not a leaf. */
export function printed(query: Query): string {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.parts.map((part) => inside(part)).join(query.kind === 'and' ? ' AND ' : ' OR ');
    case 'not':
      return `NOT ${inside(query.part)}`;
    case 'anywhere':
      return value(query.text, query.quoted);
    case 'term':
      return `${query.field} ${query.operator} ${operandText(query.operand)}`;
  }
}

const inside = (query: Query): string =>
  query.kind === 'and' || query.kind === 'or' ? `(${printed(query)})` : printed(query);

const value = (text: string, quoted: boolean): string =>
  quoted ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;

function operandText(operand: Operand): string {
  switch (operand.type) {
    case 'null':
      return 'null';
    case 'text':
      return value(operand.text, operand.quoted);
    case 'number':
      return String(operand.number);
    case 'instant': {
      const iso = new Date(operand.from).toISOString();
      if (operand.precision === 1) return iso;
      if (operand.precision === 1_000) return iso.slice(0, 19);
      const day = `${iso.slice(8, 10)}-${iso.slice(5, 7)}-${iso.slice(0, 4)}`;
      return operand.precision === 60_000 ? `${day}T${iso.slice(11, 16)}` : day;
    }
    case 'flag':
      return String(operand.flag);
    case 'status':
      return operand.status;
    case 'priority':
      return operand.priority;
  }
}

const WORDS = ['disk', 'full', 'web', 'eu', 'a', 'x@y.z'] as const;
const DAY = 86_400_000;
const BASE = Date.parse('2026-11-24T00:00:00Z');

const word = fc.constantFrom(...WORDS, 'd*', '*l*', '*');
const phrase = fc.oneof(
  fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }).map((all) => all.join(' ')),
  fc.string(),
);
const textOperand: fc.Arbitrary<{ text: string; quoted: boolean }> = fc.oneof(
  word.map((text) => ({ text, quoted: false })),
  phrase.map((text) => ({ text, quoted: true })),
);
const nothing = fc.constant({ type: 'null' } as const);

const instants: fc.Arbitrary<Operand> = fc
  .tuple(fc.constantFrom(1, 1_000, 60_000, DAY), fc.integer({ min: -3, max: 3 }))
  .map(([precision, n]) => ({ type: 'instant', from: BASE + n * precision, precision }));

function operandFor(field: SearchField): fc.Arbitrary<Operand> {
  switch (FIELDS[field]) {
    case 'instant':
      return instants;
    case 'number':
      return fc.integer({ min: 0, max: 5 }).map((number) => ({ type: 'number', number }));
    case 'flag':
      return fc.boolean().map((flag) => ({ type: 'flag', flag }));
    case 'status':
      return fc.constantFrom('open', 'closed').map((status) => ({ type: 'status', status }));
    case 'priority':
      return fc.constantFrom(...PRIORITIES).map((priority) => ({ type: 'priority', priority }));
    default:
      return textOperand.map((text) => ({ type: 'text', ...text }));
  }
}

const term: fc.Arbitrary<Term> = fc.constantFrom(...(Object.keys(FIELDS) as SearchField[])).chain((field) =>
  fc.oneof(
    {
      weight: 1,
      arbitrary: nothing.map((operand) => ({ kind: 'term', field, operator: ':', operand }) as Term),
    },
    {
      weight: 5,
      arbitrary: fc
        .tuple(
          ['instant', 'number', 'priority'].includes(FIELDS[field])
            ? fc.constantFrom(...OPERATORS)
            : fc.constant(':' as const),
          operandFor(field),
        )
        .map(([operator, operand]) => ({ kind: 'term', field, operator, operand }) as Term),
    },
  ),
);

/** Any query that the parser can return. */
export const aQuery: fc.Arbitrary<Query> = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    term,
    textOperand.map((text): Query => ({ kind: 'anywhere', ...text })),
    fc
      .record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        parts: fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
      })
      .map((query): Query => query),
    tie('query').map((part): Query => ({ kind: 'not', part })),
  ),
})).query;

const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }).map((all) => all.join(' '));
const instant = fc.integer({ min: -3 * DAY, max: 3 * DAY }).map((n) => BASE + n);

/** Alerts that {@link aQuery} often matches. */
export const anyAlert: fc.Arbitrary<Alert> = fc
  .record({
    id: fc.uuid(),
    tinyId: fc.integer({ min: 0, max: 5 }).map(String),
    message: text,
    description: text,
    alias: text,
    source: text,
    entity: text,
    owner: text,
    status: fc.constantFrom('open' as const, 'closed' as const),
    acknowledged: fc.boolean(),
    isSeen: fc.boolean(),
    snoozed: fc.boolean(),
    count: fc.integer({ min: 1, max: 5 }),
    createdAt: instant,
    updatedAt: instant,
    lastOccurredAt: instant,
    priority: fc.constantFrom(...PRIORITIES),
    tags: fc.array(fc.constantFrom(...WORDS), { maxLength: 2 }),
    actions: fc.array(fc.constantFrom(...WORDS), { maxLength: 2 }),
    details: fc.dictionary(fc.constantFrom(...WORDS), text, { maxKeys: 2 }),
    responders: fc.array(
      fc.record({
        type: fc.constantFrom('team' as const, 'user' as const),
        id: fc.constantFrom('t1', 't2'),
      }),
      { maxLength: 2 },
    ),
    report: fc.record({ acknowledgedBy: text, closedBy: text }, { requiredKeys: [] }),
    until: fc.option(instant, { nil: undefined }),
  })
  .map(({ until, ...alert }) => anAlert({ ...alert, ...(until !== undefined && { snoozedUntil: until }) }));
