import type { Quota } from '../../platform/aws-quotas.ts';
import { createBuckets } from '../quotas/buckets.ts';
import { AwsError } from './endpoint.ts';

type Operations = Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => object>>;

/** The operations, of which those with a quota are refused when they are called too often. `now` in milliseconds. */
export function throttleOperations(
  operations: Operations,
  quotas: Readonly<Record<string, Quota>>,
  now: () => number,
): Operations {
  return Object.fromEntries(
    Object.entries(operations).map(([name, run]) => {
      const quota = quotas[name];
      if (!quota) return [name, run];
      const buckets = createBuckets(quota);
      return [
        name,
        (input: Readonly<Record<string, unknown>>) => {
          if (!buckets.take(name, 1, now())) throw new AwsError('ThrottlingException', 'Rate exceeded');
          return run(input);
        },
      ];
    }),
  );
}
