import { type AuditEntry, toAuditEntry } from '../../platform/audit-trail.ts';
import { HOUR, type Instant, MINUTE, toIso } from '../../platform/clock.ts';
import { auditHoursPk, auditPk } from '../../platform/keys.ts';
import { type Item, queryAll, type Table } from '../../platform/table.ts';

/** A file of the audit log: all entries of one hour. */
export interface LogFile {
  readonly filename: string;
  /** When its hour began. */
  readonly date: Instant;
  /** Bytes. */
  readonly size: number;
}

/** An hour is over when no request that began in it can still be under way. */
const GRACE_MS = 5 * MINUTE;

/** No longer than the names of files; what comes after it decides nothing. */
const MARKER_MAX = 32;

const SUFFIX = '.jsonl';

/** `2026-11-24T10.jsonl` → `2026-11-24T10`; undefined where it is not the name of a file. */
export const parseLogFileName = (filename: string): string | undefined =>
  /^\d{4}-\d\d-\d\dT\d\d\.jsonl$/.test(filename) ? filename.slice(0, -SUFFIX.length) : undefined;

/**
 * The files after a marker, oldest first: the name of a file that was seen, or a date to begin with, as `2026-11-24` or
 * `2026-11-24-10-00-00`. Only hours that are over are listed: what was listed no longer changes, so that whoever goes on
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

/** The entries of an hour as JSON lines, in the order of the changes; an hour without any is an empty file. */
export async function readLogFile(table: Table, accountId: string, hour: string): Promise<string> {
  const items = await queryAll<Item>(table, { pk: auditPk(accountId, hour), sk: { beginsWith: hour } });
  return items.map((item) => `${JSON.stringify(lineOf(toAuditEntry(item)))}\n`).join('');
}

/** An entry with its members in the order in which people ask. */
const lineOf = ({ date, actor, action, resource, ...entry }: AuditEntry) => ({
  date,
  actor,
  action,
  resource,
  ...entry,
});
