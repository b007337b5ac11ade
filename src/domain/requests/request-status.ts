import * as z from 'zod';
import type { Instant } from '../../platform/clock.ts';
import { DEAD_LETTERED_STATUS } from '../../platform/failed-messages.ts';
import { requestKey } from '../../platform/keys.ts';
import { conditionHolds, type Expression, type Item, ifNotExists, type Table } from '../../platform/table.ts';
import { lazily } from '../kernel/lazily.ts';
import { MAX_ID_LENGTH } from '../kernel/limits.ts';
import { getExpiry } from './retention.ts';

/** Result of an asynchronous request: whether it was applied, and the text that its status shows. */
export interface RequestResult {
  readonly success: boolean;
  readonly status: string;
  /** The message is in the dead-letter queue: it has not been applied, and a redrive may still apply it. */
  readonly deadLettered?: true;
}

/** Status of an asynchronous request, as GET …/requests/{requestId} shows it. */
export interface RequestStatus extends RequestResult {
  readonly requestId: string;
  readonly action: string;
  readonly processedAt: Instant;
  readonly integrationId: string;
  /** In whose name an alert was acknowledged or closed, as the client wrote it. */
  readonly requester?: string;
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

/** Met if the request has no result yet. A request whose message was dead-lettered has none. */
export const ifNoResult: Expression = {
  expression: 'attribute_not_exists(pk) OR deadLettered = :true',
  values: { ':true': true },
};

/** The members of a message that its request status needs. */
const statusShape = lazily(() =>
  z.looseObject({
    accountId: z.string().min(1),
    requestId: z.string().min(1).max(MAX_ID_LENGTH),
    action: z.looseObject({ type: z.string() }),
    integration: z.looseObject({ id: z.string() }),
  }),
);

/**
 * Records that the message with this body is in the dead-letter queue, unless the request has a result. `ids`: the members
 * that the status of such a request has besides, without a value. Does nothing if the body does not name its request.
 */
export async function recordDeadLettered(
  table: Table,
  body: string,
  ids: Readonly<Record<string, ''>>,
  now: Instant,
): Promise<void> {
  const request = statusShape().safeParse(parseJson(body));
  if (!request.success) return;
  const result = { success: false, status: DEAD_LETTERED_STATUS, deadLettered: true, ...ids } as const;
  await conditionHolds(table.put(toRequestStatusItem(request.data, result, now), ifNotExists));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
