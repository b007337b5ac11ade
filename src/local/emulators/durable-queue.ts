import type { Journal } from '../shared/journal.ts';
import type { StoredMessage, StoredQueue } from './fauxqs.ts';

/** A message in the journal, with its current queue. */
export interface JournaledMessage {
  readonly queue: string;
  readonly message: StoredMessage;
}

/**
 * Journals sends and deletions before the client gets its response. A message that moves to a dead-letter queue keeps its
 * id, so its entry moves too.
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
 * Restores the messages of earlier processes in order, with a receive count of 0. Messages in flight may have been
 * processed; SQS guarantees at-least-once delivery only.
 */
export function restoreMessages(
  findQueue: (name: string) => StoredQueue | undefined,
  journal: Journal<JournaledMessage>,
): void {
  for (const { queue: name, message } of [...journal.live.values()]) {
    const queue = findQueue(name);
    if (!queue) continue;
    const { messageId, messageDeduplicationId, sequenceNumber = '' } = message;
    if (messageDeduplicationId) queue.recordDeduplication(messageDeduplicationId, messageId, sequenceNumber);
    queue.enqueue({ ...message, approximateReceiveCount: 0 });
  }
}
