import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Puts messages on one queue. */
export interface Queue {
  /**
   * `group`: messages of one group are delivered in order, one batch at a time. `deduplicationId`: a second message of
   * the same id within five minutes is dropped by the queue. Both at most 128 characters.
   */
  send(body: object, options: { readonly group: string; readonly deduplicationId: string }): Promise<void>;
}

/**
 * JSON that every queue takes. SQS refuses messages with U+FFFE or U+FFFF in them, and its emulator those with anything
 * beyond U+FFFF, an emoji for example; in JSON all of it can be written as escapes.
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
