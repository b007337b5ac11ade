import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { queueUrl, startQueues } from '../../../src/local/emulators/queues.ts';
import type { Emulator } from '../../../src/local/emulators/thread.ts';

const arn = (name: string) => `arn:aws:sqs:eu-central-1:000000000000:${name}`;
const work = {
  name: 'work.fifo',
  arn: arn('work.fifo'),
  attributes: {
    FifoQueue: 'true',
    VisibilityTimeout: '60',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('dead.fifo'), maxReceiveCount: 2 }),
  },
};
const dead = { name: 'dead.fifo', arn: arn('dead.fifo'), attributes: { FifoQueue: 'true' } };

let folder: string;
let emulator: Emulator;
let sqs: SQSClient;
let s3: S3Client;

async function start() {
  emulator = await startQueues({ folder, region: 'eu-central-1', queues: [work, dead], buckets: ['files'] });
  const options = {
    endpoint: emulator.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  sqs = new SQSClient(options);
  s3 = new S3Client(options);
}

async function stop() {
  sqs.destroy();
  s3.destroy();
  await emulator.stop();
}

/** Ends the thread without a notice, as a kill does. */
async function restart() {
  await stop();
  await start();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-'));
  await start();
});

afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

const urlOf = (name: string) => queueUrl(emulator.endpoint, name);

const send = (body: string, group = 'g') =>
  sqs.send(
    new SendMessageCommand({
      QueueUrl: urlOf(work.name),
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: `${group}-${body}`,
    }),
  );

async function receive(name = work.name, max = 10): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: urlOf(name),
      MaxNumberOfMessages: max,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages;
}

const remove = ({ ReceiptHandle }: Message) =>
  sqs.send(new DeleteMessageCommand({ QueueUrl: urlOf(work.name), ReceiptHandle }));

const giveBack = ({ ReceiptHandle }: Message) =>
  sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: urlOf(work.name),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }),
  );

const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);

test('a receive returns messages of a group in order, and the rest of the group waits for them', async () => {
  for (const body of ['1', '2', '3', '4']) await send(body);
  await send('other', 'h');

  const first = await receive(work.name, 3);
  expect(bodies(first)).toEqual(['1', '2', '3']);
  expect(first[0]!.Attributes).toMatchObject({ MessageGroupId: 'g', SequenceNumber: expect.any(String) });
  expect(bodies(await receive())).toEqual(['other']);

  for (const message of first) await remove(message);
  expect(bodies(await receive())).toEqual(['4']);
});

test('returned messages keep their order', async () => {
  for (const body of ['1', '2', '3']) await send(body);
  const [first, second, third] = await receive();
  await remove(first!);
  await giveBack(third!);
  await giveBack(second!);

  expect(bodies(await receive())).toEqual(['2', '3']);
});

test('a long poll returns as soon as a message arrives', async () => {
  const polled = sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf(work.name), WaitTimeSeconds: 20 }));
  await send('now');
  expect(bodies((await polled).Messages ?? [])).toEqual(['now']);
});

test('a message that was received too often is a dead letter, also after a restart', async () => {
  await send('poison');
  for (let i = 0; i < 2; i++) await giveBack((await receive())[0]!);

  expect(await receive()).toEqual([]);
  await restart();

  expect(await receive()).toEqual([]);
  expect(bodies(await receive(dead.name))).toEqual(['poison']);
});

test('messages that were not deleted survive a kill in order, in flight or not', async () => {
  for (const body of ['1', '2', '3']) await send(body);
  await remove((await receive(work.name, 1))[0]!);
  await receive(work.name, 1);

  await restart();

  expect(bodies(await receive())).toEqual(['2', '3']);
  await send('3');
  await send('4');
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf(work.name) }));
  expect(Messages).toEqual([]);
});

test('objects and their metadata survive a restart', async () => {
  const put = { Bucket: 'files', Key: 'a/ü b.png', Body: Buffer.from([1, 2, 255]), ContentType: 'image/png' };
  await s3.send(new PutObjectCommand(put));

  await restart();

  const { Body, ContentType } = await s3.send(new GetObjectCommand({ Bucket: 'files', Key: put.Key }));
  expect(ContentType).toBe('image/png');
  expect([...(await Body!.transformToByteArray())]).toEqual([1, 2, 255]);
  await expect(s3.send(new GetObjectCommand({ Bucket: 'files', Key: 'none' }))).rejects.toThrow(NoSuchKey);
});
