import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { IncidentProperties } from '../services/model.ts';

/** A template that people create incidents from. */
export interface IncidentTemplate extends IncidentProperties {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  /** Ids of services. */
  readonly impactedServices: readonly string[];
}

/** Incident templates of an account, with unique names. */
export const createIncidentTemplateStore = (table: Table): ConfigurationStore<IncidentTemplate> =>
  createConfigurationStore<IncidentTemplate>(table, 'INCIDENTTEMPLATE', (template) => template.name);
