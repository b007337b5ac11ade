import * as z from 'zod';
import { PRIORITIES } from '../domain/kernel/priority.ts';
import { WEEKDAYS } from '../domain/kernel/time-restriction.ts';

/** Schemas of values that the responses of several capabilities show. */

/** An instant in UTC with milliseconds, for example 2026-11-24T10:00:00.000Z. */
export const timestamp = z.iso.datetime();

/** Patterns of conditions or templates that took too long. They are not evaluated for an hour. */
export const skippedPatterns = z
  .array(z.string())
  .optional()
  .describe('Patterns that took too long within the last hour, and are skipped for the rest of it');

export const idAndName = z.strictObject({ id: z.string(), name: z.string() });

/** The result of a change of a named resource. */
export const priority = z.enum(PRIORITIES);

export const duration = z
  .strictObject({ timeAmount: z.number(), timeUnit: z.enum(['minutes', 'hours', 'days']) })
  .meta({ id: 'Duration' });

/** A user, team, escalation or schedule with its name, while it exists. */
export const target = z
  .strictObject({
    type: z.enum(['user', 'team', 'escalation', 'schedule']),
    id: z.string(),
    name: z.string().optional().describe('Absent for a user, and once the target has been deleted'),
    username: z.string().optional().describe('Only for a user that exists'),
  })
  .meta({ id: 'Target' });

export const responder = z
  .strictObject({ type: z.enum(['team', 'user', 'escalation', 'schedule']), id: z.string() })
  .meta({ id: 'Responder' });

/** The team that owns an object; the name is absent once the team has been deleted. */
export const ownerTeam = z.strictObject({ id: z.string(), name: z.string().optional() });

const weekday = z.enum(WEEKDAYS);

const timeOfDay = {
  startHour: z.int(),
  startMin: z.int(),
  endHour: z.int().describe('24 is the end of the day'),
  endMin: z.int(),
};

export const timeRestriction = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('time-of-day'), restriction: z.strictObject(timeOfDay) }),
    z.strictObject({
      type: z.literal('weekday-and-time-of-day'),
      restrictions: z.array(z.strictObject({ startDay: weekday, endDay: weekday, ...timeOfDay })),
    }),
  ])
  .meta({ id: 'TimeRestriction' });

export const condition = z
  .strictObject({
    field: z.string(),
    key: z.string().optional().describe('The name of the extra property, if field is extra-properties'),
    not: z.boolean().describe('Whether the condition is negated'),
    operation: z.string(),
    expectedValue: z.string().optional(),
    order: z.int().optional(),
  })
  .meta({ id: 'Condition' });

export const matchType = z.enum(['match-all', 'match-any-condition', 'match-all-conditions']);

export const criteria = z
  .strictObject({
    type: matchType,
    conditions: z.array(condition).optional().describe('Absent for match-all'),
  })
  .meta({ id: 'Criteria' });

/** Custom properties of an alert or incident. */
export const details = z.record(z.string(), z.string());

/** The properties of the incident that incident rules and incident templates create. */
export const incidentContentFields = {
  message: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  details,
  priority,
  stakeholderProperties: z.strictObject({
    enable: z.boolean(),
    message: z.string(),
    description: z.string(),
  }),
};

/** The members of a log entry or note that tell who wrote it and when. */
export const entryFields = {
  owner: z.string().describe('Who did it: a username, or the name of an integration or of Tocsin itself'),
  createdAt: timestamp,
  offset: z.string().describe('The position of the entry, for the query parameter offset'),
};

export const logEntry = z
  .strictObject({ log: z.string(), type: z.string(), ...entryFields })
  .meta({ id: 'LogEntry' });

export const note = z.strictObject({ note: z.string(), ...entryFields }).meta({ id: 'Note' });
