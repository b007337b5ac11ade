import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Puts messages on one queue. */
export interface Queue {
  /**
   * `group`: messages of one group are delivered in order, one batch at a time. `deduplicationId`: a second message of
   * the same id within five minutes is dropped by the queue. Both at most 128 characters.
   */
  send(body: object, options: { readonly group: string; readonly deduplicationId: string }): Promise<void>;
}

/** A FIFO queue of SQS. */
export function fifoQueue(client: SQSClient, queueUrl: string): Queue {
  return {
    async send(body, { group, deduplicationId }) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(body),
          MessageGroupId: group,
          MessageDeduplicationId: deduplicationId,
        }),
      );
    },
  };
}
