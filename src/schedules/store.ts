import { type ConfigurationStore, configurationStore } from '../platform/configuration-store.ts';
import type { Table } from '../platform/table.ts';
import type { Schedule } from './model.ts';

/** Schedules, with unique names. */
export const scheduleStore = (table: Table): ConfigurationStore<Schedule> =>
  configurationStore<Schedule>(table, 'SCHEDULE', (schedule) => schedule.name);
