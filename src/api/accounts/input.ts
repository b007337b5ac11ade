import * as z from 'zod';
import { RESPONDER_TYPES } from '../../domain/kernel/responder.ts';
import {
  createTargetReferenceSchema,
  timeZoneSchema,
  withoutUndefined,
} from '../../domain/kernel/schemas.ts';

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
