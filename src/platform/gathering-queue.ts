import type { Queue } from './queue.ts';

/** A message for a queue. */
export interface QueuedMessage {
  readonly body: string;
  readonly group: string;
  readonly deduplicationId: string;
}

/** Sends messages of one group. Each is sent, or has an error of its own; throws if none was sent. */
export interface GroupSender {
  readonly one: (message: QueuedMessage) => Promise<void>;
  /** The errors by index; undefined where the message was sent. */
  readonly batch: (messages: readonly QueuedMessage[]) => Promise<readonly (Error | undefined)[]>;
}

interface Waiting {
  readonly message: QueuedMessage;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The maximum of SendMessageBatch. */
const MAX_MESSAGES = 10;
/** Under the 256 kB that a batch always could have. */
const MAX_BATCH_BYTES = 200_000;

/**
 * A queue that sends the messages of a group one call after the other, and those that wait meanwhile in one batch: SQS takes
 * 300 calls a second for a group, of one message or of ten. A message that comes alone is sent at once, by itself. A throttled
 * call is retried by the SDK, while more messages gather for the next.
 */
export function createGatheringQueue(sender: GroupSender, encode: (body: object) => string): Queue {
  /** Messages that wait for the call of their group. Groups without a call are not in the map. */
  const groups = new Map<string, Waiting[]>();

  async function sendNext(batch: readonly Waiting[]): Promise<void> {
    const [first] = batch;
    if (first && batch.length === 1) {
      await sender.one(first.message).then(first.resolve, first.reject);
      return;
    }
    try {
      const errors = await sender.batch(batch.map(({ message }) => message));
      batch.forEach(({ resolve, reject }, i) => void (errors[i] ? reject(errors[i]) : resolve()));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async function sendGroup(group: string, waiting: Waiting[]): Promise<void> {
    while (waiting.length > 0) await sendNext(waiting.splice(0, countForBatch(waiting)));
    groups.delete(group);
  }

  return {
    send: (body, { group, deduplicationId }) =>
      new Promise((resolve, reject) => {
        const message = { body: encode(body), group, deduplicationId };
        const entry: Waiting = { message, resolve, reject };
        const waiting = groups.get(group);
        if (waiting) {
          waiting.push(entry);
          return;
        }
        const own = [entry];
        groups.set(group, own);
        void sendGroup(group, own);
      }),
  };
}

/** How many of the first messages fit in a batch; at least one. */
function countForBatch(waiting: readonly Waiting[]): number {
  let bytes = 0;
  for (const [i, { message }] of waiting.entries()) {
    bytes += Buffer.byteLength(message.body);
    if (i > 0 && (i === MAX_MESSAGES || bytes > MAX_BATCH_BYTES)) return i;
  }
  return waiting.length;
}
