import type { Hold } from './ledger.ts';
import type { Alert } from './model.ts';

/**
 * Whether the alert has come so often as the hold wants, and within its time. Until the alert keeps its occurrences,
 * the time between its first and its last is what is known.
 */
export function isSatisfied(
  { count, within }: Hold,
  alert: Pick<Alert, 'count' | 'createdAt' | 'lastOccurredAt' | 'occurrences'>,
): boolean {
  if (alert.count < count) return false;
  if (within === undefined || alert.lastOccurredAt - alert.createdAt <= within) return true;
  const first = alert.occurrences?.at(-count);
  return first !== undefined && alert.lastOccurredAt - first <= within;
}
