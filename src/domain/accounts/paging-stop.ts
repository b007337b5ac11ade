import { HOUR, type Instant, MINUTE, toIso } from '../../platform/clock.ts';

/** Nobody in the account is notified of alerts from `startedAt` until `until`, or until somebody resumed paging earlier. */
export interface PagingStop {
  readonly startedAt: Instant;
  readonly until: Instant;
  readonly reason: string;
  /** Who stopped paging: a username, or "the API key" with its name. */
  readonly by: string;
  readonly resumedAt?: Instant;
  readonly resumedBy?: string;
}

/** How long paging is stopped unless the request says otherwise. */
export const DEFAULT_STOP_MS = HOUR;

/** The longest that paging can be stopped at once. */
export const MAX_STOP_MS = 24 * HOUR;

/** The shortest that paging can be stopped. */
export const MIN_STOP_MS = MINUTE;

/** When paging goes on, or went on. */
export const getStopEnd = ({ until, resumedAt = Number.POSITIVE_INFINITY }: PagingStop): Instant =>
  Math.min(until, resumedAt);

/** The stop that is on at the instant; undefined if people are notified. */
export function findActiveStop(
  settings: { readonly pagingStop?: PagingStop } | null | undefined,
  now: Instant,
): PagingStop | undefined {
  const stop = settings?.pagingStop;
  return stop && stop.startedAt <= now && now < getStopEnd(stop) ? stop : undefined;
}

/** "Paging is stopped until 2026-01-31T12:00:00.000Z by jane@example.com: Storm of test alerts". */
export const describeStop = ({ until, by, reason }: PagingStop): string =>
  `Paging is stopped until ${toIso(until)} by ${by}: ${reason}`;
