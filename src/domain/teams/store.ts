import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Team } from './model.ts';

/** Teams, with unique names. */
export const createTeamStore = (table: Table): ConfigurationStore<Team> =>
  createConfigurationStore<Team>(table, 'TEAM', (team) => team.name);
