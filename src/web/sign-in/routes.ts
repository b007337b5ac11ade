import * as z from 'zod';
import { forbidden, unauthorized } from '../../domain/kernel/errors.ts';
import { redeemSignInLink } from '../../domain/sign-in/sign-in-link.ts';
import { createRouteDefiner, type Route } from '../../http/route.ts';
import { signIn } from './context.ts';
import { emailRoutes, type SendSignInEmail } from './email-routes.ts';
import { type OidcDeps, oidcRoutes } from './oidc-routes.ts';
import { type PasskeyDeps, passkeyRoutes } from './passkey-routes.ts';
import type * as responses from './responses.ts';

const defineRoute = createRouteDefiner<typeof responses>('web-sign-in');

/** The identity provider of a stage. */
export interface OidcSettings extends Pick<OidcDeps, 'provider' | 'readSettings'> {
  /** The name of the provider on the button. */
  readonly name: string;
  /** Whether it is the only way to sign in, besides the links of npm run admin. */
  readonly only: boolean;
}

export interface SignInDeps extends PasskeyDeps {
  readonly sendEmail: SendSignInEmail;
  readonly directory: OidcDeps['directory'];
  /** Absent if the stage has no identity provider. */
  readonly oidc?: OidcSettings;
  readonly wait: (ms: number) => Promise<void>;
  /** The account whose people anybody may sign in as. Only localhost has one. */
  readonly demoAccountId?: string;
}

const base = { tag: 'Console', domain: 'configuration', rights: 'public' } as const;

/** The ways to sign in. */
export function signInRoutes(deps: SignInDeps): readonly Route[] {
  const { table, users, oidc, demoAccountId } = deps;
  const isProviderOnly = oidc?.only ?? false;
  const listDemoUsers = async () =>
    demoAccountId === undefined ? [] : (await users.list(demoAccountId)).filter(({ blocked }) => !blocked);

  return [
    defineRoute({
      ...base,
      method: 'GET',
      path: '/web/sign-in/methods',
      summary: 'List the ways to sign in',
      response: 'methods',
      handle: async () => ({
        kind: 'json',
        status: 200,
        members: {
          email: !isProviderOnly,
          oidc: oidc ? { name: oidc.name } : null,
          oidcOnly: isProviderOnly,
          passkeys: !isProviderOnly,
          demo: (await listDemoUsers()).map(({ username, fullName }) => ({ username, fullName })),
        },
      }),
    }),
    ...(isProviderOnly ? [] : [...emailRoutes(deps), ...passkeyRoutes(deps)]),
    ...(oidc ? oidcRoutes({ ...deps, ...oidc }) : []),
    defineRoute({
      ...base,
      method: 'POST',
      path: '/web/sign-in/break-glass',
      summary: 'Sign in with a link of npm run admin',
      body: z.object({ token: z.string().max(200) }),
      answers: 200,
      response: 'signedIn',
      handle: async ({ body, request, now }) => {
        const found = await redeemSignInLink(table, body.token, now);
        if (!found) {
          throw unauthorized(
            'The link is wrong, was used or has expired. An administrator can make a new one: npm run admin -- sign-in-link',
          );
        }
        return signIn(deps, found, 'break-glass', request, now);
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: '/web/sign-in/demo',
      summary: 'Sign in as a person of the demo account, on localhost',
      body: z.object({ username: z.string() }),
      answers: 200,
      response: 'signedIn',
      handle: async ({ body, request, now }) => {
        const user = (await listDemoUsers()).find(({ username }) => username === body.username);
        if (!user || demoAccountId === undefined) throw forbidden('This way to sign in is not available.');
        return signIn(deps, { accountId: demoAccountId, userId: user.id }, 'demo', request, now);
      },
    }),
  ];
}
