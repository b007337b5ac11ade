import * as z from 'zod';
import { isCalendarDay } from './calendar-day.ts';
import { truncate } from './limits.ts';
import { hasInvisibleCharacter, imitates, RESERVED_NAMES } from './names.ts';
import { fromSafeName, toSafeName } from './own-property.ts';
import { isZone } from './zone.ts';

/** Schemas of values and fields that several capabilities share. Reading and validating a request is in input.ts. */

/**
 * Required text of at most `max` characters on one line, such as a name. Unlike in alerts, longer text is refused, not
 * truncated.
 */
export const requiredText = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !hasInvisibleCharacter(text), {
      message: 'must not contain line breaks or invisible characters',
    });

/**
 * The name of a thing of the account: required text that no reader can take for one of Tocsin's own names, or for one of
 * `alsoReserved`.
 */
export const nameSchema = (max: number, alsoReserved: readonly string[] = []) =>
  requiredText(max).refine((text) => !imitates(text, [...RESERVED_NAMES, ...alsoReserved]), {
    message: 'is a name that Tocsin itself uses, or looks like one',
  });

/** Opsgenie's message for absent text, in the schemas of the texts that have it. */
export const cannotBeEmpty = {
  error: ({ input }: { readonly input?: unknown }) => (input === undefined ? 'can not be empty' : undefined),
};

/** Text, truncated to `max` characters (Unicode code points), as Opsgenie does for most fields. */
export const truncatedText = (max: number) => z.string().transform((text) => truncate(text, max));

/** A whole number, as a JSON number or, in a query, as digits. */
export const wholeNumber = (min: number, max: number) => z.number().min(min).max(max).int();

/** The size of a page, at least 1. A larger one than `max` gives `max`: clients follow `paging.next`. */
export const pageLimit = (max: number) =>
  wholeNumber(1, Number.MAX_SAFE_INTEGER).transform((limit) => Math.min(limit, max));

/** true or false, as JSON or, in a query, as text. */
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')], {
  error: 'must be true or false',
});

/**
 * An object with any member names, as in details. `z.record` drops a member `__proto__`, so this gives it a safe name while
 * zod works.
 */
export const mapSchema = <V extends z.ZodType>(value: V, name: z.ZodString = z.string()) =>
  z
    .preprocess((given) => withNames(given, toSafeName), z.record(name, value))
    .transform((map) => withNames(map, fromSafeName) as typeof map);

const withNames = (map: unknown, toName: (name: string) => string): unknown =>
  typeof map === 'object' && map !== null && !Array.isArray(map)
    ? Object.fromEntries(Object.entries(map).map(([name, value]) => [toName(name), value]))
    : map;

/** An instant: RFC 3339 text, parsed to milliseconds since the epoch. */
export const instant = z
  .string()
  .refine((text) => /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d)/.test(text) && !Number.isNaN(Date.parse(text)), {
    error: ({ input }) => {
      const form = 'must be a date and time such as 2026-11-24T10:00:00Z';
      // In an address, a plus sign arrives as a space.
      return /:\d\d(\.\d+)? \d\d:?\d\d$/.test(String(input))
        ? `${form}; in an address, write + as %2B`
        : form;
    },
  })
  .refine((text) => isCalendarDay(text.slice(0, 10)), { message: 'must be a date that the calendar has' })
  .transform((text) => Date.parse(text));

/** An IANA time zone that this runtime knows. */
export const timeZoneSchema = z
  .string()
  .refine(isZone, { message: 'must be an IANA time zone such as Europe/Berlin' });

/** The object without its undefined members. */
export const withoutUndefined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>;

export type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** A reference by id or by name. */
export const referenceSchema = z
  .object({ id: z.string().optional(), name: z.string().optional() })
  .refine((it) => it.id !== undefined || it.name !== undefined, { message: 'id or name should be provided' })
  .transform(withoutUndefined);

/** A reference to a user by id or by username. */
export const userReferenceSchema = z
  .object({ id: z.string().optional(), username: z.string().optional() })
  .refine((it) => it.id !== undefined || it.username !== undefined, {
    message: 'id or username should be provided',
  })
  .transform(withoutUndefined);

/**
 * A reference to a target of one of the types by id, name or username. For the type `none`, if it is one of them, no
 * further member is needed.
 */
export const createTargetReferenceSchema = <const Type extends string>(type: z.ZodType<Type>) => {
  const text = z.string().max(255).optional();
  return z
    .object({ type, id: text, name: text, username: text })
    .refine((it) => it.type === 'none' || (it.id ?? it.name ?? it.username) !== undefined, {
      message: 'id, name or username should be provided',
    })
    .transform(withoutUndefined);
};

/** The position in a list, from 0. */
export const orderSchema = wholeNumber(0, Number.MAX_SAFE_INTEGER);
