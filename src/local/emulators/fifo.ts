import { randomUUID } from 'node:crypto';
import type { StoredMessage, StoredQueue } from './fauxqs.ts';

const MAX_RECEIVE = 10;

/**
 * Makes a FIFO queue of fauxqs deliver like SQS: a receive returns several messages of a group, and messages that become
 * visible again keep their order. A message wakes one waiting receive, not all.
 */
export function deliverAsSqs(queue: StoredQueue): void {
  const processTimers = queue.processTimers.bind(queue);
  const changeVisibility = queue.changeVisibility.bind(queue);

  queue.processTimers = () => {
    const now = Date.now();
    const expired = [...queue.inflightMessages.values()].filter((entry) => entry.visibilityDeadline <= now);
    processTimers();
    for (const entry of expired) restoreOrder(queue, entry.message);
  };

  queue.changeVisibility = (receiptHandle, timeoutSeconds) => {
    const entry = queue.inflightMessages.get(receiptHandle);
    changeVisibility(receiptHandle, timeoutSeconds);
    if (entry && timeoutSeconds === 0) restoreOrder(queue, entry.message);
  };

  queue.notifyWaiters = () => {
    const waiter = queue.pollWaiters.shift();
    if (!waiter) return;
    clearTimeout(waiter.timer);
    waiter.resolve();
  };

  queue.dequeueFifo = (maxCount, visibilityTimeout, findQueueByArn) => {
    queue.processTimers();
    const messages = take(queue, Math.min(maxCount, MAX_RECEIVE), findQueueByArn);
    const seconds = visibilityTimeout ?? Number(queue.attributes.VisibilityTimeout);
    const received = messages.map((message) => markInflight(queue, message, Date.now() + seconds * 1000));
    if (queue.hasAvailableFifoMessages()) queue.notifyWaiters();
    return received;
  };
}

function restoreOrder(queue: StoredQueue, { messageGroupId = '' }: StoredMessage): void {
  queue.fifoMessages
    .get(messageGroupId)
    ?.sort((a, b) => (a.sequenceNumber ?? '').localeCompare(b.sequenceNumber ?? ''));
}

/** Takes messages of groups without messages in flight. Dead-letters those that exceed the maximum receive count. */
function take(
  queue: StoredQueue,
  max: number,
  findQueueByArn: (arn: string) => StoredQueue | undefined,
): StoredMessage[] {
  const redrive = queue.attributes.RedrivePolicy && JSON.parse(queue.attributes.RedrivePolicy);
  const deadLetters = redrive ? findQueueByArn(redrive.deadLetterTargetArn) : undefined;
  const taken: StoredMessage[] = [];
  for (const [group, messages] of queue.fifoMessages) {
    if (taken.length >= max) break;
    if (queue.fifoLockedGroups.has(group)) continue;
    const used = messages.findIndex((message) => {
      if (taken.length >= max) return true;
      message.approximateReceiveCount++;
      message.approximateFirstReceiveTimestamp ??= Date.now();
      if (deadLetters && message.approximateReceiveCount > Number(redrive.maxReceiveCount)) {
        deadLetters.enqueue(message);
      } else {
        taken.push(message);
      }
      return false;
    });
    messages.splice(0, used < 0 ? messages.length : used);
    if (messages.length === 0) queue.fifoMessages.delete(group);
  }
  return taken;
}

function markInflight(queue: StoredQueue, message: StoredMessage, visibilityDeadline: number) {
  const receiptHandle = randomUUID();
  const group = message.messageGroupId ?? '';
  queue.inflightMessages.set(receiptHandle, { message, receiptHandle, visibilityDeadline });
  queue.fifoLockedGroups.set(group, (queue.fifoLockedGroups.get(group) ?? 0) + 1);
  return {
    MessageId: message.messageId,
    ReceiptHandle: receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    ...(Object.keys(message.messageAttributes).length > 0 && {
      MessageAttributes: message.messageAttributes,
    }),
  };
}
