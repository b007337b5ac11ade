import type * as z from 'zod';
import { getOwn } from './own-property.ts';

/** A member of the input that the schema does not know. */
export interface UnknownMember {
  readonly path: readonly PropertyKey[];
  /** The known member that the name is probably meant to be. */
  readonly meant?: string;
  /** The known members, if nothing else in its object is known: the object then says nothing of what it was given for. */
  readonly known?: readonly string[];
  /** The known members, if the schema is strict. */
  readonly allowed?: readonly string[];
}

export interface MemberCheck {
  /** The input, with members renamed that go by two names. */
  readonly value: unknown;
  readonly unknown: readonly UnknownMember[];
}

/**
 * Names that Opsgenie's API uses for one thing in different places. Where the schema knows one of them, the other one is
 * accepted as well.
 */
const SYNONYMS: Readonly<Record<string, string>> = {
  timezone: 'timeZone',
  timeZone: 'timezone',
  timeRestriction: 'timeRestrictions',
  timeRestrictions: 'timeRestriction',
};

/** Shorter names are compared without the rule of one edit: too many of them differ in one letter. */
const MIN_LENGTH_FOR_EDITS = 4;

/**
 * Finds the members of the input that the schema does not know, at every depth, because a misspelt member would otherwise
 * be dropped in silence: `timeRestriction` in the place of `timeRestrictions` turned a policy for the night into one for
 * always. Maps with any names, such as details, have no unknown members.
 */
export function checkMembers(schema: z.ZodType, input: unknown): MemberCheck {
  const unknown: UnknownMember[] = [];
  const value = check([schema], input, [], unknown);
  return { value, unknown };
}

function check(
  schemas: readonly z.core.$ZodType[],
  value: unknown,
  path: readonly PropertyKey[],
  unknown: UnknownMember[],
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const alternatives = schemas.flatMap(unwrap);
  if (Array.isArray(value)) {
    const elements = alternatives.flatMap(({ _zod: { def } }) => (isArray(def) ? [def.element] : []));
    if (elements.length === 0) return value;
    return value.map((element, index) => check(elements, element, [...path, index], unknown));
  }
  if (alternatives.some(takesAnyMember)) return value;
  const shapes = alternatives.flatMap(({ _zod: { def } }) => (isObject(def) ? [def.shape] : []));
  if (shapes.length === 0) return value;
  const known = new Set(shapes.flatMap((shape) => Object.keys(shape)));
  const isFree = (name: string | undefined): name is string =>
    name !== undefined && known.has(name) && !Object.hasOwn(value, name);
  const nameOf = (given: string) => {
    const synonym = getOwn(SYNONYMS, given);
    return !known.has(given) && isFree(synonym) ? synonym : given;
  };
  // The outermost object may be a client's own, of which a request needs nothing. An object for which the schema names no
  // member is open, such as the response of a passkey.
  const isMeaningless =
    path.length > 0 && known.size > 0 && Object.keys(value).every((given) => !known.has(nameOf(given)));
  const isStrict = alternatives.some(
    ({ _zod: { def } }) => isObject(def) && def.catchall?._zod.def.type === 'never',
  );
  const members = Object.entries(value).map(([given, member]) => {
    const name = nameOf(given);
    if (!known.has(name)) {
      const meant = [...known].find((candidate) => isFree(candidate) && isNearMiss(given, candidate));
      unknown.push({
        path: [...path, given],
        ...(meant !== undefined && { meant }),
        ...(isMeaningless && { known: [...known] }),
        ...(isStrict && { allowed: [...known] }),
      });
      return [given, member] as const;
    }
    const inner = shapes.flatMap((shape) => getOwn(shape, name) ?? []);
    return [name, check(inner, member, [...path, name], unknown)] as const;
  });
  return Object.fromEntries(members);
}

/** Whether a person who wrote `given` probably meant `known`: another letter case, a plural, or one edit. */
export function isNearMiss(given: string, known: string): boolean {
  const [a, b] = [given.toLowerCase(), known.toLowerCase()];
  if (a === b || a === `${b}s` || b === `${a}s`) return true;
  return Math.min(a.length, b.length) >= MIN_LENGTH_FOR_EDITS && isOneEdit(a, b);
}

/** Whether the names are long and differ by one edit that is neither a plural nor a letter case. */
export function isTypingMistake(given: string, known: string): boolean {
  const [a, b] = [given.toLowerCase(), known.toLowerCase()];
  const isOtherForm = a === b || a === `${b}s` || b === `${a}s`;
  return !isOtherForm && Math.min(a.length, b.length) > MIN_LENGTH_FOR_EDITS && isOneEdit(a, b);
}

/** Whether one letter was left out, added, replaced, or swapped with the next one. */
function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const isRestEqual = (skipA: number, skipB: number) => a.slice(start + skipA) === b.slice(start + skipB);
  const isSwapped = a[start] === b[start + 1] && a[start + 1] === b[start] && isRestEqual(2, 2);
  return isRestEqual(1, 0) || isRestEqual(0, 1) || isRestEqual(1, 1) || isSwapped;
}

type Def<Type extends string> = Extract<z.core.$ZodTypes['_zod']['def'], { type: Type }>;

const isObject = (def: z.core.$ZodTypeDef): def is Def<'object'> => def.type === 'object';
const isArray = (def: z.core.$ZodTypeDef): def is Def<'array'> => def.type === 'array';

/** Schemas of values whose members are not declared. */
const takesAnyMember = ({ _zod: { def } }: z.core.$ZodType): boolean =>
  def.type === 'record' || def.type === 'any' || def.type === 'unknown' || def.type === 'custom';

/** The schemas of objects, lists and maps that the schema consists of. */
function unwrap(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return unwrap(def.innerType);
    case 'pipe':
      return [...unwrap(def.in), ...unwrap(def.out)].filter(({ _zod }) => _zod.def.type !== 'transform');
    case 'union':
      return def.options.flatMap(unwrap);
    case 'intersection':
      return [...unwrap(def.left), ...unwrap(def.right)];
    case 'lazy':
      return unwrap(def.getter());
    default:
      return [schema];
  }
}
