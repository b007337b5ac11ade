import * as z from 'zod';
import type { Criteria } from './criteria.ts';
import { isUsablePattern } from './criteria.ts';
import { PRIORITIES } from './priority.ts';
import { type TimeRestriction, WEEKDAYS } from './time-restriction.ts';
import { isZone } from './zone.ts';

/** What the configuration of several capabilities has in common, as schemas: unknown input becomes a valid value. */

/** Text that must be there, of at most `max` characters; unlike in alerts, what is too long is refused. */
export const requiredText = (max: number) => z.string().trim().min(1).max(max);

/** An IANA time zone that this runtime knows. */
export const timeZoneSchema = z
  .string()
  .refine(isZone, { message: 'must be an IANA time zone such as Europe/Berlin' });

const minute = z.number().int().min(0).max(59);

/** 24 stands for the end of the day, as the clients' own schemas have it. */
const timeOfDay = {
  startHour: z.number().int().min(0).max(23),
  startMin: minute.default(0),
  endHour: z.number().int().min(0).max(24),
  endMin: minute.default(0),
};

/** Opsgenie takes no more intervals than this in a time restriction. */
const MAX_RESTRICTIONS = 15;

/** A time restriction; what belongs to its other form is not looked at, because clients send both. */
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

/** Says what is wrong with a condition, by the member's name. */
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
 * Criteria about such fields, of which `refine` says what else is wrong. `conditionMatchType`, as some of the API calls
 * the type, is taken as well. A pattern that the engine would not run is refused: nobody would see that it never matches.
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
        wrong('expectedValue', `is needed for the operation ${it.operation}`);
      } else if (it.operation === 'matches' && !isUsablePattern(it.expectedValue ?? '')) {
        wrong('expectedValue', 'is no regular expression that can be used');
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
          message: `are needed for the type ${kind}`,
        });
      }
      return { type: kind, conditions: kind === 'match-all' ? [] : conditions.map(withoutUndefined) };
    });
};

const isPriority = (text: string) => (PRIORITIES as readonly string[]).includes(text);

/** Which alerts something is about. */
export const criteriaSchema: z.ZodType<Criteria> = createCriteriaSchema(
  z.enum(CONDITION_FIELDS),
  ({ field, key, operation, expectedValue }, wrong) => {
    if (key !== undefined && field !== 'extra-properties' && field !== 'details') {
      wrong('key', 'is only for the fields extra-properties and details');
    }
    if (field !== 'priority' || operation === 'matches' || expectedValue === undefined) return;
    if (!isPriority(expectedValue)) wrong('expectedValue', `must be one of ${PRIORITIES.join(', ')}`);
  },
);

/** The members of which none is undefined: what did not come in is left out. */
export const withoutUndefined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>;

export type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** How criteria are given back: `match-all` has no conditions to show. */
export const criteriaView = ({ type, conditions }: Criteria) => ({
  type,
  ...(conditions.length > 0 && { conditions }),
});

/** Something named by a client: by id or by name. */
export const referenceSchema = z
  .object({ id: z.string().optional(), name: z.string().optional() })
  .refine((it) => it.id !== undefined || it.name !== undefined, { message: 'id or name should be provided' })
  .transform(withoutUndefined);

/** A user named by a client: by id or by username. */
export const userReferenceSchema = z
  .object({ id: z.string().optional(), username: z.string().optional() })
  .refine((it) => it.id !== undefined || it.username !== undefined, {
    message: 'id or username should be provided',
  })
  .transform(withoutUndefined);

/** The place in an order, from 0. */
export const orderSchema = z.number().int().min(0);
