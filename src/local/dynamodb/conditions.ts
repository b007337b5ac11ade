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
import {
  type Attributes,
  type AttributeValue,
  attributeOf,
  compareValues,
  contentOf,
  equalValues,
  typeOf,
} from './values.ts';

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** A condition, parsed. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'exists'; readonly name: string; readonly expected: boolean }
  | {
      readonly kind: 'compare';
      readonly comparator: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'begins'; readonly operand: Operand; readonly prefix: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly from: Operand; readonly to: Operand };

const COMPARATORS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];
const FUNCTIONS = ['attribute_exists', 'attribute_not_exists', 'begins_with'] as const;
const MISSING_FUNCTIONS: readonly string[] = ['ATTRIBUTE_TYPE', 'CONTAINS', 'SIZE'];

/** Parses a ConditionExpression or KeyConditionExpression: `member` is its name. */
export function parseCondition(member: string, text: string, placeholders: Placeholders): Condition {
  try {
    const reader = createReader(text, placeholders);
    const condition = readAny(reader);
    if (reader.peek() !== undefined) reader.fail();
    return condition;
  } catch (error) {
    throw invalid(`Invalid ${member}: ${(error as Error).message}`);
  }
}

/** `first`: what was already read of the expression. */
function readAny(reader: Reader, first?: Condition): Condition {
  let left = readAll(reader, first);
  while (reader.skip('OR')) left = { kind: 'or', left, right: readAll(reader) };
  return left;
}

function readAll(reader: Reader, first = readOne(reader)): Condition {
  let left = first;
  while (reader.skip('AND')) left = { kind: 'and', left, right: readOne(reader) };
  return left;
}

function readOne(reader: Reader): Condition {
  if (reader.skip('NOT')) return { kind: 'not', condition: readOne(reader) };
  if (reader.skip('(')) {
    const doubled = reader.peek() === '(';
    const first = readOne(reader);
    if (doubled && reader.peek() === ')') throw invalid('The expression has redundant parentheses;');
    const inner = readAny(reader, first);
    reader.expect(')');
    return inner;
  }
  const called = readFunction(reader, FUNCTIONS);
  if (called === 'begins_with') return readBeginsWith(reader);
  if (called !== undefined) return readExists(reader, called);
  if (MISSING_FUNCTIONS.includes(reader.peek() ?? '')) throw notImplemented('this function');
  const left = readOperand(reader);
  if (reader.skip('BETWEEN')) return readBetween(reader, left);
  if (reader.peek() === 'IN') throw notImplemented('IN');
  const comparator = reader.peek() ?? '';
  if (!COMPARATORS.includes(comparator)) return reader.fail();
  reader.take();
  const right = readOperand(reader);
  requireDistinct(comparator, left, right);
  return { kind: 'compare', comparator: comparator as Comparator, left, right };
}

function readExists(reader: Reader, name: string): Condition {
  if (reader.peek()?.startsWith(':')) {
    throw invalid(`Operator or function requires a document path; operator or function: ${name}`);
  }
  const attribute = readName(reader);
  reader.expect(')');
  return { kind: 'exists', name: attribute, expected: name === 'attribute_exists' };
}

function readBeginsWith(reader: Reader): Condition {
  const operand = readOperand(reader);
  reader.expect(',');
  const prefix = readOperand(reader);
  reader.expect(')');
  for (const each of [operand, prefix]) requireOperandType(each, 'begins_with', ['S', 'B']);
  return { kind: 'begins', operand, prefix };
}

function readBetween(reader: Reader, operand: Operand): Condition {
  const from = readOperand(reader);
  reader.expect('AND');
  const to = readOperand(reader);
  if (from.kind === 'value' && to.kind === 'value') {
    const [lower, upper] = [from.value, to.value];
    const bounds = `lower bound operand: AttributeValue: ${describe(lower)}, upper bound operand: AttributeValue: ${describe(upper)}`;
    if (typeOf(lower) !== typeOf(upper)) {
      throw invalid(`The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
    }
    if ((compareValues(lower, upper) ?? 0) > 0) {
      throw invalid(
        `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
      );
    }
  }
  return { kind: 'between', operand, from, to };
}

const describe = (value: AttributeValue) => `{${typeOf(value)}:${contentOf(value)}}`;

function requireDistinct(operator: string, left: Operand, right: Operand): void {
  if (left.kind !== 'name' || right.kind !== 'name' || left.name !== right.name) return;
  throw invalid(
    `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: [${left.name}]`,
  );
}

const resolve = (operand: Operand, item: Attributes): AttributeValue | undefined =>
  operand.kind === 'value'
    ? operand.value
    : operand.kind === 'name'
      ? attributeOf(item, operand.name)
      : undefined;

/** Whether the condition holds for the item; an item that does not exist has no attributes. */
export function holds(condition: Condition, item: Attributes): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item) && holds(condition.right, item);
    case 'or':
      return holds(condition.left, item) || holds(condition.right, item);
    case 'not':
      return !holds(condition.condition, item);
    case 'exists':
      return (attributeOf(item, condition.name) !== undefined) === condition.expected;
    case 'compare': {
      const [left, right] = [resolve(condition.left, item), resolve(condition.right, item)];
      return compare(condition.comparator, left, right);
    }
    case 'begins': {
      const [value, prefix] = [resolve(condition.operand, item), resolve(condition.prefix, item)];
      return value !== undefined && prefix !== undefined && beginsWith(value, prefix);
    }
    case 'between': {
      const value = resolve(condition.operand, item);
      return (
        compare('>=', value, resolve(condition.from, item)) &&
        compare('<=', value, resolve(condition.to, item))
      );
    }
  }
}

function compare(
  comparator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (comparator === '<>') return !(left && right && equalValues(left, right));
  if (!left || !right) return false;
  if (comparator === '=') return equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  return { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[comparator];
}

function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if ('S' in value && 'S' in prefix) return value.S.startsWith(prefix.S);
  if (!('B' in value && 'B' in prefix)) return false;
  const [bytes, start] = [Buffer.from(value.B, 'base64'), Buffer.from(prefix.B, 'base64')];
  return bytes.subarray(0, start.length).equals(start);
}
