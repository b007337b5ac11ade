import * as z from 'zod';
import { timeZoneSchema } from '../../domain/kernel/schemas.ts';

/** The body that changes the account. */
export const accountPatch = z.object({ timeZone: timeZoneSchema });
