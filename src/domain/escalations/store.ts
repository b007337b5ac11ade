import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Escalation } from './model.ts';

/** Escalations, with unique names. */
export const createEscalationStore = (table: Table): ConfigurationStore<Escalation> =>
  createConfigurationStore<Escalation>(table, 'ESCALATION', (escalation) => escalation.name);
