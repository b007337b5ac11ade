import * as z from 'zod';
import { resultResponse } from '../../http/responses.ts';

export const methods = z.strictObject({
  email: z.boolean(),
  oidc: z.strictObject({ name: z.string() }).nullable(),
  oidcOnly: z.boolean(),
  passkeys: z.boolean(),
  demo: z
    .array(z.strictObject({ username: z.string(), fullName: z.string() }))
    .describe('The people of the demo account; empty except on localhost'),
});

export const signedIn = resultResponse('Signed in');
