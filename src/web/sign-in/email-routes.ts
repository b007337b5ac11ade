import * as z from 'zod';
import { getAccount } from '../../domain/accounts/store.ts';
import { unauthorized } from '../../domain/kernel/errors.ts';
import {
  type AttemptLimit,
  countAttempt,
  EMAILS_PER_ADDRESS,
  EMAILS_PER_SOURCE,
} from '../../domain/sign-in/attempts.ts';
import {
  beginEmailSignIn,
  checkEmailProof,
  EMAIL_SIGN_IN_MS,
  type EmailProof,
  finishEmailSignIn,
} from '../../domain/sign-in/email-sign-in.ts';
import { emailAddress } from '../../domain/users/contact-address.ts';
import { type AccountUser, findUsersInAllAccounts } from '../../domain/users/store.ts';
import { tooManyRequests } from '../../http/errors.ts';
import { createRouteDefiner, type Route } from '../../http/route.ts';
import { type Instant, MINUTE, SECOND, toIso } from '../../platform/clock.ts';
import { logger } from '../../platform/logger.ts';
import { findCookie, formatCookie } from '../requests/cookies.ts';
import { getConsoleOrigin, type SignInContext, type SignInRequest, signIn } from './context.ts';
import type * as responses from './responses.ts';

const defineRoute = createRouteDefiner<typeof responses>('web-sign-in');

/** Sends the e-mail with code and link. */
export type SendSignInEmail = (message: {
  readonly to: string;
  readonly code: string;
  readonly link: string;
  readonly minutes: number;
  /** Of the user, such as de_DE. */
  readonly locale: string;
}) => Promise<unknown>;

export interface EmailSignInDeps extends SignInContext {
  readonly sendEmail: SendSignInEmail;
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
}

/**
 * How long the answer to a request for a code takes at least, in milliseconds: longer than sending an e-mail usually does.
 * So its time does not say whether an address is known.
 */
const ANSWER_MS = SECOND;

/** The cookie that binds code and link to the browser that asked for them. */
const BROWSER_COOKIE = 'tocsin-sign-in';

const base = { method: 'POST', tag: 'Console', domain: 'configuration', rights: 'public' } as const;

const accountId = z.string().max(64).optional();

/** Signing in with a code or link that is sent to the e-mail address that is the username. */
export function emailRoutes(deps: EmailSignInDeps): readonly Route[] {
  const { table, sendEmail, wait } = deps;

  async function requireAttempt(limit: AttemptLimit, value: string, now: Instant): Promise<void> {
    const decision = await countAttempt(table, limit, value, now);
    if (decision.kind === 'refused') throw tooManyRequests(Math.ceil((decision.retryAt - now) / SECOND));
  }

  async function listUsers(email: string): Promise<readonly AccountUser[]> {
    const found = await findUsersInAllAccounts(table, email);
    return found.filter(({ user }) => !user.blocked);
  }

  /** A failure is only logged: the answer must not depend on whether the address is known. */
  async function sendOrLog(message: Parameters<SendSignInEmail>[0]): Promise<void> {
    try {
      await sendEmail(message);
    } catch (error) {
      logger.error('The e-mail for signing in was not sent', { error: error as Error });
    }
  }

  async function useProof(
    proof: EmailProof,
    chosenAccountId: string | undefined,
    request: SignInRequest,
    now: Instant,
  ) {
    const browserSecret = findCookie(request, BROWSER_COOKIE);
    if (!browserSecret) {
      throw unauthorized(
        'Code and link work only in the browser in which you asked for them. Type the code there, or ask for a new one here.',
      );
    }
    const result = await checkEmailProof(table, browserSecret, proof, now);
    if (result.kind === 'ended') throw unauthorized('The code has expired or was used. Ask for a new one.');
    if (result.kind === 'wrong') {
      throw unauthorized(
        result.triesLeft > 0
          ? 'This is not the code of the latest e-mail. Check it and try again.'
          : 'This is not the code, and it was tried too often. Ask for a new one.',
      );
    }
    const { candidates } = result;
    const chosen =
      candidates.length === 1
        ? candidates[0]
        : candidates.find((candidate) => candidate.accountId === chosenAccountId);
    if (!chosen) {
      const accounts = await Promise.all(
        candidates.map(async (candidate) => ({
          id: candidate.accountId,
          name: (await getAccount(table, candidate.accountId))?.name ?? candidate.accountId,
        })),
      );
      return { kind: 'json', status: 200, members: { result: 'Choose an account', accounts } } as const;
    }
    if (!(await finishEmailSignIn(table, browserSecret))) {
      throw unauthorized('The code has expired or was used. Ask for a new one.');
    }
    return signIn(deps, chosen, 'email', request, now, [formatCookie(request.url, BROWSER_COOKIE, '', 0)]);
  }

  return [
    defineRoute({
      ...base,
      path: '/web/sign-in/email',
      summary: 'Send a code and a link to an e-mail address, if a user has it',
      body: z.object({
        email: z
          .string()
          .toLowerCase()
          .refine((text) => emailAddress(text) !== undefined, { message: 'must be an e-mail address' }),
      }),
      answers: 202,
      response: 'emailRequested',
      handle: async ({ body, request, now }) => {
        const email = body.email.trim();
        const answered = wait(ANSWER_MS);
        await requireAttempt(EMAILS_PER_SOURCE, request.sourceIp, now);
        await requireAttempt(EMAILS_PER_ADDRESS, email, now);
        const users = await listUsers(email);
        const candidates = users.map(({ accountId, user }) => ({ accountId, userId: user.id }));
        const begun = await beginEmailSignIn(table, candidates, now);
        const { browserSecret, code, linkToken, expiresAt } = begun;
        const link = `${getConsoleOrigin(deps, request.url)}/console/sign-in/link#${linkToken}`;
        const minutes = EMAIL_SIGN_IN_MS / MINUTE;
        const [first] = users;
        if (first) await sendOrLog({ to: email, code, link, minutes, locale: first.user.locale });
        await answered;
        const cookie = formatCookie(request.url, BROWSER_COOKIE, browserSecret, EMAIL_SIGN_IN_MS / SECOND);
        return {
          kind: 'json',
          status: 202,
          members: { result: 'Sent if a user has this address', expiresAt: toIso(expiresAt) },
          cookies: [cookie],
        };
      },
    }),
    defineRoute({
      ...base,
      path: '/web/sign-in/email/code',
      summary: 'Sign in with the code of the e-mail',
      body: z.object({ code: z.string().max(20), accountId }),
      answers: 200,
      response: 'signedInOrAccounts',
      handle: async ({ body, request, now }) =>
        // People copy the code as it is written, in two groups.
        useProof({ code: body.code.replace(/\D/g, '') }, body.accountId, request, now),
    }),
    defineRoute({
      ...base,
      path: '/web/sign-in/email/link',
      summary: 'Sign in with the link of the e-mail',
      body: z.object({ token: z.string().max(100), accountId }),
      answers: 200,
      response: 'signedInOrAccounts',
      handle: async ({ body, request, now }) =>
        useProof({ linkToken: body.token }, body.accountId, request, now),
    }),
  ];
}
