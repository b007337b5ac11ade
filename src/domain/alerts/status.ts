import type { Alert } from './model.ts';

/** The status as text: open, acknowledged or closed, and by whom. */
export function formatStatus({ status, acknowledged, report }: Alert): string {
  if (status === 'closed') return report.closedBy ? `Closed by ${report.closedBy}` : 'Closed';
  if (!acknowledged) return 'Open';
  return report.acknowledgedBy ? `Acknowledged by ${report.acknowledgedBy}` : 'Acknowledged';
}
