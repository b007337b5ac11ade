import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { QueueSource } from '../template/service.ts';

const LONG_POLL_SECONDS = 20;
const AFTER_ERROR_MS = 500;

export interface Poller {
  /** Stops receiving; resolves when all received messages are processed. */
  readonly stop: () => Promise<void>;
}

/**
 * Invokes a function with the messages of a queue, like Lambda's event source mapping: several batches in parallel (the
 * queue ensures that no two have messages of one group); deletes successful messages; failed ones return after their
 * visibility timeout. `invoke` returns which messages failed.
 */
export function pollQueue(
  client: SQSClient,
  queueUrl: string,
  source: QueueSource & { readonly region: string },
  invoke: (event: SQSEvent) => Promise<unknown>,
): Poller {
  const stopped = new AbortController();

  const receive = async (): Promise<readonly Message[]> => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(source.batchSize, 10),
        WaitTimeSeconds: LONG_POLL_SECONDS,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { abortSignal: stopped.signal },
    );
    return Messages;
  };

  const processBatch = async (messages: readonly Message[]): Promise<void> => {
    const result = await invoke({ Records: messages.map((message) => toRecord(message, source)) });
    const failed = source.reportsFailures ? failedIds(result) : new Set<string>();
    const done = messages.filter(({ MessageId }) => !failed.has(MessageId ?? ''));
    if (done.length === 0) return;
    await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: done.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle })),
      }),
    );
  };

  const loop = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      try {
        const messages = await receive();
        if (messages.length > 0) await processBatch(messages);
      } catch (error) {
        if (stopped.signal.aborted) return;
        console.error(`${source.functionName}: ${(error as Error).stack ?? error}`);
        await new Promise((resolve) => setTimeout(resolve, AFTER_ERROR_MS));
      }
    }
  };

  const loops = Array.from({ length: source.maximumConcurrency }, loop);
  return {
    async stop() {
      stopped.abort();
      await Promise.all(loops);
    },
  };
}

function toRecord(message: Message, { queueArn, region }: { queueArn: string; region: string }): SQSRecord {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: (message.Attributes ?? {}) as unknown as SQSRecord['attributes'],
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

const failedIds = (result: unknown): ReadonlySet<string> =>
  new Set(((result as SQSBatchResponse | null)?.batchItemFailures ?? []).map((each) => each.itemIdentifier));
