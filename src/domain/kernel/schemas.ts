import * as z from 'zod';
import type { Criteria } from './criteria.ts';

import { truncate } from './limits.ts';
import { hasInvisibleCharacter, imitates, RESERVED_NAMES } from './names.ts';
import { fromSafeName, toSafeName } from './own-property.ts';
import { isUsablePattern } from './pattern.ts';
import { explainPatternMistake } from './pattern-mistake.ts';
import { PRIORITIES } from './priority.ts';
import { type TimeRestriction, WEEKDAYS } from './time-restriction.ts';
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

/** Text, truncated to `max` characters (Unicode code points), as Opsgenie does for most fields. */
export const truncatedText = (max: number) => z.string().transform((text) => truncate(text, max));

/** A whole number, as a JSON number or, in a query, as digits. */
export const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

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
  .transform((text) => Date.parse(text));

/** An IANA time zone that this runtime knows. */
export const timeZoneSchema = z
  .string()
  .refine(isZone, { message: 'must be an IANA time zone such as Europe/Berlin' });

const minute = z.number().int().min(0).max(59);

/** Hour 24 is the end of the day, as in the clients' own schemas. */
const timeOfDay = {
  startHour: z.number().int().min(0).max(23),
  startMin: minute.default(0),
  endHour: z.number().int().min(0).max(24),
  endMin: minute.default(0),
};

/** Opsgenie's limit of intervals in a time restriction. */
const MAX_RESTRICTIONS = 15;

/** A time restriction. Members of the other type are ignored, because clients send both. */
export const timeRestrictionSchema: z.ZodType<TimeRestriction> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('time-of-day'), restriction: z.object(timeOfDay) }),
  z.object({
    type: z.literal('weekday-and-time-of-day'),
    restrictions: z
      .array(z.object({ startDay: z.enum(WEEKDAYS), ...timeOfDay, endDay: z.enum(WEEKDAYS) }))
      .min(1)
      .max(MAX_RESTRICTIONS),
  }),
]);

export const CONDITION_FIELDS = [
  'message',
  'alias',
  'description',
  'source',
  'entity',
  'tags',
  'actions',
  'details',
  'extra-properties',
  'recipients',
  'responders',
  'teams',
  'priority',
] as const;

export const CONDITION_OPERATIONS = [
  'matches',
  'contains',
  'starts-with',
  'ends-with',
  'equals',
  'contains-key',
  'contains-value',
  'greater-than',
  'less-than',
  'is-empty',
  'equals-ignore-whitespace',
] as const;

/** Adds validation messages for a condition, by member. */
type Refine = (
  it: {
    readonly field: string;
    readonly key?: string | undefined;
    readonly operation: string;
    readonly expectedValue?: string | undefined;
  },
  wrong: (path: string, message: string) => void,
) => void;

const MATCH_TYPES = ['match-all', 'match-any-condition', 'match-all-conditions'] as const;

/**
 * Creates the schema of criteria on the given fields; `refine` adds checks. Some of the API names the type
 * `conditionMatchType`; both are accepted. A pattern that the engine would not run is refused: otherwise nobody would
 * notice that it never matches.
 */
export const createCriteriaSchema = (
  field: z.ZodType<string>,
  refine: Refine = () => {},
): z.ZodType<Criteria> => {
  const condition = z
    .object({
      field,
      key: z.string().max(512).optional(),
      not: z.boolean().default(false),
      operation: z.enum(CONDITION_OPERATIONS),
      expectedValue: z.coerce.string().max(15_000).optional(),
      order: z.number().int().optional(),
    })
    .superRefine((it, context) => {
      const wrong = (path: string, message: string) =>
        context.addIssue({ code: 'custom', path: [path], message });
      if (it.operation !== 'is-empty' && it.expectedValue === undefined) {
        wrong('expectedValue', `is required for the operation ${it.operation}`);
      } else if (it.operation === 'matches' && !isUsablePattern(it.expectedValue ?? '')) {
        const mistake = explainPatternMistake(it.expectedValue ?? '');
        wrong('expectedValue', `is not a supported regular expression${mistake ? `: ${mistake}` : ''}`);
      }
      refine(it, wrong);
    });
  return z
    .object({
      type: z.enum(MATCH_TYPES).optional(),
      conditionMatchType: z.enum(MATCH_TYPES).optional(),
      conditions: z.array(condition).max(100).default([]),
    })
    .transform(({ type, conditionMatchType, conditions }, context) => {
      const kind = type ?? conditionMatchType ?? 'match-all';
      if (kind !== 'match-all' && conditions.length === 0) {
        context.addIssue({
          code: 'custom',
          path: ['conditions'],
          message: `are required for the type ${kind}`,
        });
      }
      if (kind === 'match-all' && conditions.length > 0) {
        context.addIssue({
          code: 'custom',
          path: ['conditions'],
          message: 'have no effect with the type match-all; use match-all-conditions or match-any-condition',
        });
      }
      return { type: kind, conditions: conditions.map(withoutUndefined) };
    });
};

const isPriority = (text: string) => (PRIORITIES as readonly string[]).includes(text);

/** Criteria that select alerts. */
export const criteriaSchema: z.ZodType<Criteria> = createCriteriaSchema(
  z.enum(CONDITION_FIELDS),
  ({ field, key, operation, expectedValue }, wrong) => {
    if (key !== undefined && field !== 'extra-properties' && field !== 'details') {
      wrong('key', 'is only allowed for the fields extra-properties and details');
    }
    if (field !== 'priority' || operation === 'matches' || expectedValue === undefined) return;
    if (!isPriority(expectedValue)) wrong('expectedValue', `must be one of ${PRIORITIES.join(', ')}`);
  },
);

/** The object without its undefined members. */
export const withoutUndefined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>;

export type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Criteria as the API returns them: `match-all` has no conditions. */
export const criteriaView = ({ type, conditions }: Criteria) => ({
  type,
  ...(conditions.length > 0 && { conditions }),
});

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
export const orderSchema = z.number().int().min(0);
