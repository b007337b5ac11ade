import type { Ledger } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import { alertOfItem } from '../domain/alerts/store/alert-item.ts';
import { applyMaintenanceToPolicies } from '../domain/maintenance/apply-maintenance.ts';
import { createMaintenanceStore } from '../domain/maintenance/store.ts';
import type { NotificationPolicy, PolicyList } from '../domain/policies/model.ts';
import { type Instant, toIso } from '../platform/clock.ts';
import {
  ALERT_STATE_PREFIX,
  alertKey,
  alertPk,
  type ConfigurationType,
  configurationKey,
  dueIndexAttributes,
  ledgerKey,
} from '../platform/keys.ts';
import { conditionHolds, type Expression, type Item, ifNotExists, type Table } from '../platform/table.ts';
import type { ConfigurationKind, ConfigurationRef, ConfigurationSnapshot } from './configuration-snapshot.ts';

/** The stored form of the ledger. It is in the index of due times while it has one. */
export const toLedgerItem = (ledger: Ledger): Item => ({
  ...ledgerKey(ledger.accountId, ledger.alertId),
  ...(ledger.dueAt !== undefined &&
    dueIndexAttributes(ledger.accountId, ledger.alertId, toIso(ledger.dueAt))),
  ...ledger,
});

/** The ledger from an item that {@link toLedgerItem} made. */
export function parseLedgerItem(item: Item): Ledger {
  const { pk: _pk, sk: _sk, gsi2pk: _2pk, gsi2sk: _2sk, ...ledger } = item;
  return ledger as unknown as Ledger;
}

export interface AlertState {
  readonly alert?: Alert;
  readonly ledger?: Ledger;
}

/** Reads alert and ledger in one consistent query. */
export async function readAlertState(table: Table, accountId: string, alertId: string): Promise<AlertState> {
  const { items } = await table.query({
    pk: alertPk(accountId, alertId),
    sk: { beginsWith: ALERT_STATE_PREFIX },
  });
  const alert = items.find(({ sk }) => sk === alertKey(accountId, alertId).sk);
  const ledger = items.find(({ sk }) => sk === ledgerKey(accountId, alertId).sk);
  return { ...(alert && { alert: alertOfItem(alert) }), ...(ledger && { ledger: parseLedgerItem(ledger) }) };
}

/**
 * Stores the ledger if the stored one is still `before` (undefined: there was none). Returns false, and stores nothing, if
 * it has changed.
 */
export async function writeLedger(table: Table, next: Ledger, before: Ledger | undefined): Promise<boolean> {
  const unchanged: Expression = before
    ? {
        expression: '#version = :version AND #run = :run AND #continuation = :continuation',
        names: { '#version': 'version', '#run': 'run', '#continuation': 'continuation' },
        values: { ':version': before.version, ':run': before.run, ':continuation': before.continuation },
      }
    : ifNotExists;
  return conditionHolds(table.put(toLedgerItem(next), unchanged));
}

const TYPE_BY_KIND: Readonly<Record<ConfigurationKind, ConfigurationType>> = {
  user: 'USER',
  team: 'TEAM',
  schedule: 'SCHEDULE',
  escalation: 'ESCALATION',
  policies: 'NOTIFICATIONPOLICIES',
  forwarding: 'FORWARDINGRULES',
};

/** The snapshot with the refs read into it; policies as maintenance has them at that instant. */
export async function readConfiguration(
  table: Table,
  accountId: string,
  snapshot: ConfigurationSnapshot,
  refs: readonly ConfigurationRef[],
  now: Instant,
): Promise<ConfigurationSnapshot> {
  const toKey = ({ kind, id }: ConfigurationRef) => configurationKey(accountId, TYPE_BY_KIND[kind], id);
  const items = new Map(
    (await table.batchGet(refs.map(toKey))).map((item) => [`${item.pk} ${item.sk}`, item]),
  );
  const extended = {
    user: new Map<string, unknown>(snapshot.user),
    team: new Map<string, unknown>(snapshot.team),
    schedule: new Map<string, unknown>(snapshot.schedule),
    escalation: new Map<string, unknown>(snapshot.escalation),
    policies: new Map<string, unknown>(snapshot.policies),
    forwarding: new Map<string, unknown>(snapshot.forwarding),
  };
  for (const ref of refs) {
    const key = toKey(ref);
    extended[ref.kind].set(ref.id, items.get(`${key.pk} ${key.sk}`) ?? null);
  }
  const lists = refs
    .filter(({ kind }) => kind === 'policies')
    .flatMap(({ id }) => (extended.policies.get(id) as PolicyList<NotificationPolicy> | null) ?? [])
    .filter(({ policies }) => policies.length > 0);
  const maintenances =
    lists.length > 0 ? await createMaintenanceStore(table).listActiveOrPlanned(accountId) : [];
  for (const list of lists)
    extended.policies.set(list.id, applyMaintenanceToPolicies(list, maintenances, now));
  return extended as unknown as ConfigurationSnapshot;
}
