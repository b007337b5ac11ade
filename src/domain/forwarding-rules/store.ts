import type { Clock } from '../../platform/clock.ts';
import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { ForwardingRules } from './model.ts';

/** The forwarding rules of each account: one aggregate, ALL_RULES. `clock` tells when a change is written. */
export function createForwardingRuleStore(table: Table, clock: Clock): ConfigurationStore<ForwardingRules> {
  const store = createConfigurationStore<ForwardingRules>(table, 'FORWARDINGRULES');
  return {
    ...store,
    create: (accountId, rules) => store.create(accountId, { ...rules, changedAt: clock() }),
    update: (accountId, id, change) =>
      store.update(accountId, id, (current) => ({ ...change(current), changedAt: clock() })),
  };
}
