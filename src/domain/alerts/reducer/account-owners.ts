import type { AlertActionMessage } from '../action.ts';
import type { Alert, Flow } from '../model.ts';
import { changeTo } from './changes.ts';
import { createResponderFlow, nextRun, toAccountOwnerKey } from './flows.ts';
import { type AlertState, type Reduction, refuse, type UserRef } from './types.ts';

/**
 * Notifies the owners of the account through their rules for new alerts, because nobody else could be notified. They do not
 * become responders. It happens once per alert.
 */
export function notifyAccountOwners(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  { run: requestedRun, reason }: { readonly run: number; readonly reason: string },
  owners: readonly UserRef[],
): Reduction {
  if (alert.run !== requestedRun) return refuse('A later run has superseded the notification of the owners');
  if (alert.accountOwnersNotified) return refuse('The owners of the account were notified before');
  const run = nextRun(state);
  const added = owners.map(
    (owner): Flow => ({
      ...createResponderFlow({ type: 'user', id: owner.id }, run, message.receivedAt),
      key: toAccountOwnerKey(owner.id),
    }),
  );
  const names = owners.map(({ username }) => username).join(', ');
  return changeTo(
    message,
    { ...alert, accountOwnersNotified: true, run, flows: [...alert.flows, ...added] },
    `Nobody was notified of the alert: ${reason}. ${
      owners.length > 0 ? `The owners of the account are notified: ${names}.` : 'The account has no owner.'
    }`,
  );
}
