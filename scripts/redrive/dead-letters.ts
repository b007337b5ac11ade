import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { REASON_ATTRIBUTE } from '../../src/platform/failed-messages.ts';

/** A message of a dead-letter queue. */
export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  readonly group: string;
  readonly receiptHandle: string;
  /** Why a worker sent it there; absent if SQS moved it after too many receives. */
  readonly reason?: string;
}

/** Visibility timeout while messages are shown or moved, in seconds. */
const VISIBILITY_SECONDS = 60;

function toDeadLetter(message: Message): DeadLetter {
  const reason = message.MessageAttributes?.[REASON_ATTRIBUTE]?.StringValue;
  return {
    id: message.MessageId ?? '',
    body: message.Body ?? '',
    sentAt: Number(message.Attributes?.SentTimestamp ?? 0),
    group: message.Attributes?.MessageGroupId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    ...(reason && { reason }),
  };
}

async function receive(client: SQSClient, queueUrl: string, most: number): Promise<readonly DeadLetter[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(most, 10),
      VisibilityTimeout: VISIBILITY_SECONDS,
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: [REASON_ATTRIBUTE],
    }),
  );
  return Messages.map(toDeadLetter);
}

/** Approximate number of messages in the queue. */
export async function depth(client: SQSClient, queueUrl: string): Promise<number> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return (
    Number(Attributes?.ApproximateNumberOfMessages ?? 0) +
    Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0)
  );
}

/** Makes messages visible again, last one first, so that no later message of a group is visible before an earlier one. */
async function makeVisible(
  client: SQSClient,
  queueUrl: string,
  letters: readonly DeadLetter[],
): Promise<void> {
  for (const { receiptHandle } of letters.toReversed()) {
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: 0,
      }),
    );
  }
}

/**
 * Reads messages without removing them; all are visible again afterwards. Returns at most ten messages per message group,
 * because SQS withholds the rest while those are in flight.
 */
export async function peek(
  client: SQSClient,
  queueUrl: string,
  limit: number,
): Promise<readonly DeadLetter[]> {
  const seen: DeadLetter[] = [];
  try {
    while (seen.length < limit) {
      const letters = await receive(client, queueUrl, limit - seen.length);
      if (letters.length === 0) break;
      seen.push(...letters);
    }
  } finally {
    await makeVisible(client, queueUrl, seen);
  }
  return seen;
}

const remove = (client: SQSClient, queueUrl: string, { receiptHandle }: DeadLetter) =>
  client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }));

/**
 * Calls `each` for up to `limit` messages, in order within their groups, and removes them. If `each` fails, its message and
 * the later ones stay. Returns the number of removed messages.
 */
async function drain(
  client: SQSClient,
  queueUrl: string,
  limit: number,
  each: (letter: DeadLetter) => Promise<void>,
): Promise<number> {
  let done = 0;
  while (done < limit) {
    const letters = await receive(client, queueUrl, limit - done);
    if (letters.length === 0) break;
    for (const [i, letter] of letters.entries()) {
      try {
        await each(letter);
      } catch (error) {
        await makeVisible(client, queueUrl, letters.slice(i));
        throw error;
      }
      await remove(client, queueUrl, letter);
      done++;
    }
  }
  return done;
}

/**
 * Returns the messages of a dead-letter queue to their queue. StartMessageMoveTask does not preserve order, which the
 * actions of an alert need.
 *
 * If it is interrupted and repeated, at most one message is sent twice, and the worker applies it once. The de-duplication id
 * is new, because the queue may still remember the old one and drop the message.
 */
export async function returnToQueue(
  client: SQSClient,
  { from, to, limit }: { readonly from: string; readonly to: string; readonly limit: number },
): Promise<number> {
  return drain(client, from, limit, async ({ id, body, group }) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: to,
        MessageBody: body,
        ...(to.endsWith('.fifo') && { MessageGroupId: group, MessageDeduplicationId: `redrive-${id}` }),
      }),
    );
  });
}

/** Deletes messages. Returns their number. */
export const discard = (client: SQSClient, queueUrl: string, limit: number): Promise<number> =>
  drain(client, queueUrl, limit, async () => {});
