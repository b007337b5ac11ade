import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { CalendarLink } from './model.ts';

export const createCalendarLinkStore = (table: Table): ConfigurationStore<CalendarLink> =>
  createConfigurationStore<CalendarLink>(table, 'CALENDARLINK');
