import type { Instant } from '../../../platform/clock.ts';
import { toIso } from '../../../platform/clock.ts';
import { readIdTime } from '../../../platform/ids.ts';
import {
  alertChangeAttributes,
  duplicateStatusesKey,
  duplicateStatusesPk,
  type ItemKey,
} from '../../../platform/keys.ts';
import {
  conditionHolds,
  type Expression,
  type Item,
  type QuerySpec,
  type Table,
} from '../../../platform/table.ts';
import type { RequestStatus } from '../../requests/request-status.ts';
import { getExpiry } from '../../requests/retention.ts';
import type { AlertActionMessage } from '../action.ts';
import type { Alert } from '../model.ts';
import { DUPLICATE_STATUS } from '../reducer/texts.ts';
import type { AlertRequestResult } from './request-traces.ts';

/**
 * Duplicates of an alert whose requests came within this time share an item for their statuses. Longer, and the item of a
 * storm grows, and each write of it costs more.
 */
const MOMENT_MS = 100;

/** Request ids are stored without their time, and a status item has other attributes. */
const MEMBER_PREFIX = 'r';
const RANDOM_DIGITS = 12;

/** Where the status of a request is, if it shares an item. */
interface Place {
  /** The moment of the request; part of the item's key. */
  readonly moment: string;
  /** The attribute that stands for the request. */
  readonly member: string;
}

function findPlace(requestId: string): Place | undefined {
  const time = readIdTime(requestId);
  if (time === undefined) return undefined;
  return {
    moment: String(Math.floor(time / MOMENT_MS)),
    member: MEMBER_PREFIX + requestId.slice(-RANDOM_DIGITS),
  };
}

/** The moment whose duplicates of an alert share an item; undefined if the id of the request has no time. */
export const getMoment = (requestId: string): string | undefined => findPlace(requestId)?.moment;

type StatusesItem = Item & {
  readonly alertId: string;
  readonly alias: string;
  readonly integrationId: string;
  readonly processedAt: Instant;
};

/** Duplicates of an alert that came in the same moment, through the same integration. */
export interface DuplicatesOfMoment {
  readonly moment: string;
  readonly integrationId: string;
  readonly duplicates: readonly AlertActionMessage[];
}

/** The duplicates that share an item. One that is alone in its moment is none of them. */
export function groupByMoment(duplicates: readonly AlertActionMessage[]): readonly DuplicatesOfMoment[] {
  const groups = new Map<string, DuplicatesOfMoment>();
  for (const message of duplicates) {
    const moment = getMoment(message.requestId);
    if (moment === undefined) continue;
    const integrationId = message.integration.id;
    const name = JSON.stringify([moment, integrationId]);
    const earlier = groups.get(name)?.duplicates ?? [];
    groups.set(name, { moment, integrationId, duplicates: [...earlier, message] });
  }
  return [...groups.values()].filter((group) => group.duplicates.length > 1);
}

/**
 * Adds the requests to the item of their moment. It is in the index of changes, by which the console notices them, with the
 * time of the last write. Can be repeated, also with other requests of the moment. Returns false, and stores nothing, if the
 * item is about an earlier alert with this alias.
 */
export async function addDuplicateStatuses(
  table: Table,
  { accountId, id: alertId, alias }: Alert,
  { moment, integrationId, duplicates }: DuplicatesOfMoment,
  now: Instant,
): Promise<boolean> {
  const key = duplicateStatusesKey(accountId, moment, alias, integrationId);
  const members = duplicates.flatMap(({ requestId }) => findPlace(requestId)?.member ?? []);
  const { gsi1pk, gsi1sk } = alertChangeAttributes(accountId, alertId, toIso(now), key.sk);
  const change = {
    expression: `SET ${[
      'alertId = :alertId',
      '#alias = :alias',
      'integrationId = :integrationId',
      'processedAt = :now',
      'expiresAt = :expiresAt',
      'gsi1pk = :gsi1pk',
      'gsi1sk = :gsi1sk',
      ...members.map((_, i) => `#m${i} = :true`),
    ].join(', ')}`,
    names: { '#alias': 'alias', ...Object.fromEntries(members.map((member, i) => [`#m${i}`, member])) },
    values: {
      ':alertId': alertId,
      ':alias': alias,
      ':integrationId': integrationId,
      ':now': now,
      ':expiresAt': getExpiry(now),
      ':gsi1pk': gsi1pk,
      ':gsi1sk': gsi1sk,
      ':true': true,
    },
  };
  const isOfAlert: Expression = {
    expression: 'attribute_not_exists(pk) OR alertId = :alertId',
    values: { ':alertId': alertId },
  };
  return conditionHolds(table.update(key, change, isOfAlert));
}

/** The key of the item that may have the status of the message, if it is a duplicate with the alias. */
export function findDuplicateStatusesKey(
  { accountId, requestId, integration }: AlertActionMessage,
  alias: string,
): ItemKey | undefined {
  const moment = getMoment(requestId);
  return moment === undefined ? undefined : duplicateStatusesKey(accountId, moment, alias, integration.id);
}

/** The status of the request, if the item has it. */
export function getDuplicateStatus(
  item: Item | undefined,
  requestId: string,
): (RequestStatus & AlertRequestResult) | undefined {
  const member = findPlace(requestId)?.member;
  return item && member !== undefined && item[member] === true
    ? toStatus(requestId, item as StatusesItem)
    : undefined;
}

/** The status of a request that may share an item with others, strongly consistent. */
export async function readDuplicateStatus(
  table: Table,
  accountId: string,
  requestId: string,
): Promise<(RequestStatus & AlertRequestResult) | undefined> {
  const place = findPlace(requestId);
  if (!place) return undefined;
  let after: QuerySpec['after'];
  do {
    const page = await table.query({
      pk: duplicateStatusesPk(accountId, place.moment),
      ...(after && { after }),
    });
    for (const item of page.items) {
      const status = getDuplicateStatus(item, requestId);
      if (status) return status;
    }
    after = page.next;
  } while (after);
  return undefined;
}

const toStatus = (
  requestId: string,
  { alertId, alias, integrationId, processedAt }: StatusesItem,
): RequestStatus & AlertRequestResult => ({
  requestId,
  action: 'Create',
  success: true,
  status: DUPLICATE_STATUS,
  processedAt,
  integrationId,
  alertId,
  alias,
});
