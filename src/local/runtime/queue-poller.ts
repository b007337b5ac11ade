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
  /** Takes nothing more from the queue; resolves when what was taken is worked off. */
  readonly stop: () => Promise<void>;
}

/**
 * Feeds a function from a queue as Lambda's event source mapping does: several batches side by side (the queue sees to
 * it that no two hold messages of one group), what succeeded is deleted, what failed comes back after its visibility
 * time-out. `invoke` is given the event and answers which messages failed.
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

  const workOff = async (messages: readonly Message[]): Promise<void> => {
    const answer = await invoke({ Records: messages.map((message) => recordOf(message, source)) });
    const failed = source.reportsFailures ? failuresOf(answer) : new Set<string>();
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
        if (messages.length > 0) await workOff(messages);
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

function recordOf(message: Message, { queueArn, region }: { queueArn: string; region: string }): SQSRecord {
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

const failuresOf = (answer: unknown): ReadonlySet<string> =>
  new Set(((answer as SQSBatchResponse | null)?.batchItemFailures ?? []).map((each) => each.itemIdentifier));
