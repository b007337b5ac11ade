import type { Instant } from '../../platform/clock.ts';
import type { Queue } from '../../platform/queue.ts';
import type { AlertActionMessage } from '../alerts/action.ts';
import { messageGroupId } from '../alerts/message-group.ts';
import type { Alert } from '../alerts/model.ts';
import type { IntegrationRef } from '../kernel/integration-ref.ts';

/** What somebody can do about an alert from where its message reached them: by a link, or by answering a text. */
export const DEEDS = ['acknowledge', 'close'] as const;
export type Deed = (typeof DEEDS)[number];

const ACTION = { acknowledge: 'Acknowledge', close: 'Close' } as const;

/** In the words of whoever is told that it was done. */
export const DONE: Readonly<Record<Deed, string>> = { acknowledge: 'Acknowledged', close: 'Closed' };

/** Whether somebody has done it already. */
export const isSettled = ({ status, acknowledged }: Alert, deed: Deed): boolean =>
  status === 'closed' || (deed === 'acknowledge' && acknowledged);

/** Puts the deed on alert-actions.fifo, in the name of the user. The same request id again does nothing more. */
export async function dispatchDeed(
  queue: Queue,
  alert: Alert,
  {
    deed,
    ...asked
  }: {
    readonly deed: Deed;
    readonly user: string;
    readonly requestId: string;
    readonly receivedAt: Instant;
    readonly source: string;
    /** As whom it appears on the alert. */
    readonly integration: IntegrationRef;
  },
): Promise<void> {
  const message: AlertActionMessage = {
    ...asked,
    accountId: alert.accountId,
    target: { type: 'id', value: alert.id },
    action: { type: ACTION[deed] },
    note: '',
  };
  await queue.send(message, {
    group: messageGroupId(alert.accountId, alert.alias),
    deduplicationId: asked.requestId,
  });
}
