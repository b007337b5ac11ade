import { createGatheringQueue, type QueuedMessage } from './gathering-queue.ts';
import type { SqsClient } from './sqs.ts';

/** Sends messages to one FIFO queue. */
export interface Queue {
  /**
   * `group`: messages of one group are delivered in order, one batch at a time. `deduplicationId`: a second message of
   * the same id within five minutes is dropped by the queue. Both at most 128 characters.
   */
  send(body: object, options: { readonly group: string; readonly deduplicationId: string }): Promise<void>;
}

/**
 * JSON with escapes for the characters that queues reject: SQS rejects U+FFFE and U+FFFF, and its emulator everything
 * above U+FFFF, such as emoji.
 */
export const encodeQueueBody = (body: object): string =>
  JSON.stringify(body).replace(
    /[\ud800-\udfff\ufffe\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16)}`,
  );

/** A message that SQS did not take from a batch. `name` is the code of SQS, by which throttles are recognized. */
class NotSent extends Error {
  override readonly name: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

/** A FIFO queue of SQS. Messages of one group that are sent at the same time share a call. */
export function createSqsFifoQueue(client: SqsClient, queueUrl: string): Queue {
  const toEntry = ({ body, group, deduplicationId }: QueuedMessage) => ({
    MessageBody: body,
    MessageGroupId: group,
    MessageDeduplicationId: deduplicationId,
  });
  return createGatheringQueue(
    {
      async one(message) {
        await client.call('SendMessage', { QueueUrl: queueUrl, ...toEntry(message) });
      },
      async batch(messages) {
        const { Failed = [] } = await client.call('SendMessageBatch', {
          QueueUrl: queueUrl,
          Entries: messages.map((message, i) => ({ Id: String(i), ...toEntry(message) })),
        });
        return messages.map((_, i) => {
          const failed = Failed.find(({ Id }) => Id === String(i));
          return failed && new NotSent(failed.Code ?? 'Error', failed.Message ?? 'The message was not sent.');
        });
      },
    },
    encodeQueueBody,
  );
}
