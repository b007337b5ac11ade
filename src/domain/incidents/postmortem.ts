import type { Instant } from '../../platform/clock.ts';
import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Priority } from '../kernel/priority.ts';

/** A document in the Atlassian Document Format. */
export type Document = Readonly<Record<string, unknown>>;

/** What was learned from an incident. Its times are those of the incident until somebody sets others. */
export interface Postmortem {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly severity: Priority;
  readonly status: 'draft' | 'published' | 'closed';
  readonly executiveSummary: Document;
  readonly content: Document;
  readonly startTime: Instant;
  readonly endTime?: Instant;
  readonly respondTime?: Instant;
  readonly resolveTime?: Instant;
  readonly createdAt: Instant;
  /** Of the team to whose keys it belongs. */
  readonly ownerTeam: string;
  /** The id of the user who writes it. */
  readonly ownerId?: string;
  readonly incident: {
    readonly id: string;
    readonly tinyId: string;
    readonly message: string;
    readonly priority: Priority;
    readonly status: string;
    readonly createdAt: Instant;
    readonly tags: readonly string[];
  };
}

export const postmortemStore = (table: Table): ConfigurationStore<Postmortem> =>
  createConfigurationStore<Postmortem>(table, 'POSTMORTEM');
