import { parseSessionToken } from '../../domain/sessions/model.ts';
import { derivedId, isRandomId } from '../../platform/ids.ts';
import type { RequestWithCookies } from '../requests/cookies.ts';
import { findSessionToken } from './session-cookie.ts';

/** The console sends the same value with every repetition of a request whose answer it did not get. */
const REQUEST_ID_HEADER = 'x-tocsin-request-id';

/**
 * The id of a request that the console may repeat; undefined without the header. It is derived from the user, too, so that
 * nobody can choose the id of another's request. Like every request id it is formatted as a UUID version 4. (A cookie that
 * names another user is refused later.)
 */
export function findRequestId(request: RequestWithCookies): string | undefined {
  const sent = request.headers.get(REQUEST_ID_HEADER) ?? '';
  const token = parseSessionToken(findSessionToken(request) ?? '');
  if (!isRandomId(sent) || !token) return undefined;
  const id = derivedId('console-request', token.accountId, token.userId, sent);
  return `${id.slice(0, 14)}4${id.slice(15)}`;
}
