import { type AuditEntry, toAuditEntry } from '../../platform/audit-trail.ts';
import { HOUR, type Instant, MINUTE, toIso } from '../../platform/clock.ts';
import { auditHoursPk, auditPk } from '../../platform/keys.ts';
import { type Item, queryAll, type Table } from '../../platform/table.ts';

/** A file of the audit log: all entries of one hour (UTC). */
export interface LogFile {
  readonly filename: string;
  /** The start of the hour. */
  readonly date: Instant;
  /** Bytes. */
  readonly size: number;
}

/** An hour is complete when no request that started in it can still be running. */
const GRACE_MS = 5 * MINUTE;

/** The rest of a longer marker is ignored; file names are shorter. */
const MARKER_MAX = 32;

const SUFFIX = '.jsonl';

/** `2026-11-24T10.jsonl` → `2026-11-24T10`; undefined if it is not the name of a log file. */
export const parseLogFileName = (filename: string): string | undefined =>
  /^\d{4}-\d\d-\d\dT\d\d\.jsonl$/.test(filename) ? filename.slice(0, -SUFFIX.length) : undefined;

/**
 * The log files after a marker, oldest first. The marker is the name of the last file seen, or a date such as `2026-11-24`
 * or `2026-11-24-10-00-00`. Only complete hours are listed, so a listed file never changes, and a client that continues
 * from the last name misses nothing.
 */
export async function listLogFiles(
  table: Table,
  accountId: string,
  { marker, limit, now }: { readonly marker: string; readonly limit: number; readonly now: Instant },
): Promise<readonly LogFile[]> {
  const seen = parseLogFileName(marker);
  const from = seen ?? marker.slice(0, MARKER_MAX).replace(/^(\d{4}-\d\d-\d\d)[- T](\d\d)?.*$/, '$1T$2');
  const to = toIso(now - HOUR - GRACE_MS).slice(0, 13);
  if (from > to) return [];
  const { items } = await table.query({ pk: auditHoursPk(accountId), sk: { from, to }, limit: limit + 1 });
  const hours = items.map(({ sk }) => sk).filter((hour) => hour !== seen);
  return Promise.all(
    hours.slice(0, limit).map(async (hour) => ({
      filename: `${hour}${SUFFIX}`,
      date: Date.parse(`${hour}:00:00Z`),
      size: Buffer.byteLength(await readLogFile(table, accountId, hour)),
    })),
  );
}

/** The entries of an hour as JSON lines, in the order of the changes; empty if there are none. */
export async function readLogFile(table: Table, accountId: string, hour: string): Promise<string> {
  const items = await queryAll<Item>(table, { pk: auditPk(accountId, hour), sk: { beginsWith: hour } });
  return items.map((item) => `${JSON.stringify(toLine(toAuditEntry(item)))}\n`).join('');
}

/** The entry with the most important members first. */
const toLine = ({ date, actor, action, resource, ...entry }: AuditEntry) => ({
  date,
  actor,
  action,
  resource,
  ...entry,
});
