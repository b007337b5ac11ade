import { type Instant, toIso } from '../../../platform/clock.ts';
import { sha256 } from '../../../platform/ids.ts';
import {
  ALERT_STATE_PREFIX,
  alertKey,
  alertPk,
  aliasKey,
  dueIndexAttributes,
  type ItemKey,
  ledgerKey,
  requestAliasKey,
  requestKey,
  tinyIdKey,
  tombstoneKey,
} from '../../../platform/keys.ts';
import {
  conditionHolds,
  type Expression,
  type Item,
  ifNotExists,
  ifVersion,
  resultIfConditionHolds,
  type Table,
} from '../../../platform/table.ts';
import type { AlertActionMessage } from '../action.ts';
import { alertIdOfRequest } from '../ids.ts';
import { emptyLedger, type Ledger } from '../ledger.ts';
import type { Alert } from '../model.ts';
import { alertItem, alertOfItem } from './alert-item.ts';
import { graves, type RemoveFile, type Tombstone } from './deletion.ts';
import { type AliasClaim, expiresAt, type Outcome } from './items.ts';

export interface StoredState {
  readonly alert?: Alert;
  readonly ledger?: Ledger;
  readonly tombstone?: Tombstone;
}

function ledgerOfItem(item: Item): Ledger {
  const { pk: _pk, sk: _sk, gsi2pk: _2pk, gsi2sk: _2sk, ...ledger } = item;
  return ledger as unknown as Ledger;
}

/** What a message has left behind. `opened`: it is a Create, and the alert that it opened is there, or was. */
export interface Trace {
  readonly outcome?: Outcome;
  readonly opened: boolean;
}

/** Reads and writes of the alert worker. Every write can be repeated. */
export type AlertStore = ReturnType<typeof alertStore>;

export function alertStore(table: Table, removeFile: RemoveFile = async () => {}) {
  const claimKey = (accountId: string, alias: string): ItemKey => aliasKey(accountId, sha256(alias));

  const readLedger = async (accountId: string, alertId: string): Promise<Ledger | undefined> => {
    const item = await table.get(ledgerKey(accountId, alertId));
    return item && ledgerOfItem(item);
  };

  return {
    readLedger,

    /** Who holds the alias. */
    async readClaim(accountId: string, alias: string): Promise<AliasClaim | undefined> {
      const item = await table.get<Item & AliasClaim>(claimKey(accountId, alias));
      if (!item) return undefined;
      const { alertId, tinyId, claimedAt } = item;
      return { alertId, tinyId, ...(claimedAt !== undefined && { claimedAt }) };
    },

    /** The alias that a policy gave to the alert of the request, where one did. */
    async readPinnedAlias(accountId: string, requestId: string): Promise<string | undefined> {
      const item = await table.get<Item & { readonly alias: string }>(requestAliasKey(accountId, requestId));
      return item?.alias;
    },

    /** Stores which alias a policy gives to the alert of the request; the first that was stored stays, and comes back. */
    async pinAlias(accountId: string, requestId: string, alias: string, now: Instant): Promise<string> {
      const key = requestAliasKey(accountId, requestId);
      const mine = await conditionHolds(table.put({ ...key, alias, expiresAt: expiresAt(now) }, ifNotExists));
      return mine ? alias : ((await table.get<Item & { readonly alias: string }>(key))?.alias ?? alias);
    },

    /**
     * Takes the alias, where nobody holds it or just that claim does, as it was read. Throws ConditionFailed where
     * another does.
     */
    async takeClaim(
      accountId: string,
      alias: string,
      claim: AliasClaim,
      stale: AliasClaim | undefined,
      now: Instant,
    ): Promise<void> {
      const unchanged = (read: AliasClaim): Expression => ({
        expression: `alertId = :stale AND ${
          read.claimedAt === undefined ? 'attribute_not_exists(claimedAt)' : 'claimedAt = :at'
        }`,
        values: {
          ':stale': read.alertId,
          ...(read.claimedAt !== undefined && { ':at': read.claimedAt }),
        },
      });
      await table.put(
        { ...claimKey(accountId, alias), ...claim, claimedAt: now },
        stale ? unchanged(stale) : ifNotExists,
      );
    },

    /**
     * The alert that holds the alias was closed: whoever comes may take it over. It leads to the alert for as long as a
     * message can lie in a dead-letter queue, so that one that was applied before finds the alert that knows of it.
     */
    async offerClaim(
      alert: { readonly accountId: string; readonly alias: string; readonly alertId: string },
      now: Instant,
    ): Promise<void> {
      await conditionHolds(
        table.update(
          claimKey(alert.accountId, alert.alias),
          { expression: 'SET expiresAt = :expiresAt', values: { ':expiresAt': expiresAt(now) } },
          { expression: 'alertId = :mine', values: { ':mine': alert.alertId } },
        ),
      );
    },

    /** Lets the alias go, unless another alert has taken it over. */
    async releaseClaim(alert: {
      readonly accountId: string;
      readonly alias: string;
      readonly alertId: string;
    }): Promise<void> {
      await conditionHolds(
        table.delete(claimKey(alert.accountId, alert.alias), {
          expression: 'alertId = :mine',
          values: { ':mine': alert.alertId },
        }),
      );
    },

    /** The id of the alert of that tiny id. */
    async alertIdOfTiny(accountId: string, tinyId: string): Promise<string | undefined> {
      const item = await table.get<Item & { readonly alertId: string }>(tinyIdKey(accountId, tinyId));
      return item?.alertId;
    },

    /** Alert, ledger and mark of deletion, in one query. */
    async readState(accountId: string, alertId: string): Promise<StoredState> {
      const { items } = await table.query({
        pk: alertPk(accountId, alertId),
        sk: { beginsWith: ALERT_STATE_PREFIX },
      });
      const at = ({ sk }: ItemKey) => items.find((item) => item.sk === sk);
      const alert = at(alertKey(accountId, alertId));
      const ledger = at(ledgerKey(accountId, alertId));
      const tombstone = at(tombstoneKey(accountId, alertId));
      return {
        ...(alert && !tombstone && { alert: alertOfItem(alert) }),
        ...(ledger && { ledger: ledgerOfItem(ledger) }),
        ...(tombstone && { tombstone: tombstone as unknown as Tombstone }),
      };
    },

    /** What messages have left behind that may have been applied before, in one read. */
    async readTraces(messages: readonly AlertActionMessage[]): Promise<ReadonlyMap<string, Trace>> {
      const nameOf = ({ pk, sk }: ItemKey) => `${pk} ${sk}`;
      const keysOf = ({ accountId, requestId, action }: AlertActionMessage) => {
        const own = alertIdOfRequest(accountId, requestId);
        const alert = [alertKey(accountId, own), tombstoneKey(accountId, own)];
        return { request: requestKey(accountId, requestId), alert: action.type === 'Create' ? alert : [] };
      };
      const wanted = messages.map(keysOf).flatMap(({ request, alert }) => [request, ...alert]);
      const keys = [...new Map(wanted.map((key) => [nameOf(key), key])).values()];
      const found = new Map((await table.batchGet(keys)).map((item) => [nameOf(item), item]));
      return new Map(
        messages.map((message) => {
          const { request, alert } = keysOf(message);
          const outcome = found.get(nameOf(request)) as (Item & Outcome) | undefined;
          const opened = alert.some((key) => found.has(nameOf(key)));
          return [message.requestId, { ...(outcome && { outcome }), opened }];
        }),
      );
    },

    /** Stores a new alert. Throws ConditionFailed where it exists. */
    async insert(alert: Alert): Promise<Alert> {
      const stored = { ...alert, version: 1 };
      await table.put(alertItem(stored), ifNotExists);
      return stored;
    },

    /** Stores the alert in the place of the version that was read. Throws ConditionFailed where there is another. */
    async replace(read: Alert, alert: Alert): Promise<Alert> {
      const stored = { ...alert, version: read.version + 1 };
      await table.put(alertItem(stored), ifVersion(read.version));
      return stored;
    },

    /** Stores just what duplicates change: no entry of an index is touched. Throws ConditionFailed likewise. */
    async countUp(read: Alert, alert: Alert): Promise<Alert> {
      const stored = { ...alert, version: read.version + 1 };
      await table.update(
        alertKey(alert.accountId, alert.id),
        {
          expression: `SET #count = :count, lastOccurredAt = :at, appliedRequests = :requests, #version = :version${
            stored.occurrences ? ', occurrences = :occurrences' : ''
          }`,
          names: { '#count': 'count', '#version': 'version' },
          values: {
            ':count': stored.count,
            ':at': stored.lastOccurredAt,
            ':requests': stored.appliedRequests,
            ...(stored.occurrences && { ':occurrences': stored.occurrences }),
            ':version': stored.version,
          },
        },
        ifVersion(read.version),
      );
      return stored;
    },

    put: (items: readonly Item[]): Promise<void> => table.batchPut(items),

    /** Puts an item that is not there yet; one that is stays as it is. */
    async putOnce(item: Item): Promise<void> {
      await conditionHolds(table.put(item, ifNotExists));
    },

    /** Takes log entries back of an attempt that lost its race and came to nothing. */
    async remove(keys: readonly ItemKey[]): Promise<void> {
      await Promise.all(keys.map(({ pk, sk }) => table.delete({ pk, sk })));
    },

    /**
     * Begins the alert's run in the ledger, due at once so that a run whose execution never starts is found. Only
     * what the worker decides is written; what the engine has done stays. Gives back the ledger as it is then, also
     * where this run or a later one was begun before.
     */
    async beginRun(alert: Alert, now: Instant): Promise<Ledger | undefined> {
      const {
        run: _run,
        continuation: _continuation,
        version: _version,
        historyEvents: _events,
        continuesWhenAcknowledged: _continues,
        ...fresh
      } = emptyLedger(alert);
      const kept = Object.keys(fresh);
      const due = dueIndexAttributes(alert.accountId, alert.id, toIso(now));
      const item = await resultIfConditionHolds(
        table.update(
          ledgerKey(alert.accountId, alert.id),
          {
            expression: `SET ${[
              'supersededRun = if_not_exists(#run, :none)',
              'supersededContinuation = if_not_exists(#continuation, :none)',
              '#version = if_not_exists(#version, :none) + :one',
              '#run = :run',
              '#continuation = :none',
              'dueAt = :now',
              'resumeAt = :now',
              'historyEvents = :none',
              'continuesWhenAcknowledged = :true',
              'gsi2pk = :gsi2pk',
              'gsi2sk = :gsi2sk',
              ...kept.map((field) => `#${field} = if_not_exists(#${field}, :${field})`),
            ].join(', ')}`,
            names: {
              '#run': 'run',
              '#continuation': 'continuation',
              '#version': 'version',
              ...Object.fromEntries(kept.map((field) => [`#${field}`, field])),
            },
            values: {
              ':none': 0,
              ':one': 1,
              ':true': true,
              ':run': alert.run,
              ':now': now,
              ':gsi2pk': due.gsi2pk,
              ':gsi2sk': due.gsi2sk,
              ...Object.fromEntries(Object.entries(fresh).map(([field, value]) => [`:${field}`, value])),
            },
          },
          {
            expression: 'attribute_not_exists(pk) OR #run < :run',
            names: { '#run': 'run' },
            values: { ':run': alert.run },
          },
        ),
      );
      return item ? ledgerOfItem(item) : readLedger(alert.accountId, alert.id);
    },

    /** Nothing more is due: the reconciler is to leave the ledger alone. False where the engine wrote it meanwhile. */
    endRun: (ledger: Ledger): Promise<boolean> =>
      conditionHolds(
        table.update(
          ledgerKey(ledger.accountId, ledger.alertId),
          {
            expression: 'SET #version = #version + :one REMOVE dueAt, resumeAt, gsi2pk, gsi2sk',
            names: { '#version': 'version' },
            values: { ':one': 1 },
          },
          ifVersion(ledger.version),
        ),
      ),

    ...graves(table, removeFile),
  };
}
