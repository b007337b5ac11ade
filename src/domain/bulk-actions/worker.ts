import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { type Instant, SECOND } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import { logger } from '../../platform/logger.ts';
import type { Queue } from '../../platform/queue.ts';
import { createGroupedHandler } from '../../platform/sqs-batch.ts';
import { type AdvanceDeps, advanceBulkAction } from './advance.ts';
import { bulkActionGroup } from './start.ts';

export interface BulkActionWorkerDeps extends AdvanceDeps {
  /** bulk-actions.fifo, by which the worker continues in another invocation. */
  readonly bulkActions: Queue;
}

/** How long an invocation begins new work, in milliseconds. The function's timeout leaves 15 seconds to finish it. */
export const SLICE_MS = 45 * SECOND;

const messageSchema = z.object({ accountId: z.string().min(1), id: z.string().min(1) });

/** The handler of bulk-actions.fifo. A bulk action that does not end in time is continued by a next message. */
export function createBulkActionWorker(
  deps: BulkActionWorkerDeps,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  async function advance({ body, messageId }: SQSRecord, deadline: Instant): Promise<void> {
    const message = messageSchema.parse(JSON.parse(body));
    const { accountId, id } = message;
    const outcome = await advanceBulkAction(deps, message, deadline);
    logger.info('Bulk action advanced', { accountId, bulkActionId: id, outcome });
    if (outcome === 'finished') return;
    await deps.bulkActions.send(message, {
      group: bulkActionGroup(accountId),
      // A second delivery of this message adds no second continuation.
      deduplicationId: derivedId('continued-bulk-action', id, messageId),
    });
  }
  return (event) => {
    const deadline = deps.clock() + SLICE_MS;
    return createGroupedHandler((record) => advance(record, deadline))(event);
  };
}
