import { SECOND } from '../../platform/clock.ts';
import { truncate } from './limits.ts';
import { getOwn } from './own-property.ts';
import { isUsablePattern } from './pattern.ts';
import { execPattern } from './pattern-budget.ts';

/** Gives the value of a name in a template; undefined if there is no such name. */
export type TemplateField = (name: string) => string | undefined;

/** Longer than any field; the result is truncated to the limit of its field afterwards. */
const RESULT_MAX = 30_000;

/** An expression in braces. Its pattern may contain single braces: extract(/(\d{3})/). */
const EXPRESSION = /\{\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\}/g;

/** The expressions of a template, without their braces. */
export const listExpressions = (template: string): readonly string[] =>
  [...template.matchAll(EXPRESSION)].map(([, inner = '']) => inner.trim());

/** Whether `{{` stands in the template without an expression behind it. */
export const hasOpenBraces = (template: string): boolean => template.replace(EXPRESSION, '').includes('{{');

/**
 * Fills a text such as `{{message}} on {{details.host.toUpperCase()}}`. An expression is a name followed by methods:
 * toLowerCase(), toUpperCase(), toDate(), substring(from), substring(from, to), substringAfter("text"), substringBefore("text"),
 * substringBetween("text", "text"), extract(/pattern with one group/). If the text or pattern to look for is not found,
 * the value is empty. Anything that is not a valid expression stays as it is, so that the mistake is visible.
 */
export function fillTemplate(template: string, field: TemplateField): string {
  let room = RESULT_MAX;
  const text = template.replace(EXPRESSION, (whole, inner: string) => {
    if (room <= 0) return '';
    const value = (evaluateExpression(inner.trim(), field) ?? whole).slice(0, room);
    room -= value.length;
    return value;
  });
  return truncate(text, RESULT_MAX);
}

const ONE = String.raw`(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|/(?:[^/\\]|\\.)*/|-?\d+)`;
const METHOD = new RegExp(String.raw`\.(\w+)\(\s*(?:(${ONE}(?:\s*,\s*${ONE})*)\s*)?\)`, 'y');
const ARGUMENT = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\/((?:[^/\\]|\\.)*)\/|(-?\d+)/g;

/** The value of an expression; undefined if it is not valid. */
export function evaluateExpression(expression: string, field: TemplateField): string | undefined {
  const at = findFirstMethod(expression);
  let value = field(getExpressionName(expression));
  METHOD.lastIndex = at;
  while (value !== undefined && METHOD.lastIndex < expression.length) {
    const found = METHOD.exec(expression);
    if (!found) return undefined;
    value = applyMethod(value, found[1] ?? '', parseArguments(found[2] ?? ''));
  }
  return value;
}

/** The name at the beginning of an expression. */
export const getExpressionName = (expression: string): string =>
  expression.slice(0, findFirstMethod(expression)).trim();

/** The index of the first method. Names of details may contain dots, too. */
const findFirstMethod = (expression: string): number =>
  /\.\w+\(/.exec(expression)?.index ?? expression.length;

const unescapeQuotes = (text: string): string => text.replace(/\\(["'\\])/g, '$1');

function parseArguments(text: string): readonly string[] {
  return [...text.matchAll(ARGUMENT)].map(
    ([, double, single, pattern, number]) => pattern ?? number ?? unescapeQuotes(double ?? single ?? ''),
  );
}

/** The methods of expressions. */
export const TEMPLATE_METHODS = [
  'toLowerCase',
  'toUpperCase',
  'toDate',
  'substring',
  'substringAfter',
  'substringBefore',
  'substringBetween',
  'extract',
] as const;

function applyMethod(value: string, method: string, [first, second]: readonly string[]): string | undefined {
  switch (method) {
    case 'toLowerCase':
      return value.toLowerCase();
    case 'toUpperCase':
      return value.toUpperCase();
    case 'toDate':
      return formatEpoch(value);
    case 'substring': {
      if (first === undefined || Number.isNaN(Number(first))) return undefined;
      return value.substring(Number(first), second === undefined ? value.length : Number(second));
    }
    case 'substringAfter': {
      if (first === undefined) return undefined;
      const at = value.indexOf(first);
      return at < 0 ? '' : value.slice(at + first.length);
    }
    case 'substringBefore': {
      if (first === undefined) return undefined;
      const at = value.indexOf(first);
      return at < 0 ? '' : value.slice(0, at);
    }
    case 'substringBetween': {
      if (first === undefined || second === undefined) return undefined;
      const from = value.indexOf(first);
      const to = from < 0 ? -1 : value.indexOf(second, from + first.length);
      return to < 0 ? '' : value.slice(from + first.length, to);
    }
    case 'extract': {
      if (first === undefined || !isUsablePattern(first)) return undefined;
      const found = execPattern(first, 'part', value);
      return found ? (found[1] ?? found[0] ?? '') : '';
    }
    default:
      return undefined;
  }
}

/** Epoch numbers of up to 11 digits are seconds: as milliseconds they would be before March 1973. */
const MAX_SECOND_DIGITS = 11;

/** Milliseconds or seconds since the epoch as ISO 8601 in UTC. Any other text, which may be a date already, stays. */
function formatEpoch(value: string): string {
  const text = value.trim();
  if (!/^\d{1,15}$/.test(text)) return value;
  const at = new Date(Number(text) * (text.length <= MAX_SECOND_DIGITS ? SECOND : 1));
  return Number.isNaN(at.getTime()) ? value : at.toISOString();
}

/** The fields of an alert that templates can use. */
export interface AlertTemplateFields {
  readonly message: string;
  readonly description: string;
  readonly alias?: string;
  readonly entity: string;
  readonly source?: string;
  readonly tinyId?: string;
  readonly priority: string;
  readonly tags: readonly string[];
  readonly actions?: readonly string[];
  readonly details: Readonly<Record<string, string>>;
}

/** The names that templates of alerts know, besides `details.key` and `extraProperties.key`. */
export const ALERT_TEMPLATE_NAMES = [
  'message',
  'description',
  'alias',
  'entity',
  'source',
  'tinyId',
  'priority',
  'tags',
  'actions',
] as const satisfies readonly (keyof AlertTemplateFields)[];

/** {@link fillTemplate} with the fields of an alert, as `{{tags}}`, `{{details.key}}` or `{{extraProperties.key}}`. */
export const fillAlertTemplate = (template: string, alert: AlertTemplateFields): string =>
  fillTemplate(template, (name) => getAlertField(alert, name));

/** Lists are joined by a comma and a space. A detail that the alert does not have is empty. */
function getAlertField(alert: AlertTemplateFields, name: string): string | undefined {
  switch (name) {
    case 'message':
    case 'description':
    case 'entity':
    case 'source':
    case 'tinyId':
    case 'priority':
      return alert[name];
    case 'alias':
      return alert.alias ?? '';
    case 'tags':
    case 'actions':
      return alert[name]?.join(', ');
  }
  const [, key] = /^(?:details|extraProperties)\.(.+)$/s.exec(name) ?? [];
  return key === undefined ? undefined : (getOwn(alert.details, key) ?? '');
}
