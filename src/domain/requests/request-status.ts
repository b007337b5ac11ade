import type { Instant } from '../../platform/clock.ts';
import { requestKey } from '../../platform/keys.ts';
import type { Item, Table } from '../../platform/table.ts';
import { MAX_ID_LENGTH } from '../kernel/limits.ts';
import { getExpiry } from './retention.ts';

/** Result of an asynchronous request: whether it was applied, and the text that its status shows. */
export interface RequestResult {
  readonly success: boolean;
  readonly status: string;
}

/** Status of an asynchronous request, as GET …/requests/{requestId} shows it. */
export interface RequestStatus extends RequestResult {
  readonly requestId: string;
  readonly action: string;
  readonly processedAt: Instant;
  readonly integrationId: string;
}

/** The item that holds the status of a request on an alert or incident, with the ids that `result` adds. */
export const toRequestStatusItem = (
  request: {
    readonly accountId: string;
    readonly requestId: string;
    readonly action: { readonly type: string };
    readonly integration: { readonly id: string };
  },
  result: RequestResult,
  processedAt: Instant,
): Item => ({
  ...requestKey(request.accountId, request.requestId),
  requestId: request.requestId,
  action: request.action.type,
  integrationId: request.integration.id,
  processedAt,
  ...result,
  expiresAt: getExpiry(processedAt),
});

/** The status of a request; undefined if it is not processed yet or does not exist. */
export const findRequestStatus = async <Status extends RequestStatus>(
  table: Table,
  accountId: string,
  requestId: string,
): Promise<(Item & Status) | undefined> =>
  requestId.length > MAX_ID_LENGTH ? undefined : table.get<Item & Status>(requestKey(accountId, requestId));
