import { type Instant, toIso } from '../../platform/clock.ts';
import {
  appliedMarkKey,
  type ItemKey,
  incidentEntryKey,
  incidentIndexAttributes,
  incidentKey,
  incidentPk,
  incidentTinyIdKey,
  incidentTombstoneKey,
  LOG_PREFIX,
  NOTE_PREFIX,
  requestKey,
  ruleIncidentKey,
  TIMELINE_PREFIX,
} from '../../platform/keys.ts';
import { type Item, ifNotExists, ifVersion, type Table } from '../../platform/table.ts';
import { type AppliedMark, markRequestsWithoutStatus } from '../requests/applied-marks.ts';
import { type RequestResult, type RequestStatus, toRequestStatusItem } from '../requests/request-status.ts';
import { getExpiry } from '../requests/retention.ts';
import type { Incident, IncidentActionMessage } from './model.ts';
import { toTimelineEntry } from './timeline.ts';

/** Result of a request on an incident. `incidentId` is empty if the request was refused. */
export interface IncidentRequestResult extends RequestResult {
  readonly incidentId: string;
}

/** Status of a request on an incident, as GET /v1/incidents/requests/{id} shows it. */
export type IncidentRequestStatus = IncidentRequestResult & RequestStatus;

/** Converts an incident to its item, with index attributes. */
export const toIncidentItem = (incident: Incident): Item => ({
  ...incidentKey(incident.accountId, incident.id),
  ...incidentIndexAttributes({
    accountId: incident.accountId,
    id: incident.id,
    createdAtIso: toIso(incident.createdAt),
    open: incident.status !== 'closed',
  }),
  ...incident,
});

/** Converts the item of {@link toIncidentItem} back. */
export function toIncident(item: Item): Incident {
  const { pk: _pk, sk: _sk, gsi1pk: _1pk, gsi1sk: _1sk, gsi2pk: _2pk, gsi2sk: _2sk, ...incident } = item;
  return incident as unknown as Incident;
}

type Pointer = Item & { readonly incidentId: string };

const DELETES_PER_PAGE = 50;

export type IncidentStore = ReturnType<typeof createIncidentStore>;

/** Reads and writes of the incident worker. Every write can be repeated. */
export function createIncidentStore(table: Table) {
  return {
    /** Reads the incident, and the id of the request that deleted it. */
    async readState(
      accountId: string,
      incidentId: string,
    ): Promise<{ readonly incident?: Incident; readonly deletedBy?: string }> {
      const { items } = await table.query({
        pk: incidentPk(accountId, incidentId),
        sk: { beginsWith: 'STATE#' },
      });
      const at = ({ sk }: ItemKey) => items.find((item) => item.sk === sk);
      const incident = at(incidentKey(accountId, incidentId));
      const tombstone = at(incidentTombstoneKey(accountId, incidentId));
      return {
        ...(incident && { incident: toIncident(incident) }),
        ...(tombstone && { deletedBy: String(tombstone.requestId) }),
      };
    },

    /** Finds the id of the incident with that tiny id. */
    async findIdByTinyId(accountId: string, tinyId: string): Promise<string | undefined> {
      return (await table.get<Pointer>(incidentTinyIdKey(accountId, tinyId)))?.incidentId;
    },

    /**
     * The result of a request that was processed before, from its status or its mark. A request whose message was
     * dead-lettered has no status.
     */
    async findEarlierResult(
      accountId: string,
      requestId: string,
    ): Promise<Pick<IncidentRequestResult, 'success' | 'incidentId'> | undefined> {
      const items = await table.batchGet([
        requestKey(accountId, requestId),
        appliedMarkKey(accountId, requestId),
      ]);
      const status = items.find(({ sk }) => sk === requestKey(accountId, requestId).sk);
      if (status && !status.deadLettered) return status as Item & IncidentRequestStatus;
      const mark = items.find((item) => item !== status) as (Item & AppliedMark) | undefined;
      return mark && { success: true, incidentId: mark.appliedTo };
    },

    /**
     * Before the incident forgets applied requests: each must have a status or a mark, so that a redrive does not apply it
     * again. No `next`: it is deleted.
     */
    async markForgotten(incident: Incident, next: Incident | undefined, now: Instant): Promise<void> {
      const { accountId, id, appliedRequests } = incident;
      const forgotten = appliedRequests.filter((requestId) => !next?.appliedRequests.includes(requestId));
      await markRequestsWithoutStatus(table, accountId, forgotten, { appliedTo: id, alias: '' }, now);
    },

    /** Stores the log entry, timeline entry and note of an action, under keys that are the same when repeated. */
    async putEntries(message: IncidentActionMessage, incident: Incident, log: string, owner: string) {
      const { accountId, requestId, receivedAt: createdAt, note } = message;
      const key = (prefix: typeof LOG_PREFIX | typeof NOTE_PREFIX | typeof TIMELINE_PREFIX) =>
        incidentEntryKey(accountId, incident.id, prefix, toIso(createdAt), requestId);
      const timeline = toTimelineEntry(message, log, owner);
      const items: Item[] = [
        { ...key(LOG_PREFIX), log, type: 'system', owner, createdAt },
        ...(note ? [{ ...key(NOTE_PREFIX), note, owner, createdAt }] : []),
        ...(timeline ? [{ ...key(TIMELINE_PREFIX), ...timeline }] : []),
      ];
      await table.batchPut(items);
      return items;
    },

    async deleteEntries(keys: readonly ItemKey[]): Promise<void> {
      await Promise.all(keys.map(({ pk, sk }) => table.delete({ pk, sk })));
    },

    /** Stores a new incident, or replaces the version that was read. Throws ConditionFailed if that version is not the latest. */
    async write(read: Incident | undefined, incident: Incident): Promise<Incident> {
      const stored = { ...incident, version: (read?.version ?? 0) + 1 };
      await table.put(toIncidentItem(stored), read ? ifVersion(read.version) : ifNotExists);
      return stored;
    },

    async putTinyId({ accountId, id, tinyId }: Incident): Promise<void> {
      await table.put({ ...incidentTinyIdKey(accountId, tinyId), incidentId: id });
    },

    async putRequestStatus(
      message: IncidentActionMessage,
      result: IncidentRequestResult,
      now: Instant,
    ): Promise<void> {
      await table.put(toRequestStatusItem(message, result, now));
    },

    /** Marks the incident as deleted. From now on it does not exist; its items can be deleted in any order. */
    async putTombstone(
      accountId: string,
      incidentId: string,
      requestId: string,
      now: Instant,
    ): Promise<void> {
      await table.put({
        ...incidentTombstoneKey(accountId, incidentId),
        requestId,
        expiresAt: getExpiry(now),
      });
    },

    /** Deletes all items of the incident except the tombstone. */
    async deleteItems(accountId: string, incidentId: string, tinyId: string | undefined): Promise<void> {
      if (tinyId !== undefined) await table.delete(incidentTinyIdKey(accountId, tinyId));
      const tombstone = incidentTombstoneKey(accountId, incidentId);
      for (;;) {
        const { items } = await table.query({ pk: tombstone.pk, limit: DELETES_PER_PAGE });
        const rest = items.filter(({ sk }) => sk !== tombstone.sk);
        if (rest.length === 0) return;
        await Promise.all(rest.map(({ pk, sk }) => table.delete({ pk, sk })));
      }
    },

    /** Finds the id of the incident that the rule opened last. */
    async findIncidentOpenedByRule(accountId: string, ruleId: string): Promise<string | undefined> {
      return (await table.get<Pointer>(ruleIncidentKey(accountId, ruleId)))?.incidentId;
    },

    /** Stores the incident that the rule opened last. Throws ConditionFailed if `previous` is not the stored one. */
    async putIncidentOpenedByRule(
      accountId: string,
      ruleId: string,
      incidentId: string,
      previous: string | undefined,
    ) {
      await table.put(
        { ...ruleIncidentKey(accountId, ruleId), incidentId },
        previous === undefined
          ? ifNotExists
          : { expression: 'incidentId = :previous', values: { ':previous': previous } },
      );
    },
  };
}
