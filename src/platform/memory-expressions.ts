import type { Expression, Item } from './table.ts';

type Value = unknown;
type Attributes = Readonly<Record<string, Value>>;

interface Reader {
  readonly peek: () => string | undefined;
  readonly take: (expected?: string) => string;
}

const TOKEN = /\s*(<=|>=|<>|[(),=<>+-]|[#:]?\w+)/y;

const known = new Map<string, readonly string[]>();

function readTokens(text: string): readonly string[] {
  const before = known.get(text);
  if (before) return before;
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text);
    if (!found) throw new Error(`The table in memory does not understand ${text}.`);
    tokens.push(found[1] as string);
  }
  known.set(text, tokens);
  return tokens;
}

function reader(text: string): Reader {
  const tokens = readTokens(text);
  let next = 0;
  return {
    peek: () => tokens[next],
    take(expected) {
      const token = tokens[next++];
      if (token === undefined || (expected !== undefined && token !== expected)) {
        throw new Error(`The table in memory expected ${expected ?? 'more'} in ${text}.`);
      }
      return token;
    },
  };
}

const COMPARE: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  '=': (a, b) => a === b,
  '<>': (a, b) => a !== b,
  '<': (a, b) => a !== undefined && (a as number) < (b as number),
  '<=': (a, b) => a !== undefined && (a as number) <= (b as number),
  '>': (a, b) => a !== undefined && (a as number) > (b as number),
  '>=': (a, b) => a !== undefined && (a as number) >= (b as number),
};

const nameIn = (token: string, { names }: Expression): string => names?.[token] ?? token;

function operand(read: Reader, item: Attributes, expression: Expression): Value {
  const token = read.take();
  if (token.startsWith(':')) {
    if (!expression.values || !(token in expression.values)) throw new Error(`There is no value ${token}.`);
    return expression.values[token];
  }
  if (token === 'if_not_exists') {
    read.take('(');
    const stored = item[nameIn(read.take(), expression)];
    read.take(',');
    const otherwise = operand(read, item, expression);
    read.take(')');
    return stored ?? otherwise;
  }
  return item[nameIn(token, expression)];
}

/** Whether the condition holds of the item (undefined: there is none): comparisons joined by AND, OR and parentheses. */
export function holds(item: Item | undefined, condition: Expression): boolean {
  const read = reader(condition.expression);
  const stored: Attributes = item ?? {};

  function clause(): boolean {
    const token = read.peek();
    if (token === '(') {
      read.take();
      const inner = any();
      read.take(')');
      return inner;
    }
    if (token === 'attribute_exists' || token === 'attribute_not_exists') {
      read.take();
      read.take('(');
      const exists = stored[nameIn(read.take(), condition)] !== undefined;
      read.take(')');
      return exists === (token === 'attribute_exists');
    }
    const left = operand(read, stored, condition);
    const compare = COMPARE[read.take()];
    if (!compare) throw new Error(`The table in memory does not know the condition ${condition.expression}.`);
    return compare(left, operand(read, stored, condition));
  }
  function all(): boolean {
    let result = clause();
    while (read.peek() === 'AND') {
      read.take();
      result = clause() && result;
    }
    return result;
  }
  function any(): boolean {
    let result = all();
    while (read.peek() === 'OR') {
      read.take();
      result = all() || result;
    }
    return result;
  }
  const result = any();
  if (read.peek() !== undefined) throw new Error(`What is behind ${condition.expression} is not understood.`);
  return result;
}

/** The item with the change made, the values all as they were before it: SET, REMOVE and ADD. */
export function changed(item: Item, change: Expression): Item {
  const read = reader(change.expression);
  const next: Record<string, Value> & Item = { ...item };
  while (read.peek() !== undefined) {
    const verb = read.take();
    do {
      if (read.peek() === ',') read.take();
      const name = nameIn(read.take(), change);
      switch (verb) {
        case 'SET': {
          read.take('=');
          let value = operand(read, item, change);
          if (read.peek() === '+') {
            read.take();
            value = (value as number) + (operand(read, item, change) as number);
          }
          next[name] = value;
          break;
        }
        case 'REMOVE':
          delete next[name];
          break;
        case 'ADD':
          next[name] = ((item[name] as number | undefined) ?? 0) + (operand(read, item, change) as number);
          break;
        default:
          throw new Error(`The table in memory does not know ${verb} in ${change.expression}.`);
      }
    } while (read.peek() === ',');
  }
  return next;
}
