import { type ConfigurationStore, configurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Deployment } from './model.ts';

export const deploymentStore = (table: Table): ConfigurationStore<Deployment> =>
  configurationStore<Deployment>(table, 'DEPLOYMENT');
