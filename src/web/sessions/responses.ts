import * as z from 'zod';
import { USER_RIGHTS } from '../../domain/roles/model.ts';
import { timestamp } from '../../http/response-values.ts';
import { resultResponse } from '../../http/responses.ts';

export const session = z.strictObject({
  user: z.strictObject({
    id: z.string(),
    username: z.string(),
    fullName: z.string(),
    role: z.string(),
    timeZone: z.string(),
    locale: z.string(),
  }),
  missingRights: z
    .array(z.enum(USER_RIGHTS))
    .describe('The rights of a user that the role lacks; the console does not offer what needs them'),
  account: z.strictObject({ id: z.string(), name: z.string() }),
  local: z.boolean().describe('Whether this is localhost, where messages lie in the outbox'),
});

export const sessions = z.strictObject({
  sessions: z.array(
    z.strictObject({
      id: z.string(),
      device: z.string(),
      createdAt: timestamp,
      lastUsedAt: timestamp,
      current: z.boolean(),
    }),
  ),
});

export const ended = resultResponse('Ended');

export const signedOut = resultResponse('Signed out');
