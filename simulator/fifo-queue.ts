import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type Instant, MINUTE, SECOND } from '../src/platform/clock.ts';
import type { SimulatedClock } from './clock.ts';
import type { Random } from './random.ts';

const VISIBILITY = 180 * SECOND;
const MAX_RECEIVES = 5;
const BATCH_SIZE = 10;
const DEDUPLICATION = 5 * MINUTE;

export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly group: string;
  readonly deduplicationId: string;
  readonly sentAt: Instant;
  receives: number;
  /** Set while it is in flight. */
  visibleAt?: Instant;
}

export interface FifoQueue {
  readonly send: (
    body: object,
    options: { readonly group: string; readonly deduplicationId: string },
  ) => void;
  readonly deleteMessage: (id: string) => void;
  /** Changes the visibility timeout of a message in flight, if the receipt handle is that of its latest receive. */
  readonly changeVisibility: (receiptHandle: string, milliseconds: number) => void;
  /** Puts a copy of a message into the dead-letter queue, once for each de-duplication id. */
  readonly deadLetter: (id: string) => void;
  /** Returns the messages of the dead-letter queue to the queue. */
  readonly redrive: () => void;
  readonly waiting: () => readonly QueuedMessage[];
  readonly dead: () => readonly QueuedMessage[];
  /** All messages that were ever accepted. */
  readonly accepted: () => readonly QueuedMessage[];
}

/**
 * A queue with its dead-letter queue as in serverless/queues.yml (by default alert-actions.fifo), and the event source of
 * its function: groups in order and one batch at a time, visibility timeout, de-duplication for five minutes, five
 * receives, partial failures of a batch. `deliver` processes a batch; if it throws, the whole batch fails. Deliveries are
 * delayed by random seconds, so that groups overtake one another.
 */
export function createFifoQueue(
  simulation: SimulatedClock,
  deliver: (event: SQSEvent) => Promise<SQSBatchResponse>,
  remove: (ids: readonly string[]) => Promise<void>,
  visibility = VISIBILITY,
  delays = RANDOM_DELAYS,
): FifoQueue {
  const { random } = simulation;
  const accepted: QueuedMessage[] = [];
  let messages: QueuedMessage[] = [];
  const dead: QueuedMessage[] = [];
  let ids = 0;
  let polls = 0;

  const isInFlight = ({ visibleAt }: QueuedMessage) =>
    visibleAt !== undefined && visibleAt > simulation.now();

  const pollSoon = (delay: number) => {
    polls++;
    simulation.at(simulation.now() + delay, () => {
      polls--;
      receive();
    });
  };

  function receive(): void {
    const locked = new Set(messages.filter(isInFlight).map(({ group }) => group));
    const batch: QueuedMessage[] = [];
    for (const message of [...messages]) {
      if (batch.length === BATCH_SIZE) break;
      if (locked.has(message.group)) continue;
      if (message.receives === MAX_RECEIVES) {
        messages = messages.filter((each) => each !== message);
        dead.push(message);
        continue;
      }
      message.receives++;
      message.visibleAt = simulation.now() + visibility;
      batch.push(message);
    }
    if (batch.length === 0) return;
    simulation.at(simulation.now() + visibility, () => pollSoon(delays.next));
    void processBatch(batch);
    if (polls === 0) pollSoon(delays.next);
  }

  async function processBatch(batch: readonly QueuedMessage[]): Promise<void> {
    const handles = new Map(batch.map((message) => [message.id, message.receives]));
    let failed: ReadonlySet<string>;
    try {
      const { batchItemFailures } = await deliver({ Records: batch.map(toRecord) } as unknown as SQSEvent);
      failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    } catch {
      return;
    }
    // A message that was received again meanwhile has another handle, and the old one deletes nothing.
    const isMine = ({ id, receives }: QueuedMessage) => handles.get(id) === receives && !failed.has(id);
    await remove(batch.filter(isMine).map(({ id }) => id));
  }

  return {
    send(body, { group, deduplicationId }) {
      const since = simulation.now() - DEDUPLICATION;
      const isDuplicate = accepted.some(
        (each) => each.deduplicationId === deduplicationId && each.group === group && each.sentAt > since,
      );
      if (isDuplicate) return;
      const message: QueuedMessage = {
        id: `message-${ids++}`,
        body: JSON.stringify(body),
        group,
        deduplicationId,
        sentAt: simulation.now(),
        receives: 0,
      };
      accepted.push(message);
      messages.push(message);
      pollSoon(delays.first(random));
    },
    deleteMessage(id) {
      messages = messages.filter((message) => message.id !== id);
      pollSoon(delays.next);
    },
    changeVisibility(receiptHandle, milliseconds) {
      const message = messages.find((each) => toReceiptHandle(each) === receiptHandle);
      if (!message || !isInFlight(message)) return;
      message.visibleAt = simulation.now() + milliseconds;
      simulation.at(message.visibleAt, () => pollSoon(delays.next));
    },
    deadLetter(id) {
      const message = accepted.find((each) => each.id === id);
      if (message && !dead.some((each) => each.id === id)) dead.push({ ...message });
    },
    redrive() {
      for (const message of dead.splice(0)) {
        delete message.visibleAt;
        // The worker may have died before SQS deleted the original.
        if (messages.some(({ id }) => id === message.id)) continue;
        messages.push(Object.assign(message, { receives: 0 }));
      }
      pollSoon(delays.next);
    },
    waiting: () => messages,
    dead: () => dead,
    accepted: () => accepted,
  };
}

/** How long the queue waits before it delivers a message or checks for the next one. */
export interface QueueDelays {
  readonly first: (random: Random) => number;
  readonly next: number;
}

/** Random seconds, so that groups overtake one another. */
const RANDOM_DELAYS: QueueDelays = {
  first: (random) => 10 + random.below(random.below(10) === 0 ? 30 * SECOND : 200),
  next: 10,
};

/** Messages are delivered at the moment of sending. */
export const NO_DELAYS: QueueDelays = { first: () => 0, next: 0 };

const toReceiptHandle = ({ id, receives }: Pick<QueuedMessage, 'id' | 'receives'>) => `${id} ${receives}`;

const toRecord = ({ id, body, group, receives }: QueuedMessage) => ({
  messageId: id,
  receiptHandle: toReceiptHandle({ id, receives }),
  body,
  attributes: { MessageGroupId: group, ApproximateReceiveCount: String(receives) },
});
