import {
  ALERT_TEMPLATE_NAMES,
  evaluateExpression,
  getExpressionName,
  hasOpenBraces,
  listExpressions,
  TEMPLATE_METHODS,
} from './text-template.ts';
import { isNearMiss, isTypingMistake } from './unknown-members.ts';

/** Says what is wrong with the name of an expression; undefined if nothing is. */
type ExplainName = (name: string) => string | undefined;

/** What the templates are filled with: the fields of an alert, or an event, whose payload may have any members. */
export type TemplateKind = 'alert' | 'event';

/**
 * What is probably not meant in the templates of a configuration, by path: placeholders and methods that do not exist.
 * `fields` is searched at every depth; values that are no text are none of its templates. A template of an event is only
 * wrong where a name differs from a common one by a letter, because the payload may have any other.
 */
export function findTemplateMistakes(fields: object, kind: TemplateKind, path = ''): readonly string[] {
  const explain = kind === 'alert' ? explainAlertName : explainEventName;
  return Object.entries(fields).flatMap(([name, value]) => {
    const inner = Array.isArray(fields) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    if (typeof value === 'object' && value !== null) return findTemplateMistakes(value, kind, inner);
    return typeof value === 'string' ? findMistakes(value, explain).map((text) => `${inner}: ${text}`) : [];
  });
}

function findMistakes(template: string, explain: ExplainName): readonly string[] {
  const mistakes = listExpressions(template).flatMap((expression) => {
    const mistake = explain(getExpressionName(expression)) ?? explainMethods(expression);
    return mistake === undefined ? [] : [`{{${expression}}}: ${mistake}`];
  });
  return [...new Set([...mistakes, ...(hasOpenBraces(template) ? ['{{ has no }} of its own'] : [])])];
}

const MAPS = ['details', 'extraProperties'] as const;

function explainAlertName(name: string): string | undefined {
  const [, map = '', key] = /^([^.]*)\.(.+)$/s.exec(name) ?? [];
  if (ALERT_TEMPLATE_NAMES.some((known) => known === name)) return undefined;
  if (key !== undefined && MAPS.some((known) => known === map)) return undefined;
  const meant =
    key === undefined
      ? ALERT_TEMPLATE_NAMES.find((known) => isNearMiss(name, known))
      : MAPS.filter((known) => isNearMiss(map, known)).map((known) => `${known}.${key}`)[0];
  return meant === undefined
    ? `there is no such placeholder; known are ${ALERT_TEMPLATE_NAMES.join(', ')} and details.NAME`
    : `there is no such placeholder; did you mean {{${meant}}}?`;
}

const EVENT_NAMES = [
  'message',
  'alias',
  'description',
  'source',
  'entity',
  'priority',
  'eventType',
  ...MAPS,
] as const;

function explainEventName(name: string): string | undefined {
  const [head = ''] = name.split('.');
  const meant = EVENT_NAMES.find((known) => isTypingMistake(head, known));
  if (meant === undefined) return undefined;
  const instead = `${meant}${name.slice(head.length)}`;
  return `did you mean {{${instead}}}? A member of the payload with this name is written {{_payload.${name}}}`;
}

function explainMethods(expression: string): string | undefined {
  if (evaluateExpression(expression, () => '') !== undefined) return undefined;
  const used = [...expression.matchAll(/\.(\w+)\(/g)].map(([, method = '']) => method);
  const unknown = used.find((method) => !TEMPLATE_METHODS.some((known) => known === method));
  if (unknown === undefined) return 'the expression cannot be read';
  const meant = TEMPLATE_METHODS.find((known) => isNearMiss(unknown, known));
  return meant === undefined
    ? `there is no method ${unknown}; known are ${TEMPLATE_METHODS.join(', ')}`
    : `there is no method ${unknown}; did you mean ${meant}?`;
}
