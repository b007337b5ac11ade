import type { Directory } from '../../domain/directory/directory.ts';
import type { SavedSearchStore } from '../../domain/saved-searches/store.ts';
import type { Blobs } from '../../platform/blobs.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Table } from '../../platform/table.ts';

/** What the routes of alerts work with. */
export interface AlertDeps {
  readonly table: Table;
  /** alert-actions.fifo. */
  readonly queue: Queue;
  readonly directory: Directory;
  readonly savedSearches: SavedSearchStore;
  /** The contents of attachments; asked for when the first attachment is. */
  readonly blobs: () => Promise<Blobs>;
  /** How many alerts a search may look at, where not the usual number. */
  readonly searchBudget?: number;
}

export const TAG = 'Alerts';
