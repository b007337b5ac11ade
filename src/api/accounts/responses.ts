import * as z from 'zod';
import { changedResponse, dataResponse } from '../../http/responses.ts';

export const account = dataResponse(
  z.strictObject({
    id: z.string(),
    name: z.string(),
    userCount: z.int(),
    plan: z.strictObject({ maxUserCount: z.int(), name: z.string(), isYearly: z.boolean() }),
    timeZone: z.string().describe('IANA zone of what is created without one'),
  }),
);

export const accountUpdated = changedResponse(['Updated'], z.strictObject({ timeZone: z.string() }));

export const pushKey = dataResponse(
  z.strictObject({
    publicKey: z.string().describe('The applicationServerKey of PushManager.subscribe, in base64url'),
  }),
);

/** As Opsgenie's backup tool reads it. */
export const requestLimits = dataResponse(
  z.strictObject({
    rateLimits: z.array(
      z.strictObject({
        domain: z.string(),
        limits: z.array(z.strictObject({ limit: z.int(), periodInSeconds: z.int() })),
      }),
    ),
  }),
);
