import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { logger } from './logger.ts';

/** How often the queue has delivered the record, this time included. */
export const receiveCount = (record: SQSRecord): number =>
  Number(record.attributes?.ApproximateReceiveCount ?? 1);

/**
 * The handler of a FIFO queue whose messages are applied one by one: groups side by side, the messages of a group in
 * order. Where one fails, it and all after it in its group are given back, so that nothing overtakes it.
 */
export function createGroupedHandler(
  apply: (record: SQSRecord) => Promise<void>,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  async function applyGroup(records: readonly SQSRecord[]): Promise<readonly SQSRecord[]> {
    for (const [i, record] of records.entries()) {
      try {
        await apply(record);
      } catch (error) {
        logger.error('A message could not be applied; it and those after it go back to the queue.', {
          messageId: record.messageId,
          errorName: error instanceof Error ? error.name : 'unknown',
        });
        return records.slice(i);
      }
    }
    return [];
  }
  return async ({ Records }) => {
    const groups = Map.groupBy(
      Records,
      ({ attributes, messageId }) => attributes?.MessageGroupId ?? messageId,
    );
    const failed = await Promise.all([...groups.values()].map(applyGroup));
    return { batchItemFailures: failed.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
