import type { Directory } from '../../domain/directory/directory.ts';
import { forbidden } from '../../domain/kernel/errors.ts';
import type { SignInMethod } from '../../domain/sessions/model.ts';
import type { Candidate } from '../../domain/sign-in/email-sign-in.ts';
import type { ReadonlyHeaders } from '../../http/messages.ts';
import type { JsonResponse } from '../../http/route.ts';
import type { Instant } from '../../platform/clock.ts';
import type { Table } from '../../platform/table.ts';
import { type StartSessionDeps, startSession } from './start-session.ts';

/** The dependencies that all ways to sign in share. */
export interface SignInContext extends StartSessionDeps {
  readonly table: Table;
  readonly users: Directory['users'];
  /** The address of the console, without a path, if it is another than that of the request: behind a CDN. */
  readonly consoleUrl?: string;
}

/** The request of a sign-in, as routes get it. */
export interface SignInRequest {
  readonly url: URL;
  readonly headers: ReadonlyHeaders;
}

/** The origin under which the browser knows the console. */
export const getConsoleOrigin = ({ consoleUrl }: Pick<SignInContext, 'consoleUrl'>, url: URL): string =>
  consoleUrl ?? url.origin;

export type SignedInResponse = JsonResponse<200, { readonly result: 'Signed in' }>;

/** Starts the session of a user who has proven who they are. Throws `forbidden` if they are blocked or deleted. */
export async function signIn(
  context: SignInContext,
  { accountId, userId }: Candidate,
  method: SignInMethod,
  request: SignInRequest,
  now: Instant,
  otherCookies: readonly string[] = [],
): Promise<SignedInResponse> {
  const user = await context.users.get(accountId, userId);
  if (!user || user.blocked) throw forbidden('The user is blocked or does not exist. Ask an administrator.');
  const cookie = await startSession(context, { accountId, user }, method, request, now);
  return { kind: 'json', status: 200, members: { result: 'Signed in' }, cookies: [cookie, ...otherCookies] };
}
