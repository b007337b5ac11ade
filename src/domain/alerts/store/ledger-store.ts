import { type Instant, toIso } from '../../../platform/clock.ts';
import { dueIndexAttributes, ledgerKey } from '../../../platform/keys.ts';
import {
  conditionHolds,
  type Expression,
  type Item,
  ifNotExists,
  ifVersion,
  resultIfConditionHolds,
  type Table,
} from '../../../platform/table.ts';
import { emptyLedger, type Ledger } from '../ledger.ts';
import type { Alert } from '../model.ts';

/** The ledger as it is stored. While it has a due time it is in the index by which the reconciler finds it. */
export const toLedgerItem = (ledger: Ledger): Item => ({
  ...ledgerKey(ledger.accountId, ledger.alertId),
  ...(ledger.dueAt !== undefined &&
    dueIndexAttributes(ledger.accountId, ledger.alertId, toIso(ledger.dueAt))),
  ...ledger,
});

/** The ledger of an item that {@link toLedgerItem} made. */
export function toLedger(item: Item): Ledger {
  const { pk: _pk, sk: _sk, gsi2pk: _2pk, gsi2sk: _2sk, ...ledger } = item;
  return ledger as unknown as Ledger;
}

/** The ledger of the alert, strongly consistent. */
export async function readLedger(
  table: Table,
  accountId: string,
  alertId: string,
): Promise<Ledger | undefined> {
  const item = await table.get(ledgerKey(accountId, alertId));
  return item && toLedger(item);
}

/**
 * Stores the ledger if the stored one is still `before` (undefined: there was none). Returns false, and stores nothing,
 * if it is not.
 */
export async function writeLedger(table: Table, next: Ledger, before: Ledger | undefined): Promise<boolean> {
  const isUnchanged: Expression = before
    ? {
        expression: '#version = :version AND #run = :run AND #continuation = :continuation',
        names: { '#version': 'version', '#run': 'run', '#continuation': 'continuation' },
        values: { ':version': before.version, ':run': before.run, ':continuation': before.continuation },
      }
    : ifNotExists;
  return conditionHolds(table.put(toLedgerItem(next), isUnchanged));
}

/**
 * Begins the alert's run in the ledger. The run is due at once, so that the reconciler finds it if its execution never
 * starts. Keeps the engine's progress. Returns the resulting ledger, also if this run or a later one has begun already.
 */
export async function beginRun(table: Table, alert: Alert, now: Instant): Promise<Ledger | undefined> {
  const {
    run: _run,
    continuation: _continuation,
    version: _version,
    historyEvents: _events,
    continuesWhenAcknowledged: _continues,
    ...initial
  } = emptyLedger(alert);
  const initialFields = Object.keys(initial);
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
          ...initialFields.map((field) => `#${field} = if_not_exists(#${field}, :${field})`),
        ].join(', ')}`,
        names: {
          '#run': 'run',
          '#continuation': 'continuation',
          '#version': 'version',
          ...Object.fromEntries(initialFields.map((field) => [`#${field}`, field])),
        },
        values: {
          ':none': 0,
          ':one': 1,
          ':true': true,
          ':run': alert.run,
          ':now': now,
          ':gsi2pk': due.gsi2pk,
          ':gsi2sk': due.gsi2sk,
          ...Object.fromEntries(Object.entries(initial).map(([field, value]) => [`:${field}`, value])),
        },
      },
      {
        expression: 'attribute_not_exists(pk) OR #run < :run',
        names: { '#run': 'run' },
        values: { ':run': alert.run },
      },
    ),
  );
  return item ? toLedger(item) : readLedger(table, alert.accountId, alert.id);
}

/**
 * Removes the due times, so that the reconciler ignores the ledger. Returns false, and changes nothing, if the engine has
 * written the ledger in the meantime.
 */
export const endRun = (table: Table, ledger: Ledger): Promise<boolean> =>
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
  );
