import { type Instant, MINUTE, toIso } from '../../../platform/clock.ts';
import { isRandomId, readIdHash, readIdTime } from '../../../platform/ids.ts';
import { duplicatedAlertsPk, duplicatePagesPk, duplicatesKey } from '../../../platform/keys.ts';
import type { Item, QuerySpec, Table } from '../../../platform/table.ts';
import type { RequestStatus } from '../../requests/request-status.ts';
import { MAX_DISORDER } from '../duplicates.ts';
import { DUPLICATE_STATUS } from '../reducer/texts.ts';
import { fromPageItem, readPageTime, type StoredDuplicate, toDuplicates } from './duplicate-items.ts';
import type { AlertRequestResult } from './request-traces.ts';

/** The status of a request that increased the count of an alert. */
export type DuplicateRequestStatus = RequestStatus & AlertRequestResult;

type Pointer = Item & { readonly alertId: string; readonly alias: string };

/** An alert that may have counted a request. */
type Candidate = Pick<Pointer, 'alertId' | 'alias'>;

/** The times between which requests came. */
interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** The clocks of two API functions differ by less than this, so an alert may be a little newer than a request that it counted. */
const CLOCK_SKEW = MINUTE;

const PAGES_AT_ONCE = 25;
const CANDIDATES_AT_ONCE = 10;

/** So many alerts are tried that are older than the requests. Nearly always it is the newest of them. */
const OLDER_CANDIDATES = 3;

/** Sorts after what follows the time in a sort key. */
const END = '\uffff';

/**
 * The statuses of those of the requests that were counted as duplicates and are found by their ids, by request id. An id ends with
 * the hash of the alias and begins with a time: they lead to the alerts with this alias, and to the page.
 */
export async function findDuplicateStatuses(
  table: Table,
  accountId: string,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, DuplicateRequestStatus>> {
  const groups = Map.groupBy(requestIds.filter(isRandomId), readIdHash);
  const found = await Promise.all(
    [...groups].map(([hash, ids]) => findWithHash(table, accountId, hash, ids)),
  );
  return new Map(found.flat());
}

async function findWithHash(
  table: Table,
  accountId: string,
  hash: string,
  requestIds: readonly string[],
): Promise<readonly (readonly [string, DuplicateRequestStatus])[]> {
  const times = requestIds.map((id) => readIdTime(id) ?? 0);
  const span = { from: Math.min(...times), to: Math.max(...times) };
  const wanted = new Set(requestIds);
  const found: (readonly [string, DuplicateRequestStatus])[] = [];
  for await (const candidate of listCandidates(table, accountId, hash, span)) {
    for await (const entries of listEntries(table, accountId, candidate.alertId, span)) {
      for (const entry of entries) {
        if (entry.hasOwnStatus || !wanted.delete(entry.requestId)) continue;
        found.push([entry.requestId, toStatus(entry, candidate)]);
      }
      if (wanted.size === 0) return found;
    }
  }
  return found;
}

/** The alerts that may have counted requests of the span: those created about then, and some before them; the newest first. */
async function* listCandidates(
  table: Table,
  accountId: string,
  hash: string,
  { from, to }: Span,
): AsyncGenerator<Candidate> {
  let older = 0;
  let after: QuerySpec['after'];
  do {
    const page = await table.query<Pointer>({
      pk: duplicatedAlertsPk(accountId, hash),
      sk: { from: '', to: toIso(to + CLOCK_SKEW) + END },
      descending: true,
      limit: CANDIDATES_AT_ONCE,
      ...(after && { after }),
    });
    for (const pointer of page.items) {
      yield pointer;
      if (readPageTime(pointer) < from - CLOCK_SKEW && ++older === OLDER_CANDIDATES) return;
    }
    after = page.next;
  } while (after);
}

/** The latest duplicates of the alert, then those of each page that can have requests of the span. */
async function* listEntries(
  table: Table,
  accountId: string,
  alertId: string,
  { from, to }: Span,
): AsyncGenerator<readonly StoredDuplicate[]> {
  const query: QuerySpec = {
    pk: duplicatePagesPk(accountId, alertId),
    sk: { from: '', to: toIso(to + MAX_DISORDER) + END },
    descending: true,
    limit: PAGES_AT_ONCE,
  };
  // In this order: what moves from the latest to a page in between is found on both.
  const latest = await table.get(duplicatesKey(accountId, alertId));
  if (latest) yield toDuplicates(latest).entries as readonly StoredDuplicate[];
  let after: QuerySpec['after'];
  do {
    const page = await table.query({ ...query, ...(after && { after }) });
    for (const item of page.items) {
      yield fromPageItem(item);
      if (readPageTime(item) < from - MAX_DISORDER) return;
    }
    after = page.next;
  } while (after);
}

const toStatus = (
  { requestId, processedAt, integrationId }: StoredDuplicate,
  { alertId, alias }: Candidate,
): DuplicateRequestStatus => ({
  requestId,
  action: 'Create',
  success: true,
  status: DUPLICATE_STATUS,
  processedAt,
  integrationId,
  alertId,
  alias,
});
