import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Integration } from './model.ts';

/** Integrations, with unique names. */
export const integrationStore = (table: Table): ConfigurationStore<Integration> =>
  createConfigurationStore<Integration>(table, 'INTEGRATION', (integration) => integration.name);
