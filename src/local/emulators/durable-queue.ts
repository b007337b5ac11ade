import type { Journal } from '../shared/journal.ts';
import type { StoredMessage, StoredQueue } from './fauxqs.ts';

/** What the journal holds of a message: where it lies and what it is. */
export interface JournaledMessage {
  readonly queue: string;
  readonly message: StoredMessage;
}

/**
 * Writes what is sent to the queue and what is deleted from it into the journal, before the client has its answer. A
 * message that moves to another queue (dead letters) keeps its id and so takes its entry along.
 */
export function keepInJournal(queue: StoredQueue, journal: Journal<JournaledMessage>): void {
  const { enqueue, deleteMessage, purge } = queue;

  queue.enqueue = (message) => {
    journal.set(message.messageId, { queue: queue.name, message });
    enqueue.call(queue, message);
  };

  queue.deleteMessage = (receiptHandle) => {
    const entry = queue.inflightMessages.get(receiptHandle);
    const deleted = deleteMessage.call(queue, receiptHandle);
    if (entry) journal.delete(entry.message.messageId);
    return deleted;
  };

  queue.purge = () => {
    purge.call(queue);
    for (const [id, entry] of journal.live) {
      if (entry.queue === queue.name) journal.delete(id);
    }
  };
}

/**
 * Puts back what earlier processes left, in order, as never received: what was in flight may or may not have been
 * worked off, and SQS promises at least once.
 */
export function refill(
  queueOfName: (name: string) => StoredQueue | undefined,
  journal: Journal<JournaledMessage>,
): void {
  for (const { queue: name, message } of [...journal.live.values()]) {
    const queue = queueOfName(name);
    if (!queue) continue;
    const { messageId, messageDeduplicationId, sequenceNumber = '' } = message;
    if (messageDeduplicationId) queue.recordDeduplication(messageDeduplicationId, messageId, sequenceNumber);
    queue.enqueue({ ...message, approximateReceiveCount: 0 });
  }
}
