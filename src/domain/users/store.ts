import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { User } from './model.ts';

/** Users, found by username as well as by id. */
export const createUserStore = (table: Table): ConfigurationStore<User> =>
  createConfigurationStore<User>(table, 'USER', (user) => user.username);
