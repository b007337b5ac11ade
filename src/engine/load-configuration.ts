import { applyMaintenanceToPolicies } from '../domain/maintenance/apply-maintenance.ts';
import { createMaintenanceStore } from '../domain/maintenance/store.ts';
import type { NotificationPolicy, PolicyList } from '../domain/policies/model.ts';
import type { Instant } from '../platform/clock.ts';
import { type ConfigurationType, configurationKey } from '../platform/keys.ts';
import { logger } from '../platform/logger.ts';
import type { Table } from '../platform/table.ts';
import type { ConfigurationKind, ConfigurationRef, ConfigurationSnapshot } from './configuration-snapshot.ts';
import { isolate } from './isolation.ts';

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
