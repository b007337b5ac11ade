import { logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { AttemptReport } from './deliver.ts';

/** The subject of an attempt. `ids` may go into the log: no name, no address. */
export interface ReportSubject {
  /** First words of the log line, for example "Shift notice". */
  readonly name: string;
  readonly ids: Readonly<Record<string, string | undefined>>;
  /** The metric's dimension. */
  readonly channel: string;
  /** When the notification was due, if it has such a time. */
  readonly dueAt?: number;
}

/** Writes one log line and one count for an attempt. */
export function reportAttempt(
  metrics: Metrics,
  { name, ids, channel, dueAt }: ReportSubject,
  { outcome, reason, at }: AttemptReport,
): void {
  const fields = {
    ...ids,
    outcome,
    ...(reason !== undefined && { reason }),
    ...(outcome === 'sent' && dueAt !== undefined && { lateMs: at - dueAt }),
  };
  if (outcome === 'sent' || outcome === 'cancelled') logger.info(`${name} ${outcome}`, fields);
  else logger.warn(`${name} not sent`, fields);
  metrics.record('Notifications', 1, { channel, outcome });
}
