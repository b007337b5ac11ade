import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Service } from './model.ts';

/** Services, with unique names. */
export const createServiceStore = (table: Table): ConfigurationStore<Service> =>
  createConfigurationStore<Service>(table, 'SERVICE', (service) => service.name);
