import { derivedId, isRandomId, withHash } from '../../platform/ids.ts';

/**
 * The id of the alert that a request creates. Known before the alert exists: a request without an alias uses it as the
 * alias.
 */
export const alertIdOfRequest = (accountId: string, requestId: string): string =>
  derivedId('alert', accountId, requestId);

/**
 * The id under which a Create with the alias is applied. It ends with the hash of the alias: if it only increases the count of an alert, its
 * status is found by it (duplicates.ts). An id that is derived from something else stays as it is.
 */
export const toCreateRequestId = (requestId: string, alias: string | undefined): string =>
  alias && isRandomId(requestId) ? withHash(requestId, alias) : requestId;
