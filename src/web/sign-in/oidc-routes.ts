import * as z from 'zod';
import {
  type ProviderRefusal,
  type ProviderSettings,
  type ProviderSignInDeps,
  signInProviderIdentity,
} from '../../domain/sign-in/provider-identity.ts';
import { createRouteDefiner, type RawResponse, type Route } from '../../http/route.ts';
import { logger } from '../../platform/logger.ts';
import { runInRequestContext } from '../../platform/request-context.ts';
import { findCookie, formatCookie } from '../requests/cookies.ts';
import { getConsoleOrigin, type SignInContext } from './context.ts';
import type { IdentityProvider, PendingSignIn } from './identity-provider.ts';
import { startSession } from './start-session.ts';

const defineRoute = createRouteDefiner<Record<never, never>>('web-oidc');

export interface OidcDeps extends SignInContext, ProviderSignInDeps {
  readonly provider: IdentityProvider;
  /** Throws if the stage's settings are wrong: then nobody signs in this way, and the other ways still work. */
  readonly readSettings: () => ProviderSettings;
}

/** Why the browser is led back to the page for signing in, in its query parameter `problem`. The page has the words. */
export type OidcProblem = ProviderRefusal | 'provider' | 'expired';

/** The cookie with what the browser keeps while it is at the provider. */
const PENDING_COOKIE = 'tocsin-oidc';
const PENDING_SECONDS = 600;

const CALLBACK_PATH = '/web/oidc/callback';

const base = {
  method: 'GET',
  tag: 'Console',
  domain: 'configuration',
  rights: 'public',
  produces: 'text/plain',
} as const;

/** A page of the console to return to. Anything else, such as the address of another site, becomes the first page. */
const toReturnPath = (path: string | undefined): string =>
  path !== undefined && /^\/console\/[\w\-./?=&%:+~]*$/.test(path) && !path.includes('//')
    ? path
    : '/console/';

const redirect = (location: string, cookies: readonly string[]): RawResponse => ({
  kind: 'raw',
  status: 302,
  contentType: 'text/plain; charset=utf-8',
  headers: { Location: location },
  body: '',
  cookies,
});

type Kept = PendingSignIn & { readonly returnTo: string };

const encodeKept = (kept: Kept): string => Buffer.from(JSON.stringify(kept)).toString('base64url');

function decodeKept(text: string | undefined): Kept | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Signing in through an OpenID Connect provider. */
export function oidcRoutes(deps: OidcDeps): readonly Route[] {
  const { provider, readSettings } = deps;

  const fail = (url: URL, problem: OidcProblem) =>
    redirect(`/console/sign-in?problem=${problem}`, [formatCookie(url, PENDING_COOKIE, '', 0)]);

  return [
    defineRoute({
      ...base,
      path: '/web/oidc/start',
      summary: 'Go to the identity provider',
      query: z.object({ returnTo: z.string().max(2_000).optional() }),
      handle: async ({ query, request, requestId }) => {
        const { url } = request;
        try {
          readSettings();
          const started = await provider.start(`${getConsoleOrigin(deps, url)}${CALLBACK_PATH}`);
          const kept = encodeKept({ ...started.pending, returnTo: toReturnPath(query.returnTo) });
          return redirect(started.url, [formatCookie(url, PENDING_COOKIE, kept, PENDING_SECONDS)]);
        } catch (error) {
          logger.error('Signing in through the identity provider cannot begin', {
            requestId,
            error: error as Error,
          });
          return fail(url, 'provider');
        }
      },
    }),
    defineRoute({
      ...base,
      path: CALLBACK_PATH,
      summary: 'Come back from the identity provider',
      handle: async ({ request, requestId, now }) => {
        const { url } = request;
        const kept = decodeKept(findCookie(request, PENDING_COOKIE));
        if (!kept) return fail(url, 'expired');
        const callback = new URL(`${CALLBACK_PATH}${url.search}`, getConsoleOrigin(deps, url));
        const identity = await provider.finish(callback, kept).catch((error: Error) => {
          logger.warn('The identity provider signed nobody in', { requestId, error });
          return undefined;
        });
        if (!identity) return fail(url, 'provider');
        const settings = readSettings();
        const actor = { type: 'integration', id: 'console', name: 'Single sign-on', keyId: 'oidc' } as const;
        const found = await runInRequestContext({ actor, requestId, now }, () =>
          signInProviderIdentity(deps, settings, identity, now),
        );
        if (found.kind === 'refused') return fail(url, found.reason);
        const { accountId } = settings;
        const cookie = await startSession(deps, { accountId, user: found.user }, 'oidc', request, now);
        return redirect(toReturnPath(kept.returnTo), [cookie, formatCookie(url, PENDING_COOKIE, '', 0)]);
      },
    }),
  ];
}
