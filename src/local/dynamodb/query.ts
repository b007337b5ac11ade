import { type Condition, parseCondition } from './conditions.ts';
import { invalid, notImplemented } from './errors.ts';
import { type Operand, readPlaceholders } from './expressions.ts';
import { checkKey } from './keys.ts';
import { type Input, type OnAccess, requireMembers } from './requests.ts';
import { type Entry, type Position, readItems, type SortRange } from './sorted-items.ts';
import type { IndexDefinition, KeyNames, StoredTable } from './store.ts';
import { type Attributes, attributeOf, stringOf } from './values.ts';

const MAX_PAGE_BYTES = 1024 * 1024;

/** Reads one page of a partition: at most Limit items, and at most 1 MB. */
export function query(table: StoredTable, input: Input, onAccess: OnAccess): object {
  requireMembers('Query', input, MEMBERS);
  const { Limit, Select, ScanIndexForward, ConsistentRead, IndexName } = input;
  if (Limit !== undefined && !(Number(Limit) >= 1)) {
    throw invalid(
      `1 validation error detected: Value '${Limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  }
  if (Select !== undefined && Select !== 'COUNT') throw notImplemented(`Select ${Select}`);
  const index = IndexName === undefined ? undefined : findIndex(table, String(IndexName));
  if (index && ConsistentRead) {
    throw invalid('Consistent reads are not supported on global secondary indexes');
  }
  const names = index ?? table.definition;
  const { partition: pk, range } = readKeyCondition(input, names);
  const after = readStart(table, index, input.ExclusiveStartKey as Attributes | undefined, pk);

  const found: Entry[] = [];
  let bytes = 0;
  for (const entry of readItems(table.partition(pk, index) ?? [], range, ScanIndexForward === false, after)) {
    if (found.length >= Number(Limit ?? Number.POSITIVE_INFINITY) || bytes >= MAX_PAGE_BYTES) break;
    found.push(entry);
    bytes += sizeIn(index, entry);
  }
  onAccess({
    kind: 'read',
    table: table.definition.name,
    ...(index && { index: index.name }),
    pk,
    bytes,
    consistent: ConsistentRead === true,
  });
  const last = found.at(-1);
  const isFull = found.length >= Number(Limit ?? Number.POSITIVE_INFINITY) || bytes >= MAX_PAGE_BYTES;
  return {
    Count: found.length,
    ScannedCount: found.length,
    ...(Select !== 'COUNT' && { Items: found.map(({ item }) => project(table, index, item.attributes)) }),
    ...(isFull && last && { LastEvaluatedKey: pick(last.item.attributes, keyNames(table, index)) }),
  };
}

const MEMBERS = [
  'TableName',
  'IndexName',
  'ConsistentRead',
  'KeyConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ScanIndexForward',
  'Limit',
  'Select',
  'ExclusiveStartKey',
];

function findIndex(table: StoredTable, name: string): IndexDefinition {
  const index = table.definition.indexes.find((each) => each.name === name);
  if (!index) throw invalid(`The table does not have the specified index: ${name}`);
  return index;
}

const keyNames = ({ definition }: StoredTable, index: IndexDefinition | undefined): readonly string[] => [
  ...new Set([definition.hash, definition.range, ...(index ? [index.hash, index.range] : [])]),
];

const pick = (attributes: Attributes, names: readonly string[]): Attributes =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = attributeOf(attributes, name);
      return value ? [[name, value]] : [];
    }),
  );

const project = (
  table: StoredTable,
  index: IndexDefinition | undefined,
  attributes: Attributes,
): Attributes => (index?.keysOnly ? pick(attributes, keyNames(table, index)) : attributes);

const KEY_NAMES_BYTES = 20;

const sizeIn = (index: IndexDefinition | undefined, { item, sort }: Entry): number =>
  index?.keysOnly ? KEY_NAMES_BYTES + item.pk.length + item.sk.length + sort.length : item.size;

function readKeyCondition(
  input: Input,
  { hash, range }: KeyNames,
): { readonly partition: string; readonly range: SortRange } {
  const { KeyConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = input;
  if (KeyConditionExpression === undefined) {
    throw invalid(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const placeholders = readPlaceholders(
    ExpressionAttributeNames as Record<string, string> | undefined,
    ExpressionAttributeValues as Attributes | undefined,
  );
  const condition = parseCondition('KeyConditionExpression', String(KeyConditionExpression), placeholders);
  placeholders.requireAllUsed();
  const parts = condition.kind === 'and' ? [condition.left, condition.right] : [condition];
  const ofKey = (name: string) => parts.filter((part) => nameIn(part) === name);
  const [onHash, ...moreOnHash] = ofKey(hash);
  const [onRange, ...moreOnRange] = ofKey(range);
  if (moreOnHash.length > 0 || moreOnRange.length > 0) {
    throw invalid('KeyConditionExpressions must only contain one condition per key');
  }
  if (!onHash) throw invalid(`Query condition missed key schema element: ${hash}`);
  if (parts.length === 2 && !onRange) throw invalid(`Query condition missed key schema element: ${range}`);
  if (onHash.kind !== 'compare' || onHash.comparator !== '=') {
    throw invalid('Query key condition not supported');
  }
  return {
    partition: textOf(onHash.right),
    range: onRange ? toRange(onRange) : { kind: 'all' },
  };
}

/** The attribute that a part of a key condition is about. */
function nameIn(condition: Condition): string | undefined {
  switch (condition.kind) {
    case 'compare':
      if (condition.comparator === '<>') throw notAllowed('<>');
      return condition.left.kind === 'name' ? condition.left.name : undefined;
    case 'begins':
    case 'between':
      return condition.operand.kind === 'name' ? condition.operand.name : undefined;
    case 'exists':
      throw notAllowed(condition.expected ? 'attribute_exists' : 'attribute_not_exists');
    case 'or':
    case 'not':
      throw notAllowed(condition.kind.toUpperCase());
    case 'and':
      throw invalid('Conditions can be of length 1 or 2 only');
  }
}

const notAllowed = (operator: string) =>
  invalid(`Invalid operator used in KeyConditionExpression: ${operator}`);

function textOf(operand: Operand): string {
  const text = operand.kind === 'value' ? stringOf(operand.value) : undefined;
  if (text === undefined) {
    throw invalid(
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    );
  }
  return text;
}

function toRange(condition: Condition): SortRange {
  if (condition.kind === 'begins') return { kind: 'prefix', prefix: textOf(condition.prefix) };
  if (condition.kind === 'between') {
    const [from, to] = [textOf(condition.from), textOf(condition.to)];
    return { kind: 'between', from, fromIncluded: true, to, toIncluded: true };
  }
  if (condition.kind !== 'compare') throw notAllowed(condition.kind);
  const text = textOf(condition.right);
  switch (condition.comparator) {
    case '=':
      return { kind: 'between', from: text, fromIncluded: true, to: text, toIncluded: true };
    case '<':
      return { kind: 'between', to: text };
    case '<=':
      return { kind: 'between', to: text, toIncluded: true };
    case '>':
      return { kind: 'between', from: text };
    case '>=':
      return { kind: 'between', from: text, fromIncluded: true };
    case '<>':
      throw notAllowed('<>');
  }
}

function readStart(
  table: StoredTable,
  index: IndexDefinition | undefined,
  start: Attributes | undefined,
  pk: string,
): Position | undefined {
  if (!start) return undefined;
  const names = keyNames(table, index);
  const { definition } = table;
  if (Object.keys(start).length !== names.length) throw wrongStart();
  const texts = names.map((name) => stringOf(attributeOf(start, name)));
  if (texts.includes(undefined)) throw wrongStart();
  const key = checkKey(definition, pick(start, [definition.hash, definition.range]));
  if (stringOf(start[(index ?? definition).hash]) !== pk) {
    throw invalid('The provided starting key is outside query boundaries based on provided conditions');
  }
  return { ...key, sort: stringOf(start[(index ?? definition).range]) ?? '' };
}

const wrongStart = () => invalid('The provided starting key is invalid');
