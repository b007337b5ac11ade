import type { Directory } from '../../domain/directory/directory.ts';
import type { RequestStatus } from '../../domain/requests/request-status.ts';

/**
 * Warns that an alert was acknowledged or closed in the name of somebody who is no user. Clients may write any name, such
 * as that of a script, so the action counts; but after a typo nobody is notified, and nobody owns the alert.
 */
export async function warnOfRequester(
  directory: Pick<Directory, 'users'>,
  accountId: string,
  { success, action, requester }: Pick<RequestStatus, 'success' | 'action' | 'requester'>,
): Promise<readonly string[]> {
  if (!success || requester === undefined) return [];
  if (await directory.users.find(accountId, { name: requester })) return [];
  const effect =
    action === 'Acknowledge'
      ? 'The acknowledge counts, but it gives the alert no owner.'
      : 'The close counts; the name is only shown.';
  return [`user: there is no user with the username [${requester}]. ${effect}`];
}
