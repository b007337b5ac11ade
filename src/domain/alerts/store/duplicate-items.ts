import { type Instant, toIso } from '../../../platform/clock.ts';
import { readIdTime } from '../../../platform/ids.ts';
import { duplicatePageKey, duplicatesKey } from '../../../platform/keys.ts';
import type { Item } from '../../../platform/table.ts';
import { getExpiry } from '../../requests/retention.ts';
import { type AlertDuplicates, type Duplicate, LOGGED_DUPLICATES } from '../duplicates.ts';
import type { Alert } from '../model.ts';

/** A duplicate as it is stored. */
export type StoredDuplicate = Duplicate & { readonly processedAt: Instant };

/**
 * Duplicates in few bytes: DynamoDB bills a write by each kilobyte of its item. `rows`: a text for each, of its request id, the
 * milliseconds from receipt until it was processed, and the number of its source, followed by what is not as usual.
 */
interface Rows {
  /** The count of the alert with the first of them. */
  readonly from: number;
  readonly rows: readonly string[];
  /** Integration and requester, and whether this is a user. */
  readonly sources: readonly (readonly [integrationId: string, owner: string, isByUser: boolean])[];
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const RAW = '=';
const RADIX = 36;
const RECEIVED = 'r';
const COUNT = 'c';
const OWN_STATUS = 'o';

const toShortId = (id: string): string =>
  UUID.test(id)
    ? Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')
    : RAW + encodeURIComponent(id);

function fromShortId(short: string): string {
  if (short.startsWith(RAW)) return decodeURIComponent(short.slice(RAW.length));
  const hex = Buffer.from(short, 'base64url').toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const toText = (value: number) => value.toString(RADIX);
const fromText = (text: string) => Number.parseInt(text, RADIX);

/** The duplicates as rows, in their order. */
export function toRows(entries: readonly StoredDuplicate[]): Rows {
  const sources = new Map<string, Rows['sources'][number]>();
  const from = entries[0]?.count ?? 0;
  let expected = from;
  const rows = entries.map(
    ({ requestId, receivedAt, processedAt, integrationId, owner, isByUser, count, hasOwnStatus }) => {
      const source = [integrationId, owner, isByUser] as const;
      const name = JSON.stringify(source);
      sources.set(name, source);
      const row = [
        toShortId(requestId),
        toText(processedAt - receivedAt),
        toText([...sources.keys()].indexOf(name)),
        ...(receivedAt === readIdTime(requestId) ? [] : [RECEIVED + toText(receivedAt)]),
        ...(count === expected ? [] : [COUNT + toText(count)]),
        ...(hasOwnStatus ? [OWN_STATUS] : []),
      ].join(' ');
      expected = count + 1;
      return row;
    },
  );
  return { from, rows, sources: [...sources.values()] };
}

/** The duplicates of rows that {@link toRows} made. */
export function fromRows({ from, rows, sources }: Rows): readonly StoredDuplicate[] {
  let expected = from;
  return rows.map((row) => {
    const [id = '', delay = '', source = '', ...unusual] = row.split(' ');
    const find = (mark: string) => unusual.find((each) => each.startsWith(mark))?.slice(mark.length);
    const requestId = fromShortId(id);
    const received = find(RECEIVED);
    const receivedAt = received === undefined ? (readIdTime(requestId) ?? 0) : fromText(received);
    const counted = find(COUNT);
    const count = counted === undefined ? expected : fromText(counted);
    expected = count + 1;
    const [integrationId = '', owner = '', isByUser = false] = sources[fromText(source)] ?? [];
    return {
      requestId,
      receivedAt,
      processedAt: receivedAt + fromText(delay),
      integrationId,
      owner,
      isByUser,
      count,
      ...(find(OWN_STATUS) !== undefined && { hasOwnStatus: true as const }),
    };
  });
}

/** The item of the latest duplicates. `alert` has the count with them. */
export const toDuplicatesItem = (
  alert: Alert,
  { version, reachedInRun, pagedAt, sealed }: Omit<AlertDuplicates, 'entries'>,
  entries: readonly StoredDuplicate[],
): Item => ({
  ...duplicatesKey(alert.accountId, alert.id),
  version,
  count: alert.count,
  lastOccurredAt: alert.lastOccurredAt,
  ...(alert.occurrences && { occurrences: alert.occurrences }),
  ...(reachedInRun !== undefined && { reachedInRun }),
  ...(pagedAt !== undefined && { pagedAt }),
  ...(sealed && { sealed }),
  ...toRows(entries),
});

type DuplicatesItem = Item &
  Rows &
  Pick<Alert, 'count' | 'lastOccurredAt' | 'occurrences'> &
  Omit<AlertDuplicates, 'entries'>;

/** The latest duplicates of the item that {@link toDuplicatesItem} made. */
export function toDuplicates(item: Item): AlertDuplicates {
  const { version, reachedInRun, pagedAt, sealed, ...rows } = item as DuplicatesItem;
  return {
    version,
    entries: fromRows(rows),
    ...(reachedInRun !== undefined && { reachedInRun }),
    ...(pagedAt !== undefined && { pagedAt }),
    ...(sealed && { sealed }),
  };
}

/**
 * The alert with its duplicates. The item of the alert has the count as it was at its last write; a release before this one may
 * have increased it there.
 */
export function withDuplicatesItem(alert: Alert, item: Item | undefined): Alert {
  if (!item) return alert;
  const { count, lastOccurredAt, occurrences } = item as DuplicatesItem;
  return {
    ...alert,
    count: Math.max(alert.count, count),
    lastOccurredAt: Math.max(alert.lastOccurredAt, lastOccurredAt),
    ...(occurrences && { occurrences }),
    duplicates: toDuplicates(item),
  };
}

/**
 * The time of the key of a page with these duplicates of the alert: when the earliest of those was received that are found by
 * their time, and never before the time of the page before it. So pages are in the order of their counts.
 */
export const getPageTime = (
  { duplicates, lastOccurredAt }: Alert,
  entries: readonly StoredDuplicate[],
): Instant =>
  Math.max(
    duplicates?.pagedAt ?? 0,
    Math.min(
      lastOccurredAt,
      ...entries.flatMap(({ hasOwnStatus, receivedAt }) => (hasOwnStatus ? [] : receivedAt)),
    ),
  );

/** A page of duplicates that are no longer among the latest. Those without a log entry expire with their status. */
export const toPageItem = (
  { accountId, id }: Pick<Alert, 'accountId' | 'id'>,
  entries: readonly StoredDuplicate[],
  pagedAt: Instant,
  now: Instant,
): Item => ({
  ...duplicatePageKey(accountId, id, toIso(pagedAt), entries[0]?.count ?? 0),
  size: entries.length,
  ...toRows(entries),
  ...(entries.every(({ count }) => count > LOGGED_DUPLICATES) && { expiresAt: getExpiry(now) }),
});

/** The duplicates of a page. */
export const fromPageItem = (item: Item): readonly StoredDuplicate[] => fromRows(item as Item & Rows);

/** The time of the key of a page. */
export const readPageTime = ({ sk }: Item): Instant => Date.parse(sk.slice(0, sk.indexOf('#')));
