import { toIso } from '../../platform/clock.ts';
import { untilAllEnd } from '../../platform/concurrently.ts';
import { alertChangeAttributes } from '../../platform/keys.ts';
import type { Item } from '../../platform/table.ts';
import { type AlertActionMessage, executionName } from '../alerts/action.ts';
import { alertIdOfRequest } from '../alerts/ids.ts';
import type { Ledger } from '../alerts/ledger.ts';
import type { Alert } from '../alerts/model.ts';
import { getStopCause, getSuccessStatus } from '../alerts/reducer/texts.ts';
import { toTinyIdItem } from '../alerts/store/alert-item.ts';
import type { Tombstone } from '../alerts/store/deletion.ts';
import { needsStoredCreateStatus } from '../alerts/store/request-status.ts';
import type { AlertRequestResult } from '../alerts/store/request-traces.ts';
import { toRequestStatusItem } from '../requests/request-status.ts';
import { type EffectDeps, reconcileExecution, stopExecution } from './effects.ts';

export interface FinishDeps extends EffectDeps {
  /** Called for every created alert once it is stored and its escalation has begun. May be called again on a retry. */
  readonly onCreated?: (alert: Alert) => Promise<void>;
  /**
   * Called with the actions that were applied to an alert, once it is stored and its execution is started or stopped;
   * for a deletion, just before it. May be called again on a retry.
   */
  readonly onApplied?: (alert: Alert, messages: readonly AlertActionMessage[]) => Promise<void>;
}

/** The actions in somebody's name after which fewer people are notified. */
const ENDS_NOTIFICATIONS: readonly string[] = ['Acknowledge', 'Close'];

const toSuccess = (message: AlertActionMessage, alert: Pick<Alert, 'id' | 'alias'>): AlertRequestResult => ({
  success: true,
  status: getSuccessStatus(message, alert),
  alertId: alert.id,
  alias: alert.alias,
});

/** Whether the alert with that id was made by the message. */
export const hasCreated = ({ accountId, requestId }: AlertActionMessage, alertId: string): boolean =>
  alertId === alertIdOfRequest(accountId, requestId);

/** What follows from the commit of a message. All of it can be repeated. */
export function createFinish(deps: FinishDeps) {
  const { store, clock } = deps;

  /** The status of an applied request. It is in an index, by which the console notices that the alert has changed. */
  const toSuccessItem = (message: AlertActionMessage, alert: Pick<Alert, 'id' | 'alias'>): Item => {
    const processedAt = clock();
    const { accountId, requestId } = message;
    return {
      ...toRequestStatusItem(message, toSuccess(message, alert), processedAt),
      ...(message.user && ENDS_NOTIFICATIONS.includes(message.action.type) && { requester: message.user }),
      ...alertChangeAttributes(accountId, alert.id, toIso(processedAt), requestId),
    };
  };

  /**
   * Continues a deletion from wherever it got to. Tiny id pointer and alias claim are removed last, so that a retry can
   * still find the alert.
   */
  async function finishDeletion(message: AlertActionMessage, tombstone: Tombstone): Promise<void> {
    const { accountId, alertId, tinyId, alias, run, continuation } = tombstone;
    await store.deleteItems(tombstone);
    if (run > 0) {
      const name = executionName({ tinyId, id: alertId, run }, continuation);
      await stopExecution(deps, name, getStopCause([message]), { accountId, alertId });
    }
    await store.putAll([toSuccessItem(message, { id: alertId, alias })]);
    await store.deleteTinyIdPointer(tombstone);
    await store.releaseClaim(tombstone);
  }

  /**
   * Everything after the alert is stored. `isRepeated`: some of the messages were stored by an earlier delivery. `withoutStatus`:
   * ids of the requests that are counted beside the alert, which is their status.
   */
  async function afterCommit(
    alert: Alert,
    ledger: Ledger | undefined,
    messages: readonly AlertActionMessage[],
    {
      isRepeated,
      withoutStatus,
    }: { readonly isRepeated: boolean; readonly withoutStatus: ReadonlySet<string> },
  ): Promise<void> {
    const isCreated = messages.some((message) => hasCreated(message, alert.id));
    // The status of a Create that made the alert can be derived from the alert.
    const isDerived = (message: AlertActionMessage) =>
      hasCreated(message, alert.id)
        ? !needsStoredCreateStatus(alert, clock())
        : withoutStatus.has(message.requestId);
    const items = [
      ...(isCreated ? [toTinyIdItem(alert)] : []),
      ...messages.filter((message) => !isDerived(message)).map((message) => toSuccessItem(message, alert)),
    ];
    // All can be repeated, and none needs another.
    await untilAllEnd([
      ...(items.length > 0 ? [store.putAll(items)] : []),
      reconcileExecution(deps, alert, ledger, messages, isRepeated),
    ]);
    if (isCreated) await deps.onCreated?.(alert);
    await deps.onApplied?.(alert, messages);
    const mayHoldAlias = messages.some(({ action }) =>
      ['Close', 'AutoClose', 'Create'].includes(action.type),
    );
    if (alert.status === 'closed' && mayHoldAlias) {
      const { accountId, alias, id: alertId } = alert;
      await store.expireClaim({ accountId, alias, alertId }, clock());
    }
  }

  return { toSuccessItem, finishDeletion, afterCommit };
}
