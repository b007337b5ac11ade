import type { Directory } from '../../domain/directory/directory.ts';
import type { Postmortem } from '../../domain/incidents/postmortem.ts';
import type { IncidentTemplate } from '../../domain/incidents/template.ts';
import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Table } from '../../platform/table.ts';

export interface IncidentDeps {
  readonly table: Table;
  readonly directory: Directory;
  /** incident-actions.fifo. */
  readonly incidentActions: Queue;
  readonly templates: ConfigurationStore<IncidentTemplate>;
  readonly postmortems: ConfigurationStore<Postmortem>;
}

export const base = { tag: 'Incidents', domain: 'incident' } as const;
