import { addNumbers, NumberError } from './decimals.ts';
import { invalid, notImplemented } from './errors.ts';
import {
  createReader,
  type Operand,
  type Placeholders,
  type Reader,
  readFunction,
  readName,
  readOperand,
  requireOperandType,
} from './expressions.ts';
import { type Attributes, type AttributeValue, attributeOf, typeOf } from './values.ts';

/** One change of an UpdateExpression. */
export type Change =
  | { readonly kind: 'set'; readonly name: string; readonly value: Operand }
  | { readonly kind: 'remove'; readonly name: string }
  | { readonly kind: 'add'; readonly name: string; readonly value: AttributeValue };

const CLAUSES = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;
type Clause = (typeof CLAUSES)[number];

export function parseUpdate(text: string, placeholders: Placeholders): readonly Change[] {
  try {
    const reader = createReader(text, placeholders);
    const changes: Change[] = [];
    const clauses = new Set<Clause>();
    while (reader.peek() !== undefined) {
      const clause = CLAUSES.find((each) => reader.skip(each)) ?? reader.fail();
      if (clauses.has(clause)) {
        throw invalid(`The "${clause}" section can only be used once in an update expression;`);
      }
      clauses.add(clause);
      do changes.push(readChange(reader, clause));
      while (reader.skip(','));
    }
    requireDistinctNames(changes);
    return changes;
  } catch (error) {
    throw invalid(`Invalid UpdateExpression: ${(error as Error).message}`);
  }
}

function readChange(reader: Reader, clause: Clause): Change {
  if (clause === 'DELETE') throw notImplemented('DELETE, which is for sets');
  const name = readName(reader);
  if (clause === 'REMOVE') return { kind: 'remove', name };
  if (clause === 'SET') {
    reader.expect('=');
    return { kind: 'set', name, value: readSum(reader) };
  }
  const operand = readOperand(reader);
  if (operand.kind !== 'value') return reader.fail();
  if (typeOf(operand.value) !== 'N') {
    throw invalid(
      `Incorrect operand type for operator or function; operator: ADD, operand type: ${TYPE_NAMES[typeOf(operand.value)]}`,
    );
  }
  return { kind: 'add', name, value: operand.value };
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  S: 'STRING',
  B: 'BINARY',
  NULL: 'NULL',
  BOOL: 'BOOLEAN',
  L: 'LIST',
  M: 'MAP',
};

function readSum(reader: Reader): Operand {
  const left = readTerm(reader);
  const operator = reader.peek();
  if (operator !== '+' && operator !== '-') return left;
  reader.take();
  const right = readTerm(reader);
  for (const each of [left, right]) requireOperandType(each, operator, ['N']);
  return { kind: 'sum', sign: operator === '+' ? 1 : -1, left, right };
}

function readTerm(reader: Reader): Operand {
  if (reader.peek() === 'LIST_APPEND') throw notImplemented('list_append');
  if (readFunction(reader, ['if_not_exists']) === undefined) return readOperand(reader);
  if (reader.peek()?.startsWith(':')) {
    throw invalid('Operator or function requires a document path; operator or function: if_not_exists');
  }
  const name = readName(reader);
  reader.expect(',');
  const value = readTerm(reader);
  reader.expect(')');
  return { kind: 'otherwise', name, value };
}

function requireDistinctNames(changes: readonly Change[]): void {
  const seen = new Set<string>();
  for (const { name } of changes) {
    if (seen.has(name)) {
      throw invalid(
        `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [${name}], path two: [${name}]`,
      );
    }
    seen.add(name);
  }
}

/** The item after the changes. All values are those of before the update. */
export function applyChanges(changes: readonly Change[], item: Attributes): Attributes {
  const next = { ...item };
  for (const change of changes) {
    switch (change.kind) {
      case 'set':
        next[change.name] = resolve(change.value, item);
        break;
      case 'remove':
        delete next[change.name];
        break;
      case 'add':
        next[change.name] = sum(attributeOf(item, change.name) ?? { N: '0' }, change.value, 1);
        break;
    }
  }
  return next;
}

function resolve(operand: Operand, item: Attributes): AttributeValue {
  switch (operand.kind) {
    case 'value':
      return operand.value;
    case 'otherwise':
      return attributeOf(item, operand.name) ?? resolve(operand.value, item);
    case 'sum':
      return sum(resolve(operand.left, item), resolve(operand.right, item), operand.sign);
    case 'name': {
      const value = attributeOf(item, operand.name);
      if (!value) {
        throw invalid('The provided expression refers to an attribute that does not exist in the item');
      }
      return value;
    }
  }
}

function sum(left: AttributeValue, right: AttributeValue, sign: 1 | -1): AttributeValue {
  if (!('N' in left && 'N' in right)) {
    throw invalid('An operand in the update expression has an incorrect data type');
  }
  try {
    return { N: addNumbers(left.N, right.N, sign) };
  } catch (error) {
    throw error instanceof NumberError ? invalid(error.message) : error;
  }
}
