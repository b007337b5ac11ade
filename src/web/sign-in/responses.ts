import * as z from 'zod';
import { timestamp } from '../../http/response-values.ts';
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

export const emailRequested = z.strictObject({
  result: z.string().describe('The same whether or not a user has the address'),
  expiresAt: timestamp,
});

/** Of somebody who has the same address in several accounts: which of them to send with the code or link. */
export const signedInOrAccounts = z.strictObject({
  result: z.enum(['Signed in', 'Choose an account']),
  accounts: z.array(z.strictObject({ id: z.string(), name: z.string() })).optional(),
});

/** For `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`. */
export const credentialOptions = z.strictObject({
  options: z.looseObject({ challenge: z.string() }).describe('In the JSON form of WebAuthn'),
});

const passkey = z.strictObject({
  id: z.string(),
  name: z.string(),
  createdAt: timestamp,
  lastUsedAt: timestamp.optional(),
});

export const passkeyCreated = z.strictObject({ result: z.literal('Created'), passkey });

export const passkeys = z.strictObject({ passkeys: z.array(passkey) });

export const passkeyRemoved = resultResponse('Removed');
