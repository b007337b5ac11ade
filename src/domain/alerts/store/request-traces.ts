import { alertKey, appliedMarkKey, type ItemKey, requestKey, tombstoneKey } from '../../../platform/keys.ts';
import type { Item, Table } from '../../../platform/table.ts';
import type { AppliedMark } from '../../requests/applied-marks.ts';
import type { RequestResult } from '../../requests/request-status.ts';
import type { AlertActionMessage } from '../action.ts';
import { alertIdOfRequest } from '../ids.ts';
import { getCreatedAlias } from '../reducer/create.ts';
import { findDuplicateStatusesKey, getDuplicateStatus } from './duplicate-statuses.ts';

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
}

const keyText = ({ pk, sk }: ItemKey) => `${pk} ${sk}`;

/** The items in which an earlier delivery may have left traces. `duplicate`: the one that duplicates of a moment share. */
function getTraceKeys(message: AlertActionMessage) {
  const { accountId, requestId, action } = message;
  const keys = { request: requestKey(accountId, requestId), mark: appliedMarkKey(accountId, requestId) };
  if (action.type !== 'Create') return { ...keys, alert: [] };
  const own = alertIdOfRequest(accountId, requestId);
  const duplicate = findDuplicateStatusesKey(message, getCreatedAlias(message, action));
  return {
    ...keys,
    alert: [alertKey(accountId, own), tombstoneKey(accountId, own)],
    ...(duplicate && { duplicate }),
  };
}

/** The traces of messages that may have been applied before, by request id, in one read. */
export async function readRequestTraces(
  table: Table,
  messages: readonly AlertActionMessage[],
): Promise<ReadonlyMap<string, RequestTrace>> {
  const wanted = messages
    .map(getTraceKeys)
    .flatMap(({ request, mark, alert, duplicate }) => [
      request,
      mark,
      ...alert,
      ...(duplicate ? [duplicate] : []),
    ]);
  const keys = [...new Map(wanted.map((key) => [keyText(key), key])).values()];
  const found = new Map((await table.batchGet(keys)).map((item) => [keyText(item), item]));
  return new Map(
    messages.map((message) => {
      const { request, mark, alert, duplicate } = getTraceKeys(message);
      const stored = found.get(keyText(request)) as (Item & AlertRequestResult) | undefined;
      const result =
        stored && !stored.deadLettered
          ? stored
          : duplicate && getDuplicateStatus(found.get(keyText(duplicate)), message.requestId);
      const appliedTo = findAppliedTo(result, found.get(keyText(mark)) as (Item & AppliedMark) | undefined);
      const hasCreatedAlert = alert.some((key) => found.has(keyText(key)));
      const trace = { ...(result && { result }), ...(appliedTo && { appliedTo }), hasCreatedAlert };
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
