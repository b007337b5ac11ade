/**
 * The shortest retention of closed alerts in days. Messages about an alert can wait for two weeks in a dead-letter queue, and
 * applied ones are recognised by the alert.
 */
export const MIN_RETENTION_DAYS = 15;

/**
 * The retention in days of a setting; undefined if it is empty: closed alerts are kept for ever. Throws if it is not a whole
 * number of at least {@link MIN_RETENTION_DAYS}.
 */
export function parseRetentionDays(text: string): number | undefined {
  if (text === '') return undefined;
  if (!/^\d{1,5}$/.test(text) || Number(text) < MIN_RETENTION_DAYS) {
    throw new Error(
      `The retention of closed alerts must be a number of days of at least ${MIN_RETENTION_DAYS}, not ${text}.`,
    );
  }
  return Number(text);
}
