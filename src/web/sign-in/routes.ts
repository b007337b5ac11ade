import * as z from 'zod';
import type { Directory } from '../../domain/directory/directory.ts';
import { forbidden } from '../../domain/kernel/errors.ts';
import { createRouteDefiner, type Route } from '../../http/route.ts';
import type * as responses from './responses.ts';
import { type StartSessionDeps, startSession } from './start-session.ts';

const defineRoute = createRouteDefiner<typeof responses>('web-sign-in');

export interface SignInDeps extends StartSessionDeps {
  readonly users: Directory['users'];
  /** The account whose people anybody may sign in as. Only localhost has one. */
  readonly demoAccountId?: string;
}

const base = { tag: 'Console', domain: 'configuration', rights: 'public' } as const;

/** The ways to sign in, and the one without a proof that only localhost has. */
export function signInRoutes(deps: SignInDeps): readonly Route[] {
  const { users, demoAccountId } = deps;
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
          email: false,
          oidc: null,
          oidcOnly: false,
          passkeys: false,
          demo: (await listDemoUsers()).map(({ username, fullName }) => ({ username, fullName })),
        },
      }),
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
        const cookie = await startSession(deps, { accountId: demoAccountId, user }, 'demo', request, now);
        return { kind: 'json', status: 200, members: { result: 'Signed in' }, cookies: [cookie] };
      },
    }),
  ];
}
