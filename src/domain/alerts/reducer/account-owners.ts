import type { AlertActionMessage } from '../action.ts';
import type { Alert, Flow } from '../model.ts';
import { changeTo } from './changes.ts';
import { createResponderFlow, nextRun, toAccountOwnerKey, withFlow } from './flows.ts';
import {
  type AlertState,
  type FallbackResponder,
  type Reduction,
  type ResolvedReferences,
  refuse,
  type UserRef,
} from './types.ts';

/** "team Operations", for a log entry. */
export const describeFallback = ({ responder, name }: FallbackResponder): string =>
  `${responder.type} ${name}`;

/** What the log says of the owners who are notified. */
export const describeOwners = (owners: readonly UserRef[]): string =>
  owners.length > 0
    ? `The owners of the account are notified: ${owners.map(({ username }) => username).join(', ')}.`
    : 'The account has no owner.';

/** The flows by which the owners of the account are notified. They do not become responders. */
export const createOwnerFlows = (
  owners: readonly UserRef[],
  run: number,
  startedAt: number,
): readonly Flow[] =>
  owners.map((owner) => ({
    ...createResponderFlow({ type: 'user', id: owner.id }, run, startedAt),
    key: toAccountOwnerKey(owner.id),
  }));

/**
 * Notifies somebody of an alert that reached nobody: the account's fallback responder, who becomes a responder, or else the
 * owners of the account through their rules for new alerts. If the fallback responder reaches nobody either, the owners
 * follow. Each happens once per alert.
 */
export function notifyAccountOwners(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  { run: requestedRun, reason }: { readonly run: number; readonly reason: string },
  { accountOwners = [], fallback }: Pick<ResolvedReferences, 'accountOwners' | 'fallback'>,
): Reduction {
  if (alert.run !== requestedRun) return refuse('A later run has superseded the notification of the owners');
  if (alert.accountOwnersNotified) return refuse('The owners of the account were notified before');
  const run = nextRun(state);
  const now = message.receivedAt;
  if (fallback && !alert.fallbackNotified && !isResponder(alert, fallback)) {
    const { responder } = fallback;
    return changeTo(
      message,
      {
        ...alert,
        fallbackNotified: true,
        run,
        responders: [...alert.responders, responder],
        ownerTeamId: alert.ownerTeamId || (responder.type === 'team' ? responder.id : ''),
        flows: withFlow(alert.flows, createResponderFlow(responder, run, now)),
      },
      `Nobody was notified of the alert: ${reason}. The fallback responder is notified: ${describeFallback(fallback)}.`,
    );
  }
  return changeTo(
    message,
    {
      ...alert,
      accountOwnersNotified: true,
      run,
      flows: [...alert.flows, ...createOwnerFlows(accountOwners, run, now)],
    },
    `Nobody was notified of the alert: ${reason}. ${describeOwners(accountOwners)}`,
  );
}

const isResponder = ({ responders }: Alert, { responder: { type, id } }: FallbackResponder): boolean =>
  responders.some((each) => each.type === type && each.id === id);
