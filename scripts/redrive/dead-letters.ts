import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A message of a dead-letter queue. */
export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  readonly group: string;
  readonly receiptHandle: string;
}

/** Seconds for which a message that is being looked at or moved is kept from others. */
const IN_HAND_SECONDS = 60;

const toDeadLetter = (message: Message): DeadLetter => ({
  id: message.MessageId ?? '',
  body: message.Body ?? '',
  sentAt: Number(message.Attributes?.SentTimestamp ?? 0),
  group: message.Attributes?.MessageGroupId ?? '',
  receiptHandle: message.ReceiptHandle ?? '',
});

async function receive(client: SQSClient, queueUrl: string, most: number): Promise<readonly DeadLetter[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(most, 10),
      VisibilityTimeout: IN_HAND_SECONDS,
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages.map(toDeadLetter);
}

/** How many messages the queue holds, as far as SQS knows. */
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

/** Makes messages visible again; the last first, so that no group is open at its end while its beginning is held. */
async function letGo(client: SQSClient, queueUrl: string, letters: readonly DeadLetter[]): Promise<void> {
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
 * Reads messages of a queue without taking them out: all are visible again afterwards. Of one message group of a FIFO
 * queue at most ten are seen, since SQS holds the rest back until those are done.
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
    await letGo(client, queueUrl, seen);
  }
  return seen;
}

const remove = (client: SQSClient, queueUrl: string, { receiptHandle }: DeadLetter) =>
  client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }));

/**
 * Takes up to `limit` messages through `each`, in order within their groups, and out of the queue. Where `each` fails,
 * its message and those after it stay. Returns how many went.
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
        await letGo(client, queueUrl, letters.slice(i));
        throw error;
      }
      await remove(client, queueUrl, letter);
      done++;
    }
  }
  return done;
}

/**
 * Puts the messages of a dead-letter queue back into their queue. Not by StartMessageMoveTask: it promises no
 * order, and an alert's actions have one.
 *
 * A repetition after an interruption sends at most one message twice, which the worker applies once. The
 * de-duplication id is new, since the queue may still remember the old one and would drop the message.
 */
export async function putBack(
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

/** Deletes messages that were seen and dealt with. */
export const discard = (client: SQSClient, queueUrl: string, limit: number): Promise<number> =>
  drain(client, queueUrl, limit, async () => {});
