import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { IncidentProperties } from '../services/model.ts';

/** What an incident can be opened from: a name, the services that it impacts, and its contents. */
export interface IncidentTemplate extends IncidentProperties {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  /** Ids of services. */
  readonly impactedServices: readonly string[];
}

/** Incident templates of an account. Names are unique. */
export const incidentTemplateStore = (table: Table): ConfigurationStore<IncidentTemplate> =>
  createConfigurationStore<IncidentTemplate>(table, 'INCIDENTTEMPLATE', (template) => template.name);
