import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Deployment } from './model.ts';

export const deploymentStore = (table: Table): ConfigurationStore<Deployment> =>
  createConfigurationStore<Deployment>(table, 'DEPLOYMENT');
