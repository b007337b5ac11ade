import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { logger } from './logger.ts';

/** How often SQS has delivered the message, including this delivery. */
export const receiveCount = (record: SQSRecord): number =>
  Number(record.attributes?.ApproximateReceiveCount ?? 1);

/**
 * A handler for a FIFO queue that processes message groups in parallel and the messages of a group in order. If a message
 * fails, it and the later messages of its group return to the queue, so that nothing overtakes it.
 */
export function createGroupedHandler(
  apply: (record: SQSRecord) => Promise<void>,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  async function applyGroup(records: readonly SQSRecord[]): Promise<readonly SQSRecord[]> {
    for (const [i, record] of records.entries()) {
      try {
        await apply(record);
      } catch (error) {
        logger.error('Message failed; it and the later messages of its group return to the queue', {
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
