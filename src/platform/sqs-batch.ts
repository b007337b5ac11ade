import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { describeFailure, type FailedMessages, returnToQueue, shouldDeadLetter } from './failed-messages.ts';
import { logger } from './logger.ts';

/** How often SQS has delivered the message, including this delivery. */
export const receiveCount = (record: SQSRecord): number =>
  Number(record.attributes?.ApproximateReceiveCount ?? 1);

/** How a handler treats messages that cannot be applied. */
export interface DeadLettering {
  readonly failedMessages: FailedMessages;
  /** Called after a message was sent to the dead-letter queue. May be called again on a retry. */
  readonly onDeadLettered?: (record: SQSRecord) => Promise<void>;
}

/**
 * A handler for a FIFO queue that processes message groups in parallel and the messages of a group in order. If a message
 * fails, it and the later messages of its group return to the queue, so that nothing overtakes it. With `deadLettering`, a
 * message that fails again with an error that is not transient goes to the dead-letter queue, and its group continues.
 */
export function createGroupedHandler(
  apply: (record: SQSRecord) => Promise<void>,
  deadLettering?: DeadLettering,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  /** Whether the message is in the dead-letter queue, so that the group can continue. */
  async function deadLetter(record: SQSRecord, error: unknown): Promise<boolean> {
    if (!deadLettering || !shouldDeadLetter(record, error)) return false;
    try {
      await deadLettering.failedMessages.deadLetter(record, describeFailure(error));
      await deadLettering.onDeadLettered?.(record);
      return true;
    } catch (failure) {
      // SQS dead-letters it after five receives. A missing right must be noticed before.
      logger.error('Could not dead-letter a message', {
        messageId: record.messageId,
        errorName: failure instanceof Error ? failure.name : 'unknown',
      });
      return false;
    }
  }

  async function applyGroup(records: readonly SQSRecord[]): Promise<readonly SQSRecord[]> {
    for (const [i, record] of records.entries()) {
      try {
        await apply(record);
      } catch (error) {
        const isDeadLettered = await deadLetter(record, error);
        logger.error(
          isDeadLettered
            ? 'Message dead-lettered; its group continues'
            : 'Message failed; it and the later messages of its group return to the queue',
          { messageId: record.messageId, errorName: error instanceof Error ? error.name : 'unknown' },
        );
        if (isDeadLettered) continue;
        await returnToQueue(deadLettering?.failedMessages, records.slice(i), error);
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
