import { type Instant, SECOND } from '../../platform/clock.ts';
import { isRandomId, readIdHash, readIdTime, shortHash } from '../../platform/ids.ts';
import { getRequesterName, SYSTEM_USER } from '../requests/requester.ts';
import type { AlertActionMessage } from './action.ts';
import type { Alert } from './model.ts';
import type { LogEntry } from './reducer/types.ts';

/** Duplicates beyond this count are not logged, as in Opsgenie. */
export const LOGGED_DUPLICATES = 100;

/** A request that increased the count of an alert, with what its log entry and its status say. */
export interface Duplicate {
  readonly requestId: string;
  readonly receivedAt: Instant;
  /** Absent until it is stored. */
  readonly processedAt?: Instant;
  readonly integrationId: string;
  /** Who made the request: a user, or the integration. */
  readonly owner: string;
  readonly isByUser: boolean;
  /** The count of the alert with it. */
  readonly count: number;
  /** Its status is stored in an item of its own, because its id does not lead to the alert. */
  readonly hasOwnStatus?: true;
}

/**
 * The latest duplicates of an alert. They are stored beside the alert, in one write for each batch, which is their log entry
 * and their status at once. Earlier ones are on pages.
 */
export interface AlertDuplicates {
  /** Grows by one with each write. */
  readonly version: number;
  /** Newest last. A duplicate that is delivered again is recognized by them. */
  readonly entries: readonly Duplicate[];
  /** The run of the alert in which they reached a dedup threshold that notifications waited for. Absent: none did. */
  readonly reachedInRun?: number;
  /** The time of the key of the last page. Absent: there is none. */
  readonly pagedAt?: Instant;
  /** Nothing is counted any more, because another alert has taken over the alias or the alert is deleted. */
  readonly sealed?: true;
}

/**
 * Whether the alert has occurred more than once. Its next duplicate is then counted beside it; the first one changes the alert
 * itself.
 */
export const hasDuplicates = ({ count }: Pick<Alert, 'count'>): boolean => count > 1;

/**
 * How much the times of the requests of an alert may be out of order for a duplicate to be found by the time in its id. More,
 * and it has waited in a dead-letter queue.
 */
export const MAX_DISORDER = SECOND;

/**
 * Whether the id of the request leads to the alert: it ends with the hash of the alias, and its time is that of the request,
 * which is not older than the duplicate before it. A policy may have given the alert another alias, and the ids of e-mails and
 * heartbeats have no time.
 */
export const isFoundById = (
  alert: Pick<Alert, 'alias' | 'lastOccurredAt'>,
  { requestId, receivedAt }: Pick<AlertActionMessage, 'requestId' | 'receivedAt'>,
): boolean =>
  isRandomId(requestId) &&
  readIdHash(requestId) === shortHash(alert.alias) &&
  Math.abs((readIdTime(requestId) ?? 0) - receivedAt) <= MAX_DISORDER &&
  receivedAt >= alert.lastOccurredAt - MAX_DISORDER;

/** What is known of the message, which makes the count of an alert `count`. */
export const toDuplicate = (message: AlertActionMessage, count: number): Duplicate => ({
  requestId: message.requestId,
  receivedAt: message.receivedAt,
  integrationId: message.integration.id,
  owner: getRequesterName(message),
  isByUser: Boolean(message.user) && message.user !== SYSTEM_USER,
  count,
});

/** The duplicates of the alert with one more, which makes its count `count`. */
export const withDuplicate = (alert: Alert, message: AlertActionMessage, count: number): AlertDuplicates => ({
  version: 0,
  ...alert.duplicates,
  entries: [
    ...(alert.duplicates?.entries ?? []),
    {
      ...toDuplicate(message, count),
      ...(!isFoundById(alert, message) && { hasOwnStatus: true as const }),
    },
  ],
});

/** The duplicate that the request was counted as, if it is one of the latest. */
export const findDuplicate = (
  { duplicates }: Pick<Alert, 'duplicates'>,
  requestId: string,
): Duplicate | undefined => duplicates?.entries.find((entry) => entry.requestId === requestId);

/** The entry on the alert's log; undefined for those that are not logged. */
export const toDuplicateLogEntry = ({
  count,
  owner,
  isByUser,
  receivedAt,
}: Duplicate): LogEntry | undefined =>
  count > LOGGED_DUPLICATES
    ? undefined
    : {
        log: `Alert occurred again, from ${owner}: count is ${count}`,
        fact: { kind: 'counted', count },
        type: isByUser ? 'userAction' : 'system',
        owner,
        createdAt: receivedAt,
      };
