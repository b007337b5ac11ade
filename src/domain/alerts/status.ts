import type { Alert } from './model.ts';

/** Open, acknowledged or closed, and by whom. */
export function statusOf({ status, acknowledged, report }: Alert): string {
  if (status === 'closed') return report.closedBy ? `Closed by ${report.closedBy}` : 'Closed';
  if (!acknowledged) return 'Open';
  return report.acknowledgedBy ? `Acknowledged by ${report.acknowledgedBy}` : 'Acknowledged';
}
