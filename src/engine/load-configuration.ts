import { applyMaintenanceToPolicies } from '../domain/maintenance/apply-maintenance.ts';
import type { Maintenance } from '../domain/maintenance/model.ts';
import { createMaintenanceStore } from '../domain/maintenance/store.ts';
import type { NotificationPolicy, PolicyList } from '../domain/policies/model.ts';
import type { Instant } from '../platform/clock.ts';
import { type ConfigurationType, configurationKey, type ItemKey } from '../platform/keys.ts';
import { logger } from '../platform/logger.ts';
import type { Item, Table } from '../platform/table.ts';
import type { ConfigurationKind, ConfigurationRef, ConfigurationSnapshot } from './configuration-snapshot.ts';
import { isolate } from './isolation.ts';

const TYPE_BY_KIND: Readonly<Record<ConfigurationKind, ConfigurationType>> = {
  user: 'USER',
  team: 'TEAM',
  schedule: 'SCHEDULE',
  escalation: 'ESCALATION',
  policies: 'NOTIFICATIONPOLICIES',
  forwarding: 'FORWARDINGRULES',
  settings: 'SETTINGS',
};

/**
 * How new the configuration must be. `recent`: it may lack changes of the last moments, as API keys may that are cached for
 * ten seconds; for half of the price. `latest`: strongly consistent.
 */
export type Freshness = 'recent' | 'latest';

/** Most accounts have none of these. An alert that misses a new one is treated as a moment before. */
const USUALLY_ABSENT: readonly ConfigurationKind[] = ['policies', 'forwarding', 'settings'];

/** Whether one of the refs is to a recipient that does not exist. */
export const lacksRecipient = (config: ConfigurationSnapshot, refs: readonly ConfigurationRef[]): boolean =>
  refs.some(({ kind, id }) => !USUALLY_ABSENT.includes(kind) && config[kind].get(id) === null);

const toName = ({ pk, sk }: ItemKey) => `${pk} ${sk}`;

/** The items of the refs by name. A recipient that seems not to exist may be new, so it is read again to be certain. */
async function readItems(
  table: Table,
  refs: readonly ConfigurationRef[],
  toKey: (ref: ConfigurationRef) => ItemKey,
  freshness: Freshness,
): Promise<ReadonlyMap<string, Item>> {
  const keys = refs.map(toKey);
  if (freshness === 'latest')
    return new Map((await table.batchGet(keys)).map((item) => [toName(item), item]));
  const recent = await table.batchGet(keys, { consistent: false });
  const found = new Map(recent.map((item) => [toName(item), item]));
  const doubtful = refs.filter((ref) => !USUALLY_ABSENT.includes(ref.kind) && !found.has(toName(toKey(ref))));
  for (const item of await table.batchGet(doubtful.map(toKey))) found.set(toName(item), item);
  return found;
}

function readMaintenances(
  table: Table,
  accountId: string,
  freshness: Freshness,
): Promise<readonly Maintenance[]> {
  const store = createMaintenanceStore(table);
  return freshness === 'latest' ? store.listActiveOrPlanned(accountId) : store.listRecent(accountId);
}

/** The snapshot with the refs read into it; policies as maintenance has them at that instant. */
export async function readConfiguration(
  table: Table,
  accountId: string,
  snapshot: ConfigurationSnapshot,
  refs: readonly ConfigurationRef[],
  now: Instant,
  freshness: Freshness = 'latest',
): Promise<ConfigurationSnapshot> {
  if (refs.length === 0) return snapshot;
  const toKey = ({ kind, id }: ConfigurationRef) => configurationKey(accountId, TYPE_BY_KIND[kind], id);
  const items = await readItems(table, refs, toKey, freshness);
  const extended = {
    user: new Map<string, unknown>(snapshot.user),
    team: new Map<string, unknown>(snapshot.team),
    schedule: new Map<string, unknown>(snapshot.schedule),
    escalation: new Map<string, unknown>(snapshot.escalation),
    policies: new Map<string, unknown>(snapshot.policies),
    forwarding: new Map<string, unknown>(snapshot.forwarding),
    settings: new Map<string, unknown>(snapshot.settings),
  };
  for (const ref of refs) {
    extended[ref.kind].set(ref.id, items.get(toName(toKey(ref))) ?? null);
  }
  const lists = refs
    .filter(({ kind }) => kind === 'policies')
    .flatMap(({ id }) => (extended.policies.get(id) as PolicyList<NotificationPolicy> | null) ?? [])
    .filter(({ policies }) => policies.length > 0);
  const maintenances = lists.length > 0 ? await readMaintenances(table, accountId, freshness) : [];
  for (const list of lists) {
    const inForce = isolate(
      () => applyMaintenanceToPolicies(list, maintenances, now),
      (error) => {
        logger.error('Could not apply maintenance to notification policies', {
          accountId,
          error: error as Error,
        });
        return list;
      },
    );
    extended.policies.set(list.id, inForce);
  }
  return extended as unknown as ConfigurationSnapshot;
}
