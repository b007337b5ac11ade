import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { CustomRole } from './model.ts';

/** Custom user roles, with unique names. */
export const createRoleStore = (table: Table): ConfigurationStore<CustomRole> =>
  createConfigurationStore<CustomRole>(table, 'ROLE', (role) => role.name);
