import { type Instant, MINUTE, SECOND } from '../../platform/clock.ts';
import { signInAttemptsKey } from '../../platform/keys.ts';
import { conditionHolds, type Table } from '../../platform/table.ts';

/** How often something may be tried, in a window of time that begins at a multiple of its length. */
export interface AttemptLimit {
  /** The kind of attempts, such as `email-address`. */
  readonly kind: string;
  readonly max: number;
  readonly windowMs: number;
}

/** Messages with a code to one address. More would only be spam for their owner. */
export const EMAILS_PER_ADDRESS: AttemptLimit = { kind: 'email-address', max: 5, windowMs: 15 * MINUTE };

/** Messages with a code that one network address asks for. Many people may share it. */
export const EMAILS_PER_SOURCE: AttemptLimit = { kind: 'email-source', max: 30, windowMs: 15 * MINUTE };

/** Whether one more attempt is within the limit; otherwise when the next window begins. */
export type AttemptDecision =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly retryAt: Instant };

/** Counts an attempt. The count is in the table, so that it holds for all instances of the function together. */
export async function countAttempt(
  table: Table,
  { kind, max, windowMs }: AttemptLimit,
  value: string,
  now: Instant,
): Promise<AttemptDecision> {
  const window = Math.floor(now / windowMs);
  const retryAt = (window + 1) * windowMs;
  const counted = table.update(
    signInAttemptsKey(kind, value, window),
    {
      expression: 'SET expiresAt = :expiresAt ADD attempts :one',
      values: { ':expiresAt': Math.ceil(retryAt / SECOND), ':one': 1 },
    },
    { expression: 'attribute_not_exists(attempts) OR attempts < :max', values: { ':max': max } },
  );
  return (await conditionHolds(counted)) ? { kind: 'allowed' } : { kind: 'refused', retryAt };
}
