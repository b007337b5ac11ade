import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { ForwardingRules } from './model.ts';

/** The forwarding rules of each account: one aggregate, ALL_RULES. */
export const createForwardingRuleStore = (table: Table): ConfigurationStore<ForwardingRules> =>
  createConfigurationStore<ForwardingRules>(table, 'FORWARDINGRULES');
