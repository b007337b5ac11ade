import { alertKey, type ItemKey, requestKey, tombstoneKey } from '../../../platform/keys.ts';
import type { Item, Table } from '../../../platform/table.ts';
import type { RequestResult } from '../../requests/request-status.ts';
import type { AlertActionMessage } from '../action.ts';
import { alertIdOfRequest } from '../ids.ts';
import { readDuplicateStatuses } from './duplicate-statuses.ts';

/** Result of a request on an alert, as GET /v2/alerts/requests/{requestId} shows it. */
export interface AlertRequestResult extends RequestResult {
  readonly alertId: string;
  readonly alias: string;
}

/** The traces of an earlier delivery of a message. */
export interface RequestTrace {
  readonly result?: AlertRequestResult;
  /** The message is a Create, and the alert that it created exists or has a tombstone. */
  readonly hasCreatedAlert: boolean;
}

const keyText = ({ pk, sk }: ItemKey) => `${pk} ${sk}`;

function getTraceKeys({ accountId, requestId, action }: AlertActionMessage) {
  const own = alertIdOfRequest(accountId, requestId);
  const alert = action.type === 'Create' ? [alertKey(accountId, own), tombstoneKey(accountId, own)] : [];
  return { request: requestKey(accountId, requestId), alert };
}

/** The traces of messages that may have been applied before, by request id, in one read. */
export async function readRequestTraces(
  table: Table,
  messages: readonly AlertActionMessage[],
): Promise<ReadonlyMap<string, RequestTrace>> {
  const wanted = messages.map(getTraceKeys).flatMap(({ request, alert }) => [request, ...alert]);
  const keys = [...new Map(wanted.map((key) => [keyText(key), key])).values()];
  const [items, duplicates] = await Promise.all([
    table.batchGet(keys),
    readStatusesOfDuplicates(table, messages),
  ]);
  const found = new Map(items.map((item) => [keyText(item), item]));
  return new Map(
    messages.map((message) => {
      const { request, alert } = getTraceKeys(message);
      const stored = found.get(keyText(request)) as (Item & AlertRequestResult) | undefined;
      const result = stored && !stored.deadLettered ? stored : duplicates.get(message.requestId);
      const hasCreatedAlert = alert.some((key) => found.has(keyText(key)));
      return [message.requestId, { ...(result && { result }), hasCreatedAlert }];
    }),
  );
}

/** The statuses of those of the messages that share an item with other duplicates. All messages are of one account. */
async function readStatusesOfDuplicates(table: Table, messages: readonly AlertActionMessage[]) {
  const creates = messages.filter(({ action }) => action.type === 'Create');
  const [first] = creates;
  const ids = creates.map(({ requestId }) => requestId);
  return first ? readDuplicateStatuses(table, first.accountId, ids) : new Map<string, AlertRequestResult>();
}
