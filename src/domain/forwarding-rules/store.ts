import { type ConfigurationStore, configurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { ForwardingRules } from './model.ts';

/** The forwarding rules of each account: one aggregate, ALL_RULES. */
export const forwardingRulesStore = (table: Table): ConfigurationStore<ForwardingRules> =>
  configurationStore<ForwardingRules>(table, 'FORWARDINGRULES');
