import type { DynamoDbUnits } from '../../platform/aws-quotas.ts';
import { createBuckets } from '../quotas/buckets.ts';
import { throttled } from './errors.ts';
import type { OnAccess } from './requests.ts';

const WRITE_UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;

/**
 * Throttles a key whose reads or writes exceed what one partition serves. Every key counts as a partition of its own, the best
 * that DynamoDB can make of it. `now` in milliseconds.
 */
export function throttlePartitions({ readUnits, writeUnits }: DynamoDbUnits, now: () => number): OnAccess {
  const reads = createBuckets({ burst: readUnits, perSecond: readUnits });
  const writes = createBuckets({ burst: writeUnits, perSecond: writeUnits });
  return ({ kind, table, index = '', pk, bytes, consistent }) => {
    const units =
      kind === 'write'
        ? Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES))
        : Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (consistent ? 1 : 0.5);
    const buckets = kind === 'write' ? writes : reads;
    if (buckets.take(`${table}\n${index}\n${pk}`, units, now())) return;
    throw throttled(
      `Throughput exceeds the current capacity of one partition: ${units} ${kind} units of ${index || 'the table'}. (Reason: KeyRangeThroughputExceeded)`,
    );
  };
}
