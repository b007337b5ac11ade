import * as z from 'zod';
import type { Criteria } from './criteria.ts';
import { isUsablePattern } from './pattern.ts';
import { explainPatternMistake } from './pattern-mistake.ts';
import { PRIORITIES } from './priority.ts';
import { withoutUndefined } from './schemas.ts';

/** Schemas and view of criteria. They are not in schemas.ts, so that the alerts API starts without them. */

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
      expectedValue: z.string().max(15_000).optional(),
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

/** Criteria as the API returns them: `match-all` has no conditions. */
export const criteriaView = ({ type, conditions }: Criteria) => ({
  type,
  ...(conditions.length > 0 && { conditions }),
});
