import * as z from 'zod';
import { dataResponse } from '../../http/responses.ts';

export const account = dataResponse(
  z.strictObject({
    name: z.string(),
    userCount: z.int(),
    plan: z.strictObject({ maxUserCount: z.int(), name: z.string(), isYearly: z.boolean() }),
  }),
);
