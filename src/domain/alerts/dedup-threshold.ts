import type { DedupThreshold } from './ledger.ts';
import type { Alert } from './model.ts';

/**
 * Whether the alert has occurred as often as the threshold demands, within its time if it has one. Until the alert
 * records its occurrences, only the time between the first and the last of them is known.
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
