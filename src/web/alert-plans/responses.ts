import * as z from 'zod';
import { REASON_CODES } from '../../domain/alert-story/reasons.ts';
import { CHANNELS } from '../../domain/notifications/model.ts';
import { timestamp } from '../../http/response-values.ts';

const person = z.strictObject({
  id: z.string(),
  username: z.string().describe('"" if the user no longer exists'),
  fullName: z.string(),
  channel: z.enum(CHANNELS),
});

const reason = z.strictObject({
  code: z.enum(REASON_CODES),
  policies: z.array(z.string()).optional().describe('Names of the notification policies'),
  until: timestamp.optional(),
  threshold: z.int().optional().describe('How often the alert must occur'),
  rule: z.string().optional().describe('Name of the routing rule'),
});

const plan = z.strictObject({
  alertId: z.string(),
  next: z
    .strictObject({ at: timestamp, people: z.array(person), count: z.int() })
    .optional()
    .describe(
      'The next notifications: the first ones, those of the signed-in user in front, and how many there are',
    ),
  since: timestamp.describe('When the wait for it began'),
  reason: reason.optional().describe('What holds them back; without `next`, why nobody is notified'),
  hasReached: z.boolean().describe('Whether a notification about the alert was sent to anybody'),
});

export const alertPlans = z.strictObject({ plans: z.array(plan) });
