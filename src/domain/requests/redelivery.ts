import type { SQSRecord } from 'aws-lambda';
import { type Instant, MINUTE, SECOND } from '../../platform/clock.ts';
import { receiveCount } from '../../platform/sqs-batch.ts';

/**
 * A message on its first receive and younger than this cannot have been applied before: at most the visibility timeout
 * of the queue. An older one may have been in a dead-letter queue, which counts receives from one again, or another
 * function that hangs may still be working on it.
 */
const FRESH_MS = MINUTE;

/** Whether the message may have been applied before, in whole or in part. `receives` includes this time. */
export const mayBeRedelivery = (receives: number, receivedAt: Instant, now: Instant): boolean =>
  receives > 1 || now - receivedAt > FRESH_MS;

/** A message is sent to its queue within this time after its request was received, unless it was redriven. */
const SENDING_MS = 10 * SECOND;

/**
 * How often the message of the record was received, this time included, as far as SQS knows. A redrive, by our command or
 * in the console of AWS, sends the message anew and counts from one again; it counts here as one receive more.
 */
export function countReceives(record: SQSRecord, receivedAt: Instant): number {
  const sentAt = Number(record.attributes?.SentTimestamp ?? receivedAt);
  return receiveCount(record) + (sentAt - receivedAt > SENDING_MS ? 1 : 0);
}

/**
 * How many of the latest requests an alert or incident remembers: more than can be in flight for one at a time. Of those that
 * it forgets, each has a status or a mark (applied-marks.ts).
 */
const REMEMBERED_REQUESTS = 20;

/** The remembered requests with one more, newest last. A message that is redelivered is recognized by them. */
export const withAppliedRequest = (applied: readonly string[], requestId: string): readonly string[] =>
  [...applied, requestId].slice(-REMEMBERED_REQUESTS);
