import * as z from 'zod';
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
