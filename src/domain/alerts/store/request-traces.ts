import { alertKey, appliedMarkKey, type ItemKey, requestKey, tombstoneKey } from '../../../platform/keys.ts';
import type { Item, Table } from '../../../platform/table.ts';
import type { AppliedMark } from '../../requests/applied-marks.ts';
import type { RequestResult } from '../../requests/request-status.ts';
import type { AlertActionMessage } from '../action.ts';
import { alertIdOfRequest } from '../ids.ts';
import { findDuplicateStatuses } from './find-duplicates.ts';

/** Result of a request on an alert, as GET /v2/alerts/requests/{requestId} shows it. */
export interface AlertRequestResult extends RequestResult {
  readonly alertId: string;
  readonly alias: string;
}

/** The traces of an earlier delivery of a message. */
export interface RequestTrace {
  readonly result?: AlertRequestResult;
  /** The alert to which the message was applied, if a result or a mark says so. */
  readonly appliedTo?: { readonly alertId: string; readonly alias: string };
  /** The message is a Create, and the alert that it created exists or has a tombstone. */
  readonly hasCreatedAlert: boolean;
  /** The request was counted as a duplicate beside the alert, which is its status. */
  readonly isCountedBeside?: true;
}

const keyText = ({ pk, sk }: ItemKey) => `${pk} ${sk}`;

/** The items in which an earlier delivery may have left traces. */
function getTraceKeys(message: AlertActionMessage) {
  const { accountId, requestId, action } = message;
  const keys = { request: requestKey(accountId, requestId), mark: appliedMarkKey(accountId, requestId) };
  if (action.type !== 'Create') return { ...keys, alert: [] };
  const own = alertIdOfRequest(accountId, requestId);
  return { ...keys, alert: [alertKey(accountId, own), tombstoneKey(accountId, own)] };
}

/** The traces of messages of one account that may have been applied before, by request id. */
export async function readRequestTraces(
  table: Table,
  messages: readonly AlertActionMessage[],
): Promise<ReadonlyMap<string, RequestTrace>> {
  const [{ accountId = '' } = {}] = messages;
  const wanted = messages.map(getTraceKeys).flatMap(({ request, mark, alert }) => [request, mark, ...alert]);
  const keys = [...new Map(wanted.map((key) => [keyText(key), key])).values()];
  const creates = messages.filter(({ action }) => action.type === 'Create');
  const [items, counted] = await Promise.all([
    table.batchGet(keys),
    findDuplicateStatuses(
      table,
      accountId,
      creates.map(({ requestId }) => requestId),
    ),
  ]);
  const found = new Map(items.map((item) => [keyText(item), item]));
  return new Map(
    messages.map((message) => {
      const { request, mark, alert } = getTraceKeys(message);
      const stored = found.get(keyText(request)) as (Item & AlertRequestResult) | undefined;
      const duplicate = counted.get(message.requestId);
      const result = stored && !stored.deadLettered ? stored : duplicate;
      const appliedTo = findAppliedTo(result, found.get(keyText(mark)) as (Item & AppliedMark) | undefined);
      const hasCreatedAlert = alert.some((key) => found.has(keyText(key)));
      const trace = {
        ...(result && { result }),
        ...(appliedTo && { appliedTo }),
        hasCreatedAlert,
        ...(duplicate && { isCountedBeside: true as const }),
      };
      return [message.requestId, trace];
    }),
  );
}

function findAppliedTo(
  result: AlertRequestResult | undefined,
  mark: AppliedMark | undefined,
): RequestTrace['appliedTo'] {
  if (result?.success) return { alertId: result.alertId, alias: result.alias };
  return mark && { alertId: mark.appliedTo, alias: mark.alias };
}
