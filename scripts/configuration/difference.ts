import { type Document, isSame } from './document.ts';

type Value = unknown;

const isObject = (value: Value): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What tells an element of a list from the others; undefined if nothing does. */
function toLabel(element: Value): string | undefined {
  if (typeof element === 'string') return element;
  if (!isObject(element)) return undefined;
  const { name, alias, username, user, method, to, actionType } = element;
  if (typeof method === 'string' && typeof to === 'string') return `${method} ${to}`;
  if (isObject(user) && typeof user.username === 'string')
    return alias === undefined ? user.username : `${alias}`;
  const label = name ?? alias ?? username;
  if (typeof label !== 'string') return undefined;
  return typeof actionType === 'string' ? `${actionType}: ${label}` : label;
}

const haveLabels = (list: readonly Value[]): boolean => {
  const labels = list.map(toLabel);
  return labels.every((label) => label !== undefined) && new Set(labels).size === labels.length;
};

const MAX_LENGTH = 160;

function show(value: Value): string {
  if (value === undefined) return '(nothing)';
  const text = JSON.stringify(value);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

/**
 * The lines that say what changes from one document to another, by path of the member. Elements of a list are compared by
 * name, or else by place.
 */
export function listDifferences(before: Value, after: Value, path = ''): readonly string[] {
  if (isSame(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) =>
      listDifferences(before[name], after[name], path === '' ? name : `${path}.${name}`),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) return listDifferencesOfLists(before, after, path);
  return [`${path}: ${show(before)} → ${show(after)}`];
}

function listDifferencesOfLists(
  before: readonly Value[],
  after: readonly Value[],
  path: string,
): readonly string[] {
  if (!haveLabels(before) || !haveLabels(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, i) => listDifferences(before[i], after[i], `${path}[${i}]`)).flat();
  }
  const labels = (list: readonly Value[]) => list.map((element) => toLabel(element) ?? '');
  const [old, young] = [labels(before), labels(after)];
  const removed = old.filter((label) => !young.includes(label));
  const added = young.filter((label) => !old.includes(label));
  const kept = young.filter((label) => old.includes(label));
  const isMoved = !isSame(
    kept,
    old.filter((label) => young.includes(label)),
  );
  const one = (label: string) => `${path}[${label}]`;
  return [
    ...removed.map((label) => `${one(label)}: removed`),
    ...added.map((label) => `${one(label)}: added ${show(after[young.indexOf(label)])}`),
    ...kept.flatMap((label) =>
      listDifferences(before[old.indexOf(label)], after[young.indexOf(label)], one(label)),
    ),
    ...(isMoved ? [`${path}: the order is ${kept.join(', ')}`] : []),
  ];
}
