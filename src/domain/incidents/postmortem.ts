import type { Instant } from '../../platform/clock.ts';
import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Priority } from '../kernel/priority.ts';

/** A document in the Atlassian Document Format. */
export type Document = Readonly<Record<string, unknown>>;

/** A postmortem of an incident. Its times are copied from the incident and can be changed. */
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
  /** Id of the team whose keys can access it. */
  readonly ownerTeam: string;
  /** Id of the user who writes it. */
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

/** Postmortems of an account. */
export const createPostmortemStore = (table: Table): ConfigurationStore<Postmortem> =>
  createConfigurationStore<Postmortem>(table, 'POSTMORTEM');
