/** A value as DynamoDB's JSON has it: an object with one member, which names the type. Numbers are texts, bytes are base64. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly B?: string;
  readonly L?: readonly AttributeValue[];
  readonly M?: AttributeMap;
}

export type AttributeMap = Readonly<Record<string, AttributeValue>>;

/**
 * Converts JSON to and from DynamoDB's attribute values. `marshall` of the AWS SDK recognises an object by its `constructor`
 * and assigns members by name, so it rejects a member `constructor` and loses a member `__proto__`. Both are ordinary names
 * in a client's JSON.
 *
 * DynamoDB has no empty attribute names, and no numbers outside 1e-130 to 1e126. Therefore names inside a map that are
 * empty, are `__proto__` or start with % get one % in front, and such a number is stored as a map with {@link NUMBER}.
 */
const ESCAPE = '%';

/** The only member of a map that stands for a number. No escaped name is the same: those start with %%, or are % or %__proto__. */
const NUMBER = '%N';

const [LEAST, GREATEST] = [1e-130, 1e125];

const toStoredName = (name: string): string =>
  name === '' || name === '__proto__' || name.startsWith(ESCAPE) ? ESCAPE + name : name;

const fromStoredName = (name: string): string => (name.startsWith(ESCAPE) ? name.slice(1) : name);

/**
 * The attributes of an item, a key, or the values of an expression; undefined members are left out. The names at this level
 * are ours and stay as they are. Bytes are allowed besides JSON. Throws for any other value.
 */
export function toAttributes(item: Readonly<Record<string, unknown>>): AttributeMap {
  return toAttributeMap(item, (name) => name);
}

/** The item of the attributes: the reverse of {@link toAttributes}. */
export function fromAttributes(attributes: Readonly<AttributeMap>): Record<string, unknown> {
  return fromAttributeMap(attributes, (name) => name);
}

const toAttributeMap = (members: object, toName: (name: string) => string): AttributeMap =>
  Object.fromEntries(
    Object.entries(members)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [toName(name), toAttribute(value)]),
  );

const fromAttributeMap = (attributes: AttributeMap, toName: (name: string) => string) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [toName(name), fromAttribute(attribute)]),
  );

function toAttribute(value: unknown): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'boolean':
      return { BOOL: value };
    case 'number':
      return toNumberAttribute(value);
    case 'object':
      if (value === null) return { NULL: true };
      if (Array.isArray(value)) return { L: value.filter((each) => each !== undefined).map(toAttribute) };
      if (ArrayBuffer.isView(value)) return { B: toBase64(value) };
      return { M: toAttributeMap(requirePlainObject(value), toStoredName) };
    default:
      throw new TypeError(`A value of type ${typeof value} cannot be stored.`);
  }
}

const toBase64 = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

/** A set, a map or a date has no members of its own and would be stored as an empty map. */
function requirePlainObject(value: object): object {
  const type = Object.prototype.toString.call(value);
  if (type !== '[object Object]') throw new TypeError(`A value of type ${type} cannot be stored.`);
  return value;
}

function toNumberAttribute(value: number): AttributeValue {
  if (!Number.isFinite(value)) throw new RangeError(`The number ${value} cannot be stored.`);
  const size = Math.abs(value);
  return size === 0 || (size >= LEAST && size <= GREATEST)
    ? { N: String(value) }
    : { M: { [NUMBER]: { S: String(value) } } };
}

function fromAttribute(attribute: AttributeValue): unknown {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.B !== undefined) return new Uint8Array(Buffer.from(attribute.B, 'base64'));
  if (attribute.L !== undefined) return attribute.L.map(fromAttribute);
  if (attribute.M !== undefined) {
    const number = Object.hasOwn(attribute.M, NUMBER) ? attribute.M[NUMBER]?.S : undefined;
    return number === undefined ? fromAttributeMap(attribute.M, fromStoredName) : Number(number);
  }
  if (attribute.NULL !== undefined) return null;
  throw new TypeError(`An attribute of type ${Object.keys(attribute).join()} cannot be read.`);
}
