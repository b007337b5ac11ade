import { type ConfigurationStore, configurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { CustomRole } from './model.ts';

/** Custom user roles, with unique names. */
export const roleStore = (table: Table): ConfigurationStore<CustomRole> =>
  configurationStore<CustomRole>(table, 'ROLE', (role) => role.name);
