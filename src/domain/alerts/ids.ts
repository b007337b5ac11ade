import { derivedId } from '../../platform/ids.ts';

/**
 * The id of the alert that a request to create one opens, where it opens one. The API groups by it, where no alias is
 * given, before the alert exists; the worker gives it to the alert.
 */
export const alertIdOfRequest = (accountId: string, requestId: string): string =>
  derivedId('alert', accountId, requestId);
