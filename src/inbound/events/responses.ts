import * as z from 'zod';
import { acceptedResponse } from '../../http/responses.ts';

export const accepted = acceptedResponse;

/** The body of PagerDuty's Events API v2, without Tocsin's envelope. */
export const pagerDutyEvent = z.strictObject({
  status: z.literal('success'),
  message: z.string(),
  dedup_key: z.string().describe('The alias of the alert'),
});

/** The response to a change event of PagerDuty's Events API v2. */
export const pagerDutyChangeEvent = z.strictObject({
  status: z.literal('success'),
  message: z.string(),
});
