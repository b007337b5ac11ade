import { invalid, notImplemented } from './errors.ts';
import { isReserved } from './reserved-words.ts';
import { type Attributes, type AttributeValue, checkValue, typeOf } from './values.ts';

/** A part of an expression that has a value: the name of an attribute, a value of the request, or a computation. */
export type Operand =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'otherwise'; readonly name: string; readonly value: Operand }
  | { readonly kind: 'sum'; readonly sign: 1 | -1; readonly left: Operand; readonly right: Operand };

/** The placeholders of a request, and which of them an expression has used. */
export interface Placeholders {
  readonly name: (placeholder: string) => string;
  readonly value: (placeholder: string) => AttributeValue;
  /** Throws if a placeholder is not used by any expression. */
  readonly requireAllUsed: () => void;
}

const PLACEHOLDER = /^[#:]\w+$/;

/** The members ExpressionAttributeNames and ExpressionAttributeValues of a request, checked. */
export function readPlaceholders(
  names: Readonly<Record<string, string>> | undefined,
  values: Attributes | undefined,
): Placeholders {
  requireNames('ExpressionAttributeNames', '#', names);
  requireNames('ExpressionAttributeValues', ':', values);
  for (const [key, value] of Object.entries(values ?? {})) {
    try {
      checkValue(value);
    } catch (error) {
      throw invalid(
        `ExpressionAttributeValues contains invalid value: ${(error as Error).message} for key ${key}`,
      );
    }
  }
  const used = new Set<string>();
  const unused = (all: object | undefined) => Object.keys(all ?? {}).filter((each) => !used.has(each));
  return {
    name(placeholder) {
      const name = names?.[placeholder];
      if (name === undefined) {
        throw invalid(
          `An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
        );
      }
      used.add(placeholder);
      return name;
    },
    value(placeholder) {
      const value = values?.[placeholder];
      if (value === undefined) {
        throw invalid(
          `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
        );
      }
      used.add(placeholder);
      return value;
    },
    requireAllUsed() {
      for (const [what, left] of [
        ['Names', unused(names)],
        ['Values', unused(values)],
      ] as const) {
        if (left.length === 0) continue;
        throw invalid(
          `Value provided in ExpressionAttribute${what} unused in expressions: keys: {${left.join(', ')}}`,
        );
      }
    },
  };
}

function requireNames(member: string, mark: string, all: object | undefined): void {
  if (all === undefined) return;
  const keys = Object.keys(all);
  if (keys.length === 0) throw invalid(`${member} must not be empty`);
  const wrong = keys.find((key) => !key.startsWith(mark) || !PLACEHOLDER.test(key));
  if (wrong !== undefined) throw invalid(`${member} contains invalid key: Syntax error; key: "${wrong}"`);
}

const TOKEN = /\s*(<=|>=|<>|[(),=<>+\-.[\]]|[#:]?\w+|\S)/y;
const MAX_CACHED = 1_000;
const cache = new Map<string, readonly string[]>();

function tokenize(text: string): readonly string[] {
  const known = cache.get(text);
  if (known) return known;
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < end; ) tokens.push(TOKEN.exec(text)?.[1] as string);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(text, tokens);
  return tokens;
}

/** Reads an expression token by token. */
export interface Reader {
  /** In upper case if it is a word, because key words have no case; undefined at the end. */
  readonly peek: () => string | undefined;
  readonly take: () => string;
  /** Takes the token if it is next. */
  readonly skip: (token: string) => boolean;
  readonly expect: (token: string) => void;
  readonly fail: () => never;
  readonly placeholders: Placeholders;
}

export function createReader(text: string, placeholders: Placeholders): Reader {
  if (text === '') throw invalid('The expression can not be empty;');
  const tokens = tokenize(text);
  let next = 0;
  const peek = () => tokens[next]?.toUpperCase();
  const fail = (): never => {
    throw invalid(
      `Syntax error; token: "${tokens[next] ?? '<EOF>'}", near: "${tokens.slice(Math.max(0, next - 1), next + 2).join(' ')}"`,
    );
  };
  const skip = (token: string) => {
    if (peek() !== token) return false;
    next++;
    return true;
  };
  return {
    peek,
    take: () => tokens[next++] ?? fail(),
    skip,
    expect: (token) => void (skip(token) || fail()),
    fail,
    placeholders,
  };
}

const WORD = /^[A-Za-z_]\w*$/;

/** Reads the name of an attribute. */
export function readName(reader: Reader): string {
  const token = reader.peek() ?? '';
  if (!token.startsWith('#') && !WORD.test(token)) return reader.fail();
  const written = reader.take();
  if (reader.peek() === '.' || reader.peek() === '[') throw notImplemented('paths into documents');
  if (written.startsWith('#')) return reader.placeholders.name(written);
  if (isReserved(written)) {
    throw invalid(`Attribute name is a reserved keyword; reserved keyword: ${written}`);
  }
  return written;
}

/** Reads a name or a value. */
export function readOperand(reader: Reader): Operand {
  if (reader.peek()?.startsWith(':')) {
    return { kind: 'value', value: reader.placeholders.value(reader.take()) };
  }
  return { kind: 'name', name: readName(reader) };
}

/** Whether the next tokens are a call of a function; the word is taken if so. */
export function readFunction(reader: Reader, names: readonly string[]): string | undefined {
  const found = names.find((name) => name.toUpperCase() === reader.peek());
  if (found !== undefined) {
    reader.take();
    reader.expect('(');
  }
  return found;
}

/** Throws unless the value, if it is one of the request, has one of the types. */
export function requireOperandType(operand: Operand, name: string, types: readonly string[]): void {
  if (operand.kind !== 'value' || types.includes(typeOf(operand.value))) return;
  throw invalid(
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${typeOf(operand.value)}`,
  );
}
