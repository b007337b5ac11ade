import type { Quota } from '../../platform/aws-quotas.ts';

/** Token buckets, one for each key. */
export interface Buckets {
  /** Takes tokens of the key's bucket, and whether there were enough; if not, none are taken. `now` in milliseconds. */
  readonly take: (key: string, tokens: number, now: number) => boolean;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Keys after which buckets that are full again are forgotten. */
const MAX_KEYS = 10_000;

/**
 * Buckets of one size. A call that needs more than a whole bucket is let through when the bucket is full, and leaves a debt:
 * DynamoDB serves a large item, and then throttles.
 */
export function createBuckets({ burst, perSecond }: Quota): Buckets {
  const buckets = new Map<string, Bucket>();
  const refill = (bucket: Bucket, now: number): void => {
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
  };
  const forgetFull = (now: number): void => {
    for (const [key, bucket] of buckets) {
      refill(bucket, now);
      if (bucket.tokens === burst) buckets.delete(key);
    }
  };

  return {
    take(key, tokens, now) {
      const bucket = buckets.get(key) ?? { tokens: burst, at: now };
      refill(bucket, now);
      const isEnough = bucket.tokens >= Math.min(tokens, burst);
      if (isEnough) bucket.tokens -= tokens;
      if (!buckets.has(key) && buckets.size >= MAX_KEYS) forgetFull(now);
      buckets.set(key, bucket);
      return isEnough;
    },
  };
}
