import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Deployment } from './model.ts';

/** Deployments of an account. */
export const createDeploymentStore = (table: Table): ConfigurationStore<Deployment> =>
  createConfigurationStore<Deployment>(table, 'DEPLOYMENT');
