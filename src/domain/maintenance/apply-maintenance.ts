import type { Clock, Instant } from '../../platform/clock.ts';
import type { Policy, PolicyList } from '../policies/model.ts';
import { findMaintenanceState, type Maintenance } from './model.ts';

/** Reads an account's active and planned maintenance. */
export interface MaintenanceSource {
  listActiveOrPlanned(accountId: string): Promise<readonly Maintenance[]>;
}

/** The source for accounts without maintenance. */
export const NO_MAINTENANCE: MaintenanceSource = { listActiveOrPlanned: async () => [] };

/** The policies, enabled or disabled by the active maintenance. */
export const applyMaintenanceToPolicies = <P extends Policy>(
  list: PolicyList<P>,
  maintenances: readonly Maintenance[],
  now: Instant,
): PolicyList<P> => ({
  ...list,
  policies: list.policies.map((policy) => {
    const state = findMaintenanceState(maintenances, 'policy', policy.id, now);
    return state ? { ...policy, enabled: state === 'enabled' } : policy;
  }),
});

/** A source of policies with maintenance applied, which is read only if there are policies. */
export const createMaintainedPolicySource = <P extends Policy>(
  policies: { readonly get: (accountId: string, scope: string) => Promise<PolicyList<P>> },
  maintenance: MaintenanceSource,
  clock: Clock,
) => ({
  async get(accountId: string, scope: string): Promise<PolicyList<P>> {
    const list = await policies.get(accountId, scope);
    return list.policies.length === 0
      ? list
      : applyMaintenanceToPolicies(list, await maintenance.listActiveOrPlanned(accountId), clock());
  },
});

/** A source of integrations with maintenance applied. */
export const createMaintainedIntegrationSource = <
  I extends { readonly id: string; readonly enabled: boolean },
>(
  integrations: { readonly get: (accountId: string, id: string) => Promise<I | undefined> },
  maintenance: MaintenanceSource,
  clock: Clock,
) => ({
  async get(accountId: string, id: string): Promise<I | undefined> {
    const [found, maintenances] = await Promise.all([
      integrations.get(accountId, id),
      maintenance.listActiveOrPlanned(accountId),
    ]);
    const state = findMaintenanceState(maintenances, 'integration', id, clock());
    return found && state ? { ...found, enabled: state === 'enabled' } : found;
  },
});
