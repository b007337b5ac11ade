import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import * as z from 'zod';
import { type Caller, generateSecretKey } from '../../domain/accounts/model.ts';
import { queueNotice } from '../../domain/contact-messages/notices.ts';
import { conflict, invalid, notFound, unauthorized } from '../../domain/kernel/errors.ts';
import { type AttemptLimit, countAttempt } from '../../domain/sign-in/attempts.ts';
import {
  addPasskey,
  CHALLENGE_MS,
  type ChallengePurpose,
  findPasskey,
  getPasskeyId,
  listPasskeys,
  MAX_PASSKEYS,
  removePasskey,
  storeChallenge,
  takeChallenge,
  touchPasskey,
} from '../../domain/sign-in/passkeys.ts';
import { tooManyRequests } from '../../http/errors.ts';
import { createRouteDefiner, type Route } from '../../http/route.ts';
import { type Instant, MINUTE, SECOND, toIso } from '../../platform/clock.ts';
import { sha256 } from '../../platform/ids.ts';
import { logger } from '../../platform/logger.ts';
import type { Queue } from '../../platform/queue.ts';
import { findCookie, formatCookie } from '../requests/cookies.ts';
import { getConsoleOrigin, type SignInContext, type SignInRequest, signIn } from './context.ts';
import type * as responses from './responses.ts';

const defineRoute = createRouteDefiner<typeof responses>('web-sign-in');

/** The library is loaded at the first use: it is large, and most requests do not need it. */
const loadLibrary = () => import('@simplewebauthn/server');

/** The cookie that binds a challenge to the browser. */
const BROWSER_COOKIE = 'tocsin-passkey';

/** Challenges that one network address asks for without a session. */
const CHALLENGES_PER_SOURCE: AttemptLimit = { kind: 'passkey-source', max: 100, windowMs: 15 * MINUTE };

const RELYING_PARTY = 'Tocsin';

const base = { tag: 'Console', domain: 'configuration' } as const;

/** The result of a browser's `PublicKeyCredential.toJSON()`. The library checks the rest. */
const credential = z.looseObject({ id: z.string().max(2_000), response: z.looseObject({}) });

export interface PasskeyDeps extends SignInContext {
  /** contact-messages.fifo. */
  readonly contactMessages: Queue;
}

/** Passkeys: registered while signed in, and then used to sign in without a username. */
export function passkeyRoutes(deps: PasskeyDeps): readonly Route[] {
  const { table, users, contactMessages } = deps;

  const getOrigin = (url: URL) => getConsoleOrigin(deps, url);
  const getDomain = (url: URL) => new URL(getOrigin(url)).hostname;

  /** Stores a challenge, and returns the cookie of the browser that has to answer it. */
  async function issueChallenge(purpose: ChallengePurpose, challenge: string, url: URL, now: Instant) {
    const browserSecret = generateSecretKey();
    await storeChallenge(table, purpose, browserSecret, challenge, now);
    return formatCookie(url, BROWSER_COOKIE, browserSecret, CHALLENGE_MS / SECOND);
  }

  async function requireChallenge(purpose: ChallengePurpose, request: SignInRequest, now: Instant) {
    const browserSecret = findCookie(request, BROWSER_COOKIE);
    const challenge = browserSecret && (await takeChallenge(table, purpose, browserSecret, now));
    if (!challenge) throw unauthorized('This took too long, or was done in another tab. Please try again.');
    return challenge;
  }

  const forgetBrowser = (url: URL) => formatCookie(url, BROWSER_COOKIE, '', 0);

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: '/web/passkeys/options',
      summary: 'Get what a browser needs to create a passkey',
      rights: [],
      answers: 200,
      response: 'credentialOptions',
      handle: async ({ caller, request, now }) => {
        const { accountId, userId } = getOwner(caller);
        const [user, existing, { generateRegistrationOptions }] = await Promise.all([
          users.get(accountId, userId),
          listPasskeys(table, accountId, userId),
          loadLibrary(),
        ]);
        if (!user) throw notFound('The user does not exist.');
        const options = await generateRegistrationOptions({
          rpName: RELYING_PARTY,
          rpID: getDomain(request.url),
          userName: user.username,
          userDisplayName: user.fullName,
          // An authenticator keeps one passkey for each user. It gets to know no more than a hash.
          userID: new Uint8Array(Buffer.from(sha256(`${accountId} ${userId}`), 'hex')),
          excludeCredentials: existing.map(({ credentialId }) => ({ id: credentialId })),
          authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        });
        const cookie = await issueChallenge('REGISTER', options.challenge, request.url, now);
        return { kind: 'json', status: 200, members: { options: { ...options } }, cookies: [cookie] };
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: '/web/passkeys',
      summary: 'Register a passkey',
      rights: [],
      body: z.object({ response: credential, name: z.string().trim().min(1).max(100) }),
      response: 'passkeyCreated',
      handle: async ({ caller, body, request, now }) => {
        const owner = getOwner(caller);
        const expectedChallenge = await requireChallenge('REGISTER', request, now);
        if ((await listPasskeys(table, owner.accountId, owner.userId)).length >= MAX_PASSKEYS) {
          throw invalid({ name: `You have ${MAX_PASSKEYS} passkeys already. Remove one first.` });
        }
        const { verifyRegistrationResponse } = await loadLibrary();
        const verified = await verifyRegistrationResponse({
          response: body.response as unknown as RegistrationResponseJSON,
          expectedChallenge,
          expectedOrigin: getOrigin(request.url),
          expectedRPID: getDomain(request.url),
        }).catch(logRefusal);
        if (!verified?.verified) throw invalid({ response: 'The passkey could not be verified. Try again.' });
        const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
        const passkey = {
          ...owner,
          credentialId: id,
          publicKey: Buffer.from(publicKey).toString('base64url'),
          counter,
          transports,
          name: body.name,
          createdAt: now,
        };
        const user = await users.get(owner.accountId, owner.userId);
        if (!user) throw notFound('The user does not exist.');
        const passkeyId = getPasskeyId(passkey);
        // Before it is stored: a warning too many is better than a passkey without one.
        await queueNotice(
          contactMessages,
          { accountId: owner.accountId, user },
          { kind: 'passkey-added', event: [passkeyId], aboutPasskeyId: passkeyId },
          now,
        );
        if (!(await addPasskey(table, passkey))) throw conflict('This passkey is registered already.');
        logger.info('Passkey registered', { ...owner, passkeyId });
        return {
          kind: 'json',
          status: 201,
          members: { result: 'Created', passkey: toPasskeyView(passkey) },
          cookies: [forgetBrowser(request.url)],
        };
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/web/passkeys',
      summary: 'List the passkeys of the signed-in user',
      rights: [],
      response: 'passkeys',
      handle: async ({ caller }) => {
        const { accountId, userId } = getOwner(caller);
        const all = await listPasskeys(table, accountId, userId);
        return { kind: 'json', status: 200, members: { passkeys: all.map(toPasskeyView) } };
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: '/web/passkeys/{id}',
      summary: 'Remove a passkey of the signed-in user',
      rights: [],
      response: 'passkeyRemoved',
      handle: async ({ caller, params }) => {
        const owner = getOwner(caller);
        if (!(await removePasskey(table, owner, params.id ?? '')))
          throw notFound('You have no such passkey.');
        logger.info('Passkey removed', { ...owner, passkeyId: params.id });
        return { kind: 'json', status: 200, members: { result: 'Removed' } };
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: '/web/sign-in/passkey/options',
      summary: 'Get what a browser needs to sign in with a passkey',
      rights: 'public',
      answers: 200,
      response: 'credentialOptions',
      handle: async ({ request, now }) => {
        const decision = await countAttempt(table, CHALLENGES_PER_SOURCE, request.sourceIp, now);
        if (decision.kind === 'refused') throw tooManyRequests(Math.ceil((decision.retryAt - now) / SECOND));
        const { generateAuthenticationOptions } = await loadLibrary();
        const options = await generateAuthenticationOptions({
          rpID: getDomain(request.url),
          userVerification: 'required',
        });
        const cookie = await issueChallenge('SIGNIN', options.challenge, request.url, now);
        return { kind: 'json', status: 200, members: { options: { ...options } }, cookies: [cookie] };
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: '/web/sign-in/passkey',
      summary: 'Sign in with a passkey',
      rights: 'public',
      body: z.object({ response: credential }),
      answers: 200,
      response: 'signedIn',
      handle: async ({ body, request, now }) => {
        const expectedChallenge = await requireChallenge('SIGNIN', request, now);
        const passkey = await findPasskey(table, body.response.id);
        if (!passkey) throw unauthorized('This passkey was removed, or belongs to another Tocsin.');
        const { verifyAuthenticationResponse } = await loadLibrary();
        const { credentialId, publicKey, counter } = passkey;
        const verified = await verifyAuthenticationResponse({
          response: body.response as unknown as AuthenticationResponseJSON,
          expectedChallenge,
          expectedOrigin: getOrigin(request.url),
          expectedRPID: getDomain(request.url),
          credential: {
            id: credentialId,
            publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
            counter,
          },
        }).catch(logRefusal);
        if (!verified?.verified) throw unauthorized('The passkey could not be verified. Try again.');
        await touchPasskey(table, passkey, verified.authenticationInfo.newCounter, now);
        return signIn(deps, passkey, 'passkey', request, now, [forgetBrowser(request.url)]);
      },
    }),
  ];
}

/** The library throws for everything that is wrong with a credential. The reason is for the log only. */
function logRefusal(error: Error): undefined {
  logger.warn('A passkey was refused', { reason: error.message });
  return undefined;
}

const toPasskeyView = (passkey: {
  readonly credentialId: string;
  readonly name: string;
  readonly createdAt: Instant;
  readonly lastUsedAt?: Instant;
}) => ({
  id: getPasskeyId(passkey),
  name: passkey.name,
  createdAt: toIso(passkey.createdAt),
  ...(passkey.lastUsedAt !== undefined && { lastUsedAt: toIso(passkey.lastUsedAt) }),
});

/** The signed-in user: a caller with a session always has one. */
function getOwner({ accountId, user }: Caller) {
  if (!user) throw new Error('The caller has no session.');
  return { accountId, userId: user.id };
}
