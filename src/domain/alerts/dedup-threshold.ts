import type { DedupThreshold } from './ledger.ts';
import type { Alert } from './model.ts';

/**
 * Whether the alert has occurred as often as the threshold requires, within its time frame if it has one. While the alert
 * does not record its occurrences, only the times of the first and the latest are known.
 */
export function isThresholdReached(
  { count, withinMs }: DedupThreshold,
  alert: Pick<Alert, 'count' | 'createdAt' | 'lastOccurredAt' | 'occurrences'>,
): boolean {
  if (alert.count < count) return false;
  if (withinMs === undefined || alert.lastOccurredAt - alert.createdAt <= withinMs) return true;
  const first = alert.occurrences?.at(-count);
  return first !== undefined && alert.lastOccurredAt - first <= withinMs;
}
