import type { Directory } from '../../domain/directory/directory.ts';
import type { SavedSearchStore } from '../../domain/saved-searches/store.ts';
import type { Blobs } from '../../platform/blobs.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Table } from '../../platform/table.ts';

/** Dependencies of the alert routes. */
export interface AlertDeps {
  readonly table: Table;
  /** alert-actions.fifo. */
  readonly queue: Queue;
  readonly directory: Directory;
  readonly savedSearches: SavedSearchStore;
  /** The contents of attachments. Called only by requests on attachments. */
  readonly blobs: () => Promise<Blobs>;
  /** How many alerts a search reads at most. Default: SEARCH_BUDGET. */
  readonly searchBudget?: number;
}

export const TAG = 'Alerts';
