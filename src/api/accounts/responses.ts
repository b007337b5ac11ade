import * as z from 'zod';
import { RESPONDER_TYPES } from '../../domain/kernel/responder.ts';
import { changedResponse, dataResponse, deletedResponse, resultResponse } from '../../http/responses.ts';

const settingsFields = {
  timeZone: z.string().describe('IANA zone of what is created without one'),
  fallbackResponder: z
    .strictObject({
      type: z.enum(RESPONDER_TYPES),
      id: z.string(),
      name: z.string().optional(),
      username: z.string().optional(),
    })
    .optional()
    .describe(
      'Responds to alerts of which nobody else can be notified. Absent: the owners of the account are notified',
    ),
};

const stop = z.strictObject({
  startedAt: z.iso.datetime(),
  until: z.iso.datetime().describe('When paging goes on by itself'),
  reason: z.string(),
  by: z.string().describe('A username, or "the API key" with its name'),
});

export const pagingStopped = changedResponse(['Updated'], stop);

export const pagingResumed = resultResponse('Deleted');

export const account = dataResponse(
  z.strictObject({
    id: z.string(),
    name: z.string(),
    userCount: z.int(),
    plan: z.strictObject({ maxUserCount: z.int(), name: z.string(), isYearly: z.boolean() }),
    ...settingsFields,
    pagingStop: stop.optional().describe('Present while nobody in the account is notified of alerts'),
  }),
);

export const accountUpdated = changedResponse(['Updated'], z.strictObject(settingsFields));

export const fallbackResponderRemoved = deletedResponse;

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
