import { type BulkAction, getBulkActionState } from '../../domain/bulk-actions/model.ts';
import { toIso } from '../../platform/clock.ts';

/** A bulk action with its progress. */
export const toBulkActionView = (bulk: BulkAction) => ({
  id: bulk.id,
  action: bulk.action.type,
  query: bulk.query,
  state: getBulkActionState(bulk),
  total: bulk.total,
  done: bulk.done,
  refused: bulk.refused,
  requestedAt: toIso(bulk.requestedAt),
  ...(bulk.startedAt !== undefined && { startedAt: toIso(bulk.startedAt) }),
  ...(bulk.finishedAt !== undefined && { finishedAt: toIso(bulk.finishedAt) }),
  updatedAt: toIso(bulk.updatedAt),
});
