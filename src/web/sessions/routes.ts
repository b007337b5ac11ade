import type { Caller } from '../../domain/accounts/model.ts';
import { getAccount } from '../../domain/accounts/store.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { notFound } from '../../domain/kernel/errors.ts';
import { findMissingUserRights } from '../../domain/roles/model.ts';
import { resolveEffectiveRole } from '../../domain/roles/resolve-role.ts';
import type { SessionLookup } from '../../domain/sessions/lookup.ts';
import { getSessionEnd, type SessionLimits } from '../../domain/sessions/model.ts';
import type { SessionStore } from '../../domain/sessions/store.ts';
import { createRouteDefiner, type Route } from '../../http/route.ts';
import { toIso } from '../../platform/clock.ts';
import type { Table } from '../../platform/table.ts';
import type * as responses from './responses.ts';
import { findSessionToken, formatSignedOutCookie } from './session-cookie.ts';

const defineRoute = createRouteDefiner<typeof responses>('web-sessions');

export interface SessionRouteDeps {
  readonly table: Table;
  readonly users: Directory['users'];
  readonly roles: Directory['roles'];
  readonly sessions: SessionStore;
  readonly lookup: SessionLookup;
  readonly limits: SessionLimits;
  /** Whether the service runs on localhost. */
  readonly local: boolean;
}

const base = { tag: 'Console', domain: 'configuration' } as const;

/** Who is signed in, and the user's own sessions. */
export function sessionRoutes(deps: SessionRouteDeps): readonly Route[] {
  const { table, users, roles, sessions, lookup, limits, local } = deps;

  return [
    defineRoute({
      ...base,
      method: 'GET',
      path: '/web/session',
      summary: 'Get the signed-in user',
      rights: [],
      response: 'session',
      handle: async ({ caller }) => {
        const [user, account] = await Promise.all([
          users.get(caller.accountId, getUserId(caller)),
          getAccount(table, caller.accountId),
        ]);
        if (!user) throw notFound('The user does not exist.');
        const { id, username, fullName, role, timeZone, locale } = user;
        const effectiveRole = await resolveEffectiveRole({ roles }, caller.accountId, role);
        return {
          kind: 'json',
          status: 200,
          members: {
            user: { id, username, fullName, role: role.name, timeZone, locale },
            missingRights: findMissingUserRights(effectiveRole),
            account: { id: caller.accountId, name: account?.name ?? caller.accountId },
            local,
          },
        };
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/web/sessions',
      summary: 'List the sessions of the signed-in user',
      rights: [],
      response: 'sessions',
      handle: async ({ caller, now }) => {
        const all = await sessions.list(caller.accountId, getUserId(caller));
        const active = all.filter((session) => getSessionEnd(session, limits) > now);
        return {
          kind: 'json',
          status: 200,
          members: {
            sessions: active
              .toSorted((a, b) => b.lastUsedAt - a.lastUsedAt)
              .map(({ id, device, createdAt, lastUsedAt }) => ({
                id,
                device,
                createdAt: toIso(createdAt),
                lastUsedAt: toIso(lastUsedAt),
                current: id === caller.keyId,
              })),
          },
        };
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: '/web/sessions/{id}',
      summary: 'End a session of the signed-in user',
      rights: [],
      response: 'ended',
      handle: async ({ caller, params }) => {
        await sessions.delete(caller.accountId, getUserId(caller), params.id ?? '');
        return { kind: 'json', status: 200, members: { result: 'Ended' } };
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: '/web/sign-out',
      summary: 'End the session',
      // A person without a session, or with one that has ended, is signed out as well.
      rights: 'public',
      answers: 200,
      response: 'signedOut',
      handle: async ({ request }) => {
        const token = findSessionToken(request);
        const active = token === undefined ? undefined : await lookup.find(token);
        if (active && token !== undefined) {
          const { accountId, userId, id } = active.session;
          await sessions.delete(accountId, userId, id);
          lookup.forget(token);
        }
        return {
          kind: 'json',
          status: 200,
          members: { result: 'Signed out' },
          cookies: [formatSignedOutCookie(request.url)],
        };
      },
    }),
  ];
}

/** The id of the signed-in user: a caller with a session always has one. */
function getUserId({ user }: Caller): string {
  if (!user) throw new Error('The caller has no session.');
  return user.id;
}
