import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import {
  type AlertPolicy,
  GLOBAL_SCOPE,
  type NotificationPolicy,
  type Policy,
  type PolicyList,
} from './model.ts';

/** Changes a list of policies. May throw to leave it unchanged. */
export type ListChange<P extends Policy> = (policies: readonly P[]) => readonly P[];

/** Lists of policies of one type. */
export interface PolicyListStore<P extends Policy> {
  /** The list of {@link GLOBAL_SCOPE} or of a team; empty if nothing was ever written. */
  get(accountId: string, scope: string): Promise<PolicyList<P>>;
  all(accountId: string): Promise<readonly PolicyList<P>[]>;
  change(accountId: string, scope: string, change: ListChange<P>): Promise<PolicyList<P>>;
  /** Deletes a team's list; returns whether there was one. */
  delete(accountId: string, scope: string): Promise<boolean>;
}

export interface PolicyStores {
  readonly alert: PolicyListStore<AlertPolicy>;
  readonly notification: PolicyListStore<NotificationPolicy>;
}

function createPolicyListStore<P extends Policy>(
  table: Table,
  type: 'ALERTPOLICIES' | 'NOTIFICATIONPOLICIES',
): PolicyListStore<P> {
  const lists: ConfigurationStore<PolicyList<P>> = createConfigurationStore<PolicyList<P>>(table, type);

  const get = async (accountId: string, scope: string): Promise<PolicyList<P>> =>
    (await lists.get(accountId, scope)) ?? { id: scope, version: 0, policies: [] };

  /** Changes the list; creates it first if it does not exist. */
  async function write(
    accountId: string,
    scope: string,
    change: (list: PolicyList<P>) => Omit<PolicyList<P>, 'version'>,
  ): Promise<PolicyList<P>> {
    for (;;) {
      const changed = await lists.update(accountId, scope, change);
      if (changed) return changed;
      await lists.create(accountId, { id: scope, policies: [] });
    }
  }

  return {
    get,
    all: (accountId) => lists.list(accountId),
    async change(accountId, scope, change) {
      if (scope !== GLOBAL_SCOPE && !(await get(accountId, GLOBAL_SCOPE)).teamIds?.includes(scope)) {
        // Record the team before its list exists: a team too many costs a read, one too few would lose policies.
        await write(accountId, GLOBAL_SCOPE, (list) => ({
          ...list,
          teamIds: [...new Set([...(list.teamIds ?? []), scope])],
        }));
      }
      return write(accountId, scope, (list) => ({ ...list, policies: change(list.policies) }));
    },
    delete: (accountId, scope) => lists.delete(accountId, scope),
  };
}

/** Creates the stores of policies: one list for each type and scope. */
export const createPolicyStores = (table: Table): PolicyStores => ({
  alert: createPolicyListStore<AlertPolicy>(table, 'ALERTPOLICIES'),
  notification: createPolicyListStore<NotificationPolicy>(table, 'NOTIFICATIONPOLICIES'),
});
