import { type Instant, toIso } from '../../platform/clock.ts';
import {
  type ItemKey,
  incidentEntryKey,
  incidentIndexAttributes,
  incidentKey,
  incidentPk,
  incidentTinyIdKey,
  incidentTombstoneKey,
  LOG_PREFIX,
  NOTE_PREFIX,
  ruleIncidentKey,
  TIMELINE_PREFIX,
} from '../../platform/keys.ts';
import { type Item, ifNotExists, ifVersion, type Table } from '../../platform/table.ts';
import {
  findRequestStatus,
  type RequestResult,
  type RequestStatus,
  toRequestStatusItem,
} from '../requests/request-status.ts';
import { getExpiry } from '../requests/retention.ts';
import type { Incident, IncidentActionMessage } from './model.ts';
import { entryOfAction } from './timeline.ts';

/** What became of a request, as GET /v1/incidents/requests/{id} shows it. */
export interface IncidentOutcome extends RequestResult {
  readonly incidentId: string;
}

export type IncidentRequest = IncidentOutcome & RequestStatus;

/** The incident as it is stored: its key, its entries in the indexes, and all its fields. */
export const incidentItem = (incident: Incident): Item => ({
  ...incidentKey(incident.accountId, incident.id),
  ...incidentIndexAttributes({
    accountId: incident.accountId,
    id: incident.id,
    createdAtIso: toIso(incident.createdAt),
    open: incident.status !== 'closed',
  }),
  ...incident,
});

/** The incident of an item that {@link incidentItem} made. */
export function incidentOfItem(item: Item): Incident {
  const { pk: _pk, sk: _sk, gsi1pk: _1pk, gsi1sk: _1sk, gsi2pk: _2pk, gsi2sk: _2sk, ...incident } = item;
  return incident as unknown as Incident;
}

type Pointer = Item & { readonly incidentId: string };

const CLEARED_AT_ONCE = 50;

export type IncidentStore = ReturnType<typeof incidentStore>;

/** Reads and writes of the incident worker. Every write can be repeated. */
export function incidentStore(table: Table) {
  return {
    /** The incident, or the request that deleted it. */
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
        ...(incident && { incident: incidentOfItem(incident) }),
        ...(tombstone && { deletedBy: String(tombstone.requestId) }),
      };
    },

    /** The id of the incident of that tiny id. */
    async idOfTiny(accountId: string, tinyId: string): Promise<string | undefined> {
      return (await table.get<Pointer>(incidentTinyIdKey(accountId, tinyId)))?.incidentId;
    },

    /** The result of a request that was processed before. A request whose message was dead-lettered has none. */
    async readOutcome(accountId: string, requestId: string): Promise<(Item & IncidentRequest) | undefined> {
      const status = await findRequestStatus<IncidentRequest>(table, accountId, requestId);
      return status?.deadLettered ? undefined : status;
    },

    /** Log entry, timeline entry and note of one action, under keys that a repetition gives them again. */
    async putEntries(message: IncidentActionMessage, incident: Incident, log: string, owner: string) {
      const { accountId, requestId, receivedAt: createdAt, note } = message;
      const key = (prefix: typeof LOG_PREFIX | typeof NOTE_PREFIX | typeof TIMELINE_PREFIX) =>
        incidentEntryKey(accountId, incident.id, prefix, toIso(createdAt), requestId);
      const timeline = entryOfAction(message, log, owner);
      const items: Item[] = [
        { ...key(LOG_PREFIX), log, type: 'system', owner, createdAt },
        ...(note ? [{ ...key(NOTE_PREFIX), note, owner, createdAt }] : []),
        ...(timeline ? [{ ...key(TIMELINE_PREFIX), ...timeline }] : []),
      ];
      await table.batchPut(items);
      return items;
    },

    async remove(keys: readonly ItemKey[]): Promise<void> {
      await Promise.all(keys.map(({ pk, sk }) => table.delete({ pk, sk })));
    },

    /** Stores a new incident, or one in the place of the version that was read. Throws ConditionFailed. */
    async write(read: Incident | undefined, incident: Incident): Promise<Incident> {
      const stored = { ...incident, version: (read?.version ?? 0) + 1 };
      await table.put(incidentItem(stored), read ? ifVersion(read.version) : ifNotExists);
      return stored;
    },

    async putTinyId({ accountId, id, tinyId }: Incident): Promise<void> {
      await table.put({ ...incidentTinyIdKey(accountId, tinyId), incidentId: id });
    },

    async record(message: IncidentActionMessage, outcome: IncidentOutcome, now: Instant): Promise<void> {
      await table.put(toRequestStatusItem(message, outcome, now));
    },

    /** Marks the incident as deleted; from here on it does not exist, and the rest of it can go in any order. */
    async bury(accountId: string, incidentId: string, requestId: string, now: Instant): Promise<void> {
      await table.put({
        ...incidentTombstoneKey(accountId, incidentId),
        requestId,
        expiresAt: getExpiry(now),
      });
    },

    /** Removes the incident and all that is in its partition but the mark of its deletion. */
    async clear(accountId: string, incidentId: string, tinyId: string | undefined): Promise<void> {
      if (tinyId !== undefined) await table.delete(incidentTinyIdKey(accountId, tinyId));
      const mark = incidentTombstoneKey(accountId, incidentId);
      for (;;) {
        const { items } = await table.query({ pk: mark.pk, limit: CLEARED_AT_ONCE });
        const rest = items.filter(({ sk }) => sk !== mark.sk);
        if (rest.length === 0) return;
        await Promise.all(rest.map(({ pk, sk }) => table.delete({ pk, sk })));
      }
    },

    /** The incident that the rule opened last. */
    async incidentOfRule(accountId: string, ruleId: string): Promise<string | undefined> {
      return (await table.get<Pointer>(ruleIncidentKey(accountId, ruleId)))?.incidentId;
    },

    /** Makes the incident the one of the rule, in the place of the one that was read. Throws ConditionFailed. */
    async takeRule(accountId: string, ruleId: string, incidentId: string, read: string | undefined) {
      await table.put(
        { ...ruleIncidentKey(accountId, ruleId), incidentId },
        read === undefined ? ifNotExists : { expression: 'incidentId = :read', values: { ':read': read } },
      );
    },
  };
}
