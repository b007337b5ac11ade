import { type ConfigurationStore, configurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Team } from './model.ts';

/** Teams, with unique names. */
export const teamStore = (table: Table): ConfigurationStore<Team> =>
  configurationStore<Team>(table, 'TEAM', (team) => team.name);
