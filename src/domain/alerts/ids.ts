import { derivedId } from '../../platform/ids.ts';

/**
 * The id of the alert that a request creates. Known before the alert exists: a request without an alias uses it as the
 * alias.
 */
export const alertIdOfRequest = (accountId: string, requestId: string): string =>
  derivedId('alert', accountId, requestId);
