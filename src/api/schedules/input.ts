import * as z from 'zod';
import {
  createTargetReferenceSchema,
  flag,
  instant,
  nameSchema,
  referenceSchema,
  requiredText,
  timeZoneSchema,
  wholeNumber,
  withoutUndefined,
} from '../../domain/kernel/schemas.ts';
import { timeRestrictionSchema } from '../../domain/kernel/time-restriction-schema.ts';
import type { LocalTime } from '../../domain/kernel/zone.ts';
import { byIdentifierType, force } from '../../http/resource.ts';
import type { Instant } from '../../platform/clock.ts';

/** Limits of a schedule and of a rotation: both are stored in one item of the table. */
export const MAX_ROTATIONS = 50;
const MAX_PARTICIPANTS = 200;

/** A longer shift is assumed to be a mistake. */
const MAX_LENGTH = 10_000;

const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

/**
 * A date of a schedule, kept to the millisecond. Opsgenie rounds the minutes of rotations to 0 or 30, which would
 * put people on call at other times than requested and show as drift to clients that compare.
 */
const date = instant.refine((at) => at >= EARLIEST && at < LATEST, {
  message: 'must be between the years 1970 and 2200',
});

/** A date of a schedule: an instant or, without an offset, a local time in the zone of the schedule. */
export type ScheduleDate = Instant | { readonly local: LocalTime };

const HAS_OFFSET = /(Z|[+-]\d\d:?\d\d)$/i;

/** As {@link date}; a time without an offset is read in the zone of the schedule, not in UTC. */
const scheduleDate = z.string().transform((text, context): ScheduleDate => {
  const isLocal = !HAS_OFFSET.test(text.trim());
  const parsed = date.safeParse(isLocal ? `${text.trim()}Z` : text);
  if (parsed.success) return isLocal ? { local: parsed.data } : parsed.data;
  for (const { message } of parsed.error.issues) context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

const participant = createTargetReferenceSchema(
  z
    .string()
    .toLowerCase()
    .pipe(z.enum(['user', 'team', 'escalation', 'none'])),
);

export type ParticipantInput = z.infer<typeof participant>;

const rotationFields = {
  name: requiredText(200),
  startDate: scheduleDate,
  endDate: scheduleDate,
  type: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['hourly', 'daily', 'weekly'])),
  length: wholeNumber(1, MAX_LENGTH),
  participants: z.array(participant).min(1).max(MAX_PARTICIPANTS),
  timeRestriction: timeRestrictionSchema,
};

/** The body that creates a rotation. `id` is only looked at where all of a schedule's rotations are replaced. */
export const rotationInput = z
  .object({
    ...rotationFields,
    id: z.string().optional(),
    name: rotationFields.name.optional(),
    endDate: scheduleDate.optional(),
    length: rotationFields.length.default(1),
    timeRestriction: timeRestrictionSchema.optional(),
  })
  .transform(withoutUndefined);

export type RotationInput = z.infer<typeof rotationInput>;

/** The body that updates a rotation: absent fields stay unchanged. */
export const rotationPatch = z.object(rotationFields).partial().transform(withoutUndefined);

const scheduleFields = {
  name: nameSchema(200),
  description: z.string().max(10_000),
  timezone: timeZoneSchema,
  enabled: flag,
  ownerTeam: referenceSchema,
  rotations: z.array(rotationInput).max(MAX_ROTATIONS),
};

/** The body that creates a schedule. */
export const scheduleInput = z
  .object(scheduleFields)
  .partial()
  .extend({
    name: scheduleFields.name,
    enabled: flag.default(true),
    rotations: scheduleFields.rotations.default([]),
  })
  .transform(withoutUndefined);

/** The body that updates a schedule: absent fields stay unchanged; rotations replace the whole list. */
export const schedulePatch = z.object(scheduleFields).partial().transform(withoutUndefined);

const overrideFields = {
  user: participant,
  startDate: scheduleDate,
  endDate: scheduleDate,
  rotations: z.array(referenceSchema).max(MAX_ROTATIONS).default([]),
};

/** The body that creates an override. */
export const overrideInput = z.object({ ...overrideFields, alias: requiredText(512).optional() });

/** The body that replaces an override. */
export const overrideReplacement = z.object(overrideFields);

export type OverrideInput = z.infer<typeof overrideReplacement>;

const { identifierType } = byIdentifierType.shape;

const bySchedule = {
  scheduleIdentifierType: identifierType.unwrap().optional(),
  identifierType: identifierType.unwrap().optional(),
};

const withIdentifierType = <
  T extends {
    scheduleIdentifierType?: 'id' | 'name' | undefined;
    identifierType?: 'id' | 'name' | undefined;
  },
>({
  scheduleIdentifierType,
  identifierType: plain,
  ...rest
}: T) => ({ ...rest, by: scheduleIdentifierType ?? plain ?? ('id' as const) });

/** How the path identifies the schedule. Opsgenie uses both parameter names, depending on the operation. */
export const scheduleQuery = z.object(bySchedule).transform(withIdentifierType);

/** The same of a deletion, which may be forced although open alerts use the schedule. */
export const scheduleDeletionQuery = z.object({ ...bySchedule, force }).transform(withIdentifierType);

/** The query of the on-call operations: the instant (default: now), and whether to return only usernames. */
export const onCallQuery = z
  .object({ ...bySchedule, date: date.optional(), flat: flag.default(false) })
  .transform(withIdentifierType);

/** The query of the overview: the instant (default: now). */
export const overviewQuery = z.object({ date: date.optional() });

/** The known values of a comma-separated list; unknown ones are ignored. */
const commaSeparated = <W extends string>(known: readonly W[]) =>
  z
    .string()
    .default('')
    .transform((text) =>
      known.filter((word) =>
        text
          .toLowerCase()
          .split(',')
          .some((it) => it.trim() === word),
      ),
    );

export const TIMELINES = ['base', 'forwarding', 'override'] as const;

/** The query of the timeline: its length, its start (default: now), and the timelines besides the final one. */
export const timelineQuery = z
  .object({
    ...bySchedule,
    interval: wholeNumber(1, 366).default(1),
    intervalUnit: z
      .string()
      .toLowerCase()
      .pipe(z.enum(['days', 'weeks', 'months']))
      .default('weeks'),
    date: date.optional(),
    expand: commaSeparated(TIMELINES),
  })
  .transform(withIdentifierType);

/** The query of the list: rotations only with expand=rotation. */
export const listQuery = z.object({ expand: commaSeparated(['rotation']) });
