import * as z from 'zod';
import { DEFAULT_STOP_MS, MAX_STOP_MS, MIN_STOP_MS } from '../../domain/accounts/paging-stop.ts';
import { RESPONDER_TYPES } from '../../domain/kernel/responder.ts';
import {
  createTargetReferenceSchema,
  requiredText,
  timeZoneSchema,
  wholeNumber,
  withoutUndefined,
} from '../../domain/kernel/schemas.ts';
import { MINUTE } from '../../platform/clock.ts';

/** The body that changes the account. */
export const accountPatch = z
  .object({
    timeZone: timeZoneSchema.optional(),
    fallbackResponder: createTargetReferenceSchema(z.enum(RESPONDER_TYPES)).optional(),
  })
  .refine((it) => it.timeZone !== undefined || it.fallbackResponder !== undefined, {
    path: ['timeZone'],
    message: 'or fallbackResponder should be provided',
  })
  .transform(withoutUndefined);

/**
 * The body that stops paging, for so many minutes. Unknown members are refused: `duration` would mean an end that the
 * sender does not expect.
 */
export const pagingStopInput = z.strictObject({
  reason: requiredText(500),
  minutes: wholeNumber(MIN_STOP_MS / MINUTE, MAX_STOP_MS / MINUTE).default(DEFAULT_STOP_MS / MINUTE),
});
