import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

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

/** A FIFO queue of SQS. */
export function createSqsFifoQueue(client: SQSClient, queueUrl: string): Queue {
  return {
    async send(body, { group, deduplicationId }) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: encodeQueueBody(body),
          MessageGroupId: group,
          MessageDeduplicationId: deduplicationId,
        }),
      );
    },
  };
}
