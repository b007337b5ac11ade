import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { discard, peek, returnToQueue } from '../../../scripts/redrive/dead-letters.ts';
import { queueUrl, startQueues } from '../../../src/local/emulators/queues.ts';
import { createSqsFailedMessages } from '../../../src/platform/failed-messages.ts';
import { createSqsClient, type SqsClient } from '../../../src/platform/sqs.ts';

const REGION = 'eu-central-1';
const NAMES = ['alert-actions.fifo', 'alert-actions-dlq.fifo', 'received-sms', 'received-sms-dlq'] as const;

let client: SQSClient;
let clientOfFunctions: SqsClient;
let stop: () => Promise<void>;
let urls: Readonly<Record<'queue' | 'dlq' | 'plain' | 'plainDlq', string>>;

beforeEach(async () => {
  const emulator = await startQueues({
    region: REGION,
    queues: NAMES.map((name) => ({
      name,
      arn: `arn:aws:sqs:${REGION}:000000000000:${name}`,
      attributes: name.endsWith('.fifo') ? { FifoQueue: 'true' } : {},
    })),
    buckets: [],
  });
  stop = emulator.stop;
  const options = {
    region: REGION,
    endpoint: emulator.endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  client = new SQSClient(options);
  clientOfFunctions = createSqsClient(options);
  const [queue, dlq, plain, plainDlq] = NAMES.map((name) => queueUrl(emulator.endpoint, name)) as [
    string,
    string,
    string,
    string,
  ];
  urls = { queue, dlq, plain, plainDlq };
});

afterEach(async () => {
  client.destroy();
  clientOfFunctions.destroy();
  await stop();
});

const sendDeadLetter = (group: string, body: string, deduplicationId = body, to = urls.dlq) =>
  client.send(
    new SendMessageCommand({
      QueueUrl: to,
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: deduplicationId,
    }),
  );

/** The messages of the queue, in order, by message group. */
async function takeAll(url: string): Promise<Record<string, string[]>> {
  const bodies: Record<string, string[]> = {};
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return bodies;
    for (const { Body = '', Attributes, ReceiptHandle } of Messages) {
      const group = Attributes?.MessageGroupId ?? '';
      bodies[group] = [...(bodies[group] ?? []), Body];
      await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    }
  }
}

test('messages go back in the order of their group', async () => {
  for (let i = 0; i < 12; i++) await sendDeadLetter('one', `one-${i}`);
  await sendDeadLetter('two', 'two-0');
  expect(await returnToQueue(client, { from: urls.dlq, to: urls.queue, limit: 100 })).toBe(13);
  expect(await takeAll(urls.queue)).toEqual({
    one: Array.from({ length: 12 }, (_, i) => `one-${i}`),
    two: ['two-0'],
  });
  expect(await takeAll(urls.dlq)).toEqual({});
});

test('a standard queue gets its messages back, too', async () => {
  await client.send(new SendMessageCommand({ QueueUrl: urls.plainDlq, MessageBody: 'text' }));
  expect(await returnToQueue(client, { from: urls.plainDlq, to: urls.plain, limit: 100 })).toBe(1);
  expect(Object.values(await takeAll(urls.plain))).toEqual([['text']]);
});

test('a message goes back although the queue remembers its de-duplication id', async () => {
  await sendDeadLetter('one', 'action', 'request-1', urls.queue);
  await takeAll(urls.queue);
  await sendDeadLetter('one', 'action', 'request-1', urls.dlq);
  await returnToQueue(client, { from: urls.dlq, to: urls.queue, limit: 100 });
  expect(await takeAll(urls.queue)).toEqual({ one: ['action'] });
});

test('a message that cannot be sent stays in the dead-letter queue', async () => {
  await sendDeadLetter('one', 'first');
  await sendDeadLetter('one', 'second');
  const nowhere = urls.queue.replace('alert-actions', 'no-such-queue');
  await expect(returnToQueue(client, { from: urls.dlq, to: nowhere, limit: 100 })).rejects.toThrow();
  expect(await takeAll(urls.dlq)).toEqual({ one: ['first', 'second'] });
});

test('no more messages return than were requested', async () => {
  for (const group of ['one', 'two', 'three']) await sendDeadLetter(group, group);
  expect(await returnToQueue(client, { from: urls.dlq, to: urls.queue, limit: 2 })).toBe(2);
  expect(Object.keys(await takeAll(urls.queue))).toHaveLength(2);
  expect(Object.keys(await takeAll(urls.dlq))).toHaveLength(1);
});

test('listing removes no message', async () => {
  await sendDeadLetter('one', 'first');
  await sendDeadLetter('two', 'second');
  const bodies = async () => (await peek(client, urls.dlq, 100)).map(({ body }) => body).sort();
  expect(await bodies()).toEqual(['first', 'second']);
  expect(await bodies()).toEqual(['first', 'second']);
  expect(await takeAll(urls.dlq)).toEqual({ one: ['first'], two: ['second'] });
});

test('discarding empties the queue', async () => {
  await sendDeadLetter('one', 'first');
  expect(await discard(client, urls.dlq, 100)).toBe(1);
  expect(await peek(client, urls.dlq, 100)).toEqual([]);
});

test('a message that a worker dead-letters is listed once, with its reason, and a redrive returns it', async () => {
  const failed = createSqsFailedMessages(clientOfFunctions, {
    queueUrl: urls.queue,
    deadLetterQueueUrl: urls.dlq,
  });
  await sendDeadLetter('one', 'poison', 'request-1', urls.queue);
  const record = await receiveRecord(urls.queue);
  await failed.deadLetter(record, 'TypeError at worker.ts:12');
  await failed.deadLetter(record, 'TypeError at worker.ts:12');
  expect(await peek(client, urls.dlq, 100)).toMatchObject([
    { body: 'poison', group: 'one', reason: 'TypeError at worker.ts:12' },
  ]);
  await client.send(new DeleteMessageCommand({ QueueUrl: urls.queue, ReceiptHandle: record.receiptHandle }));
  expect(await returnToQueue(client, { from: urls.dlq, to: urls.queue, limit: 100 })).toBe(1);
  expect(await takeAll(urls.queue)).toEqual({ one: ['poison'] });
});

test('a failed message is visible again within seconds', async () => {
  const failed = createSqsFailedMessages(clientOfFunctions, {
    queueUrl: urls.queue,
    deadLetterQueueUrl: urls.dlq,
  });
  await sendDeadLetter('one', 'poison', 'request-1', urls.queue);
  await failed.retrySoon([await receiveRecord(urls.queue)]);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(await takeAll(urls.queue)).toEqual({ one: ['poison'] });
});

async function receiveRecord(url: string): Promise<SQSRecord> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: url, MessageSystemAttributeNames: ['All'] }),
  );
  const [message] = Messages;
  return {
    messageId: message?.MessageId,
    receiptHandle: message?.ReceiptHandle,
    body: message?.Body,
    attributes: message?.Attributes,
  } as unknown as SQSRecord;
}
