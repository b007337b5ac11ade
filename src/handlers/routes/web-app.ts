import type { AlertDeps } from '../../api/alerts/routes.ts';
import type { ApiKey } from '../../domain/accounts/model.ts';
import { forbidden } from '../../domain/kernel/errors.ts';
import { createSessionLookup } from '../../domain/sessions/lookup.ts';
import type { SessionLimits } from '../../domain/sessions/model.ts';
import { createSessionStore } from '../../domain/sessions/store.ts';
import { type App, createApp, toCaller } from '../../http/app.ts';
import type { HttpRequest } from '../../http/messages.ts';
import type { RateLimiter } from '../../http/rate-limit.ts';
import type { UserAccess } from '../../http/user-access.ts';
import type { Clock } from '../../platform/clock.ts';
import { createWebApp } from '../../web/app.ts';
import { liveRoutes } from '../../web/live/routes.ts';
import { sessionRoutes } from '../../web/sessions/routes.ts';
import { requireSession, toUserKey } from '../../web/sessions/session-cookie.ts';
import type { SendSignInEmail } from '../../web/sign-in/email-routes.ts';
import { type OidcSettings, signInRoutes } from '../../web/sign-in/routes.ts';
import type { ConfigurationDeps } from './configuration-app.ts';

export interface WebDeps {
  readonly configuration: ConfigurationDeps;
  readonly alerts: AlertDeps;
  readonly limits: SessionLimits;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** Sends the e-mails for signing in. */
  readonly sendEmail: SendSignInEmail;
  /** Absent if the stage has no identity provider. */
  readonly oidc?: OidcSettings;
  /** The address of the console, without a path, if it is another than that of requests: behind a CDN. */
  readonly consoleUrl?: string;
  /** The account whose people anybody may sign in as; absent except on localhost. */
  readonly demoAccountId?: string;
}

/** Creates the back end of the console, and the REST API with a session in the place of the key. */
export function createConsoleApp(deps: WebDeps): App {
  const { configuration, alerts, limits, limiter, clock, wait, sendEmail, oidc, consoleUrl, demoAccountId } =
    deps;
  const { table, directory } = configuration;
  const { users, roles } = directory;
  const sessions = createSessionStore(table, limits);
  const lookup = createSessionLookup({ sessions, users, limits, clock });
  const findSession = async (request: HttpRequest): Promise<ApiKey> =>
    toUserKey((await requireSession(lookup, request)).session);
  // Keys are not accepted here, whatever the request says.
  const findKey = async () => undefined;

  return createWebApp({
    own: createApp({
      routes: [
        ...sessionRoutes({
          table,
          users,
          roles,
          sessions,
          lookup,
          limits,
          local: demoAccountId !== undefined,
        }),
        ...liveRoutes({ table }),
        ...signInRoutes({
          table,
          users,
          sessions,
          limits,
          directory,
          contactMessages: configuration.contactMessages,
          wait,
          sendEmail,
          ...(oidc && { oidc }),
          ...(consoleUrl !== undefined && { consoleUrl }),
          ...(demoAccountId !== undefined && { demoAccountId }),
        }),
      ],
      findKey,
      findSession,
      limiter,
      clock,
      userAccess: createOwnAccess(users),
    }),
    api: createLazyApp(async () => {
      const { createSessionApi } = await import('./session-api.ts');
      return createSessionApi({ configuration, alerts, findKey, findSession, limiter, clock });
    }),
  });
}

/** An app that is loaded with its first request, so that others do not wait for its routes and their input checks. */
function createLazyApp(load: () => Promise<App>): App {
  let loading: Promise<App> | undefined;
  return async (request, meta) => {
    loading ??= load();
    return (await loading)(request, meta);
  };
}

/** The console's own routes are about the signed-in user alone, and need no right of a role. */
const createOwnAccess =
  (users: ConfigurationDeps['directory']['users']): UserAccess =>
  async (key) => {
    const user = key.userId === undefined ? undefined : await users.get(key.accountId, key.userId);
    if (!user) throw forbidden('The user does not exist.');
    const { id, username } = user;
    return {
      ...toCaller(key),
      user: { id, username, canManageUsers: false, isOwner: false, grantableRights: [] },
    };
  };
