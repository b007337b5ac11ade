import type { FailedMessages } from '../../src/platform/failed-messages.ts';

/** A dead-letter queue that drops a second message with the same id, and the messages that are to be retried soon. */
export function recordingFailedMessages() {
  const dead = new Map<string, string>();
  const retriedSoon: string[][] = [];
  const failedMessages: FailedMessages = {
    async retrySoon(records) {
      retriedSoon.push(records.map(({ messageId }) => messageId));
    },
    async deadLetter({ messageId }, reason) {
      if (!dead.has(messageId)) dead.set(messageId, reason);
    },
  };
  return { dead, retriedSoon, failedMessages };
}
