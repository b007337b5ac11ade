import { type Instant, MINUTE } from '../../platform/clock.ts';

/**
 * A message on its first receive and younger than this cannot have been applied before: at most the visibility timeout
 * of the queue. An older one may have been in a dead-letter queue, which counts receives from one again, or another
 * function that hangs may still be working on it.
 */
const FRESH_MS = MINUTE;

/** Whether the message may have been applied before, in whole or in part. `receives` includes this time. */
export const mayBeRedelivery = (receives: number, receivedAt: Instant, now: Instant): boolean =>
  receives > 1 || now - receivedAt > FRESH_MS;

/** How many of the latest requests an alert or incident remembers: more than can be in flight for one at a time. */
const REMEMBERED_REQUESTS = 20;

/** The remembered requests with one more, newest last. A message that is redelivered is recognized by them. */
export const withAppliedRequest = (applied: readonly string[], requestId: string): readonly string[] =>
  [...applied, requestId].slice(-REMEMBERED_REQUESTS);
