import { getOwn } from './own-property.ts';
import { execPattern } from './pattern-budget.ts';
import { PRIORITIES, type Priority } from './priority.ts';
import type { Responder } from './responder.ts';

/** Conditions that select alerts. */
export interface Criteria {
  readonly type: 'match-all' | 'match-any-condition' | 'match-all-conditions';
  readonly conditions: readonly Condition[];
}

export interface Condition {
  readonly field: string;
  readonly key?: string;
  readonly not: boolean;
  readonly operation: string;
  readonly expectedValue?: string;
  readonly order?: number;
}

/** The fields of an alert that criteria can match; also of one that is about to be created. */
export interface Matchable {
  readonly message: string;
  readonly alias: string;
  readonly description: string;
  readonly source: string;
  readonly entity: string;
  readonly tags: readonly string[];
  readonly actions: readonly string[];
  readonly details: Readonly<Record<string, string>>;
  readonly responders: readonly Responder[];
  readonly priority: Priority;
}

/**
 * Whether the alert matches the criteria. The semantics are Opsgenie's: without conditions, match-all and
 * match-all-conditions match everything and match-any-condition nothing; text comparison is case-sensitive; `matches`
 * applies to the whole text; for a list, one matching item is enough. A meaningless condition (an unknown field or
 * operation, an invalid pattern) never matches, also under `not`: a typing error must not page everybody.
 */
export const matchesCriteria = (criteria: Criteria, alert: Matchable): boolean =>
  matchesConditions(criteria, (condition) => getAlertValue(condition, alert));

/** The same for anything else: `aspect` returns the value that a condition applies to. */
export function matchesConditions(
  criteria: Criteria,
  aspect: (condition: Condition) => ConditionValue | undefined,
): boolean {
  switch (criteria.type) {
    case 'match-all':
      return true;
    case 'match-all-conditions':
      return criteria.conditions.every((condition) => isConditionMet(condition, aspect(condition)));
    case 'match-any-condition':
      return criteria.conditions.some((condition) => isConditionMet(condition, aspect(condition)));
  }
}

/**
 * The conditions that keep the criteria from matching the alert, in words; empty if they match. Each says what the alert
 * has instead, such as `priority equals P1 (it is P3)`.
 */
export function listUnmetConditions(criteria: Criteria, alert: Matchable): readonly string[] {
  if (matchesCriteria(criteria, alert)) return [];
  const unmet = criteria.conditions.filter(
    (condition) => !isConditionMet(condition, getAlertValue(condition, alert)),
  );
  return unmet.length > 0
    ? unmet.map((condition) => describeUnmet(condition, getAlertValue(condition, alert)))
    : ['it has no conditions'];
}

function describeUnmet(
  { field, key, not, operation, expectedValue }: Condition,
  value?: ConditionValue,
): string {
  const subject = key ? `${field} ${key}` : field;
  const wanted = [`${subject}${not ? ' not' : ''}`, operation.replaceAll('-', ' '), expectedValue].filter(
    Boolean,
  );
  const actual =
    value?.kind === 'text' ? truncateValue(value.text) : value?.kind === 'priority' ? value.priority : '';
  return `${wanted.join(' ')}${actual === '' ? '' : ` (it is ${actual})`}`;
}

/** Long texts of an alert would hide the reason. */
const truncateValue = (value: string): string => (value.length > 60 ? `${value.slice(0, 59)}…` : value);

function isConditionMet(condition: Condition, value: ConditionValue | undefined): boolean {
  const met = value && evaluateOperation(value, condition.operation, condition.expectedValue ?? '');
  return met === undefined ? false : met !== condition.not;
}

/** A value that conditions can apply to. */
export type ConditionValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'map'; readonly entries: Readonly<Record<string, string>> }
  | { readonly kind: 'priority'; readonly priority: string };

const text = (value: string): ConditionValue => ({ kind: 'text', text: value });
const list = (items: readonly string[]): ConditionValue => ({ kind: 'list', items });

/** The value of the alert that the condition applies to. Responders, recipients and teams are compared by id. */
function getAlertValue({ field, key }: Condition, alert: Matchable): ConditionValue | undefined {
  switch (field) {
    case 'message':
    case 'alias':
    case 'description':
    case 'source':
    case 'entity':
      return text(alert[field]);
    case 'tags':
    case 'actions':
      return list(alert[field]);
    case 'details':
    case 'extra-properties':
      return key ? text(getOwn(alert.details, key) ?? '') : { kind: 'map', entries: alert.details };
    case 'recipients':
      return list(alert.responders.filter(({ type }) => type !== 'team').map(({ id }) => id));
    case 'teams':
      return list(alert.responders.filter(({ type }) => type === 'team').map(({ id }) => id));
    case 'responders':
      return list(alert.responders.map(({ id }) => id));
    case 'priority':
      return { kind: 'priority', priority: alert.priority };
    default:
      return undefined;
  }
}

/** Undefined if the operation does not apply to the value. */
function evaluateOperation(value: ConditionValue, operation: string, expected: string): boolean | undefined {
  switch (value.kind) {
    case 'text':
      return evaluateTextOperation(value.text, operation, expected);
    case 'list':
      if (operation === 'is-empty') return value.items.length === 0;
      if (operation === 'contains') return value.items.includes(expected);
      return evaluateAny(value.items, operation, expected);
    case 'map': {
      const [keys, values] = [Object.keys(value.entries), Object.values(value.entries)];
      if (operation === 'is-empty') return keys.length === 0;
      if (operation === 'contains-key') return keys.includes(expected);
      if (operation === 'contains-value') return values.includes(expected);
      if (operation === 'contains') return keys.includes(expected) || values.includes(expected);
      return evaluateAny(values, operation, expected);
    }
    case 'priority': {
      const [has, wanted] = [
        PRIORITIES.indexOf(value.priority as never),
        PRIORITIES.indexOf(expected as never),
      ];
      if (operation === 'greater-than') return wanted < 0 ? undefined : has < wanted;
      if (operation === 'less-than') return wanted < 0 ? undefined : has > wanted;
      return evaluateTextOperation(value.priority, operation, expected);
    }
  }
}

function evaluateAny(items: readonly string[], operation: string, expected: string): boolean | undefined {
  const results = items.map((item) => evaluateTextOperation(item, operation, expected));
  if (results.includes(true)) return true;
  return evaluateTextOperation('', operation, expected) === undefined ? undefined : false;
}

const withoutWhitespace = (value: string) => value.replace(/\s+/g, '');

function evaluateTextOperation(value: string, operation: string, expected: string): boolean | undefined {
  switch (operation) {
    case 'matches':
      return wholeTextMatches(value, expected);
    case 'contains':
      return value.includes(expected);
    case 'starts-with':
      return value.startsWith(expected);
    case 'ends-with':
      return value.endsWith(expected);
    case 'equals':
      return value === expected;
    case 'equals-ignore-whitespace':
      return withoutWhitespace(value) === withoutWhitespace(expected);
    case 'is-empty':
      return value === '';
    case 'greater-than':
    case 'less-than': {
      const [has, wanted] = [parseNumber(value), parseNumber(expected)];
      if (has === undefined || wanted === undefined) return undefined;
      return operation === 'greater-than' ? has > wanted : has < wanted;
    }
    default:
      return undefined;
  }
}

function parseNumber(value: string): number | undefined {
  const number = Number(value);
  return value.trim() === '' || Number.isNaN(number) ? undefined : number;
}

/** Undefined if the pattern is invalid or takes too long. */
function wholeTextMatches(value: string, pattern: string): boolean | undefined {
  const found = execPattern(pattern, 'whole', value);
  return found === undefined ? undefined : found !== null;
}
