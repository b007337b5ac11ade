import type { Instant } from '../../platform/clock.ts';
import type { Queue } from '../../platform/queue.ts';
import type { AlertAction, AlertActionMessage } from '../alerts/action.ts';
import { messageGroupId } from '../alerts/message-group.ts';
import type { Alert } from '../alerts/model.ts';
import type { IntegrationRef } from '../kernel/integration-ref.ts';

/** Actions on an alert that its responders can take by a signed link or by replying to an SMS. */
export const RESPONDER_ACTIONS = ['acknowledge', 'close'] as const;
export type ResponderAction = (typeof RESPONDER_ACTIONS)[number];

/** What the page behind a link offers besides: to give an acknowledged alert back, and to snooze it until an instant. */
export type PageAction = ResponderAction | 'unacknowledge' | { readonly snoozeUntil: Instant };

const ACTION_TYPES = {
  acknowledge: 'Acknowledge',
  close: 'Close',
  unacknowledge: 'UnAcknowledge',
} as const;

const toAction = (action: PageAction): AlertAction =>
  typeof action === 'string' ? { type: ACTION_TYPES[action] } : { type: 'Snooze', until: action.snoozeUntil };

/** Whether the action has no effect any more, because the alert is acknowledged or closed. */
export const isAlreadyDone = ({ status, acknowledged }: Alert, action: ResponderAction): boolean =>
  status === 'closed' || (action === 'acknowledge' && acknowledged);

/** Sends the action to alert-actions.fifo in the name of the user. Repeating it with the same request id has no effect. */
export async function enqueueResponderAction(
  queue: Queue,
  alert: Alert,
  {
    action,
    ...request
  }: {
    readonly action: PageAction;
    readonly user: string;
    readonly requestId: string;
    readonly receivedAt: Instant;
    readonly source: string;
    /** The integration that the alert's log names. */
    readonly integration: IntegrationRef;
  },
): Promise<void> {
  const message: AlertActionMessage = {
    ...request,
    accountId: alert.accountId,
    target: { type: 'id', value: alert.id },
    action: toAction(action),
    note: '',
  };
  await queue.send(message, {
    group: messageGroupId(alert.accountId, alert.alias),
    deduplicationId: request.requestId,
  });
}
