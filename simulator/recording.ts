import type { Alert } from '../src/domain/alerts/model.ts';
import type { Instant } from '../src/platform/clock.ts';
import type { ItemKey } from '../src/platform/keys.ts';
import type { Item, Table } from '../src/platform/table.ts';
import { isWire } from './wire.ts';

/** The version of an alert from an instant on; `alert` is absent if it was deleted. */
export interface AlertVersion {
  readonly at: Instant;
  readonly alertId: string;
  readonly alert?: Alert;
}

export interface Recording {
  readonly table: Table;
  /** Every version of every alert, in the order in which they were stored. */
  readonly versions: readonly AlertVersion[];
  /** The alert as it is stored; undefined if there is none. */
  readonly currentAlert: (alertId: string) => Alert | undefined;
  /** Instants at which two alerts of one alias were open. */
  readonly aliasConflicts: readonly string[];
  /** The earliest next evaluation of all ledgers. */
  readonly earliestDue: () => Instant;
  /** The earliest next check of a heartbeat. */
  readonly earliestCheck: () => Instant;
  /** The alerts whose ledgers have a next evaluation. */
  readonly dueAlerts: () => readonly string[];
  /** All items that were ever written and are still stored. */
  readonly items: () => Promise<readonly Item[]>;
}

const formatKey = ({ pk, sk }: ItemKey) => `${pk}\n${sk}`;

/** The alert of an item in an alert's partition. */
const parseAlertKey = ({ pk }: ItemKey) => pk.slice(pk.indexOf('#ALERT#') + '#ALERT#'.length);

/** A table that records all writes of all functions. */
export function recording(base: Table, clock: () => Instant): Recording {
  const keys = new Map<string, ItemKey>();
  const versions: AlertVersion[] = [];
  const open = new Map<string, string>();
  const current = new Map<string, Alert | undefined>();
  const deleted = new Set<string>();
  const aliasConflicts: string[] = [];
  const due = new Map<string, Instant>();
  const checks = new Map<string, Instant>();

  function noteAlert(alertId: string, stored: Alert | undefined): void {
    if (!stored) deleted.add(alertId);
    // A worker that hung may store an alert beside its tombstone. It does not exist.
    const alert = deleted.has(alertId) ? undefined : stored;
    versions.push({ at: clock(), alertId, ...(alert && { alert }) });
    current.set(alertId, alert);
    if (alert?.status !== 'open') {
      open.delete(alertId);
      return;
    }
    const other = [...open].find(([id, alias]) => alias === alert.alias && id !== alertId);
    if (other) aliasConflicts.push(`${alert.alias}: ${other[0]} and ${alertId}`);
    open.set(alertId, alert.alias);
  }

  function noteStored(item: Item): void {
    keys.set(formatKey(item), { pk: item.pk, sk: item.sk });
    if (item.sk === 'STATE#ALERT') noteAlert(String(item.id), structuredClone(item) as unknown as Alert);
    if (item.sk === 'STATE#DELETED') noteAlert(String(item.alertId), undefined);
    if (typeof item.nextCheckAt === 'number') checks.set(formatKey(item), item.nextCheckAt);
    if (item.sk === 'STATE#LEDGER') {
      if (typeof item.dueAt === 'number') due.set(String(item.alertId), item.dueAt);
      else due.delete(String(item.alertId));
    }
  }

  const noteDeleted = (key: ItemKey) => {
    if (key.sk === 'STATE#LEDGER') due.delete(parseAlertKey(key));
  };
  if (isWire(base)) base.observedBy({ stored: noteStored, deleted: noteDeleted });

  const noted: Table = {
    ...base,
    async put(item, condition) {
      await base.put(item, condition);
      noteStored(item);
    },
    async update<T extends Item>(...call: Parameters<Table['update']>) {
      const item = await base.update<T>(...call);
      noteStored(item);
      return item;
    },
    async batchPut(items) {
      await base.batchPut(items);
      items.forEach(noteStored);
    },
    async delete(key, condition) {
      await base.delete(key, condition);
      noteDeleted(key);
    },
  };

  return {
    // A response may get lost on the wire, so only the table knows what was written.
    table: isWire(base) ? base : noted,
    versions,
    currentAlert: (alertId) => current.get(alertId),
    aliasConflicts,
    earliestCheck: () => Math.min(Number.POSITIVE_INFINITY, ...checks.values()),
    dueAlerts: () => [...due.keys()],
    earliestDue: () => Math.min(Number.POSITIVE_INFINITY, ...due.values()),
    items: () => base.batchGet([...keys.values()]),
  };
}
