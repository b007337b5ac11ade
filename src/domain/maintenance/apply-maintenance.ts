import type { Clock, Instant } from '../../platform/clock.ts';
import type { Policy, PolicyList } from '../policies/model.ts';
import { type Maintenance, stateOf } from './model.ts';

/** Where the maintenance of an account that can be in effect is read. */
export interface MaintenanceSource {
  ahead(accountId: string): Promise<readonly Maintenance[]>;
}

/** Of accounts that have none. */
export const NO_MAINTENANCE: MaintenanceSource = { ahead: async () => [] };

/** The policies, enabled and disabled as maintenance has it. */
export const applyMaintenanceToPolicies = <P extends Policy>(
  list: PolicyList<P>,
  maintenances: readonly Maintenance[],
  now: Instant,
): PolicyList<P> => ({
  ...list,
  policies: list.policies.map((policy) => {
    const state = stateOf(maintenances, 'policy', policy.id, now);
    return state ? { ...policy, enabled: state === 'enabled' } : policy;
  }),
});

/** A source of policies that heeds maintenance, which is read only where there are any policies. */
export const createMaintainedPolicySource = <P extends Policy>(
  policies: { readonly get: (accountId: string, scope: string) => Promise<PolicyList<P>> },
  maintenance: MaintenanceSource,
  clock: Clock,
) => ({
  async get(accountId: string, scope: string): Promise<PolicyList<P>> {
    const list = await policies.get(accountId, scope);
    return list.policies.length === 0
      ? list
      : applyMaintenanceToPolicies(list, await maintenance.ahead(accountId), clock());
  },
});

/** A source of integrations that heeds maintenance. */
export const createMaintainedIntegrationSource = <
  I extends { readonly id: string; readonly enabled: boolean },
>(
  integrations: { readonly get: (accountId: string, id: string) => Promise<I | undefined> },
  maintenance: MaintenanceSource,
  clock: Clock,
) => ({
  async get(accountId: string, id: string): Promise<I | undefined> {
    const [found, ahead] = await Promise.all([integrations.get(accountId, id), maintenance.ahead(accountId)]);
    const state = stateOf(ahead, 'integration', id, clock());
    return found && state ? { ...found, enabled: state === 'enabled' } : found;
  },
});
