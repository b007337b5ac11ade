import { isDeepStrictEqual } from 'node:util';
import { DAY, SECOND, toIso } from './clock.ts';
import { derivedId } from './ids.ts';
import { auditEntryKey, auditHourKey, type ConfigurationType, type ItemKey, teamLogKey } from './keys.ts';
import { logger } from './logger.ts';
import { redact } from './redaction.ts';
import {
  type Actor,
  currentRequestContext,
  nextChangeNumber,
  type RequestContext,
} from './request-context.ts';
import type { Item, Table } from './table.ts';

/** A change of one aggregate: created if `before` is undefined, deleted if `after` is. */
export interface Change {
  readonly accountId: string;
  readonly type: ConfigurationType;
  readonly before?: Aggregate;
  readonly after?: Aggregate;
}

interface Aggregate {
  readonly id: string;
  readonly version: number;
}

export type AuditAction = 'created' | 'updated' | 'deleted';

/** Who changed what and when, with the values before and after. */
export interface AuditEntry {
  readonly id: string;
  /** ISO 8601. */
  readonly date: string;
  readonly requestId: string;
  readonly actor: Actor;
  readonly action: AuditAction;
  readonly resource: { readonly type: string; readonly id: string; readonly name?: string };
  readonly teamId?: string;
  /** Names of the members that differ, including redacted ones. */
  readonly changed: readonly string[];
  /** The differing members before and after, redacted; of lists, only the elements that differ. */
  readonly before?: unknown;
  readonly after?: unknown;
  /**
   * `unknown`: the entry was written before the change, and its outcome was not recorded. Every change has an entry, but an
   * entry with an unknown outcome may have no change.
   */
  readonly outcome: 'done' | 'unknown';
}

/** Loaded at its first use: most functions start without compressing anything. */
const zlib = () => process.getBuiltinModule('node:zlib');

/** Entries expire after a year. */
export const AUDIT_RETENTION_MS = 366 * DAY;

/** Types that are stored like configuration but are not. */
const UNAUDITED: ReadonlySet<ConfigurationType> = new Set(['DEPLOYMENT']);

/** A later change moves past maintenance to items of its own; that is not a creation. */
const UNAUDITED_CREATIONS: ReadonlySet<ConfigurationType> = new Set(['MAINTENANCE']);

/** Longer details are compressed: an item can have 400 kB. */
const MAX_UNCOMPRESSED_LENGTH = 100_000;

/** Errors that mean that nothing was changed. */
const NOTHING_CHANGED: ReadonlySet<string> = new Set(['ConditionFailed', 'NameTaken']);

/**
 * Makes a change and records it in the audit log. The entry is written first, with outcome `unknown`, so that no crash can
 * leave a change without an entry. Afterwards it becomes `done`, or is deleted if the change was not made. If that second
 * write fails, the entry stays `unknown`. Changes outside an API request are not recorded.
 */
export async function writeAudited(table: Table, change: Change, write: () => Promise<void>): Promise<void> {
  const request = currentRequestContext();
  const entry = request && createAuditEntry(change, request);
  if (!request || !entry) return write();
  const { accountId } = change;
  const key = auditEntryKey(
    accountId,
    entry.date,
    `${String(nextChangeNumber()).padStart(6, '0')}#${entry.id}`,
  );
  const order = key.sk.slice(entry.date.length + 1);
  await markHour(table, accountId, entry.date, request);
  await table.put(auditItem(key, entry, request));
  try {
    await write();
  } catch (error) {
    if (NOTHING_CHANGED.has((error as Error).name)) await writeOrLog(() => table.delete(key));
    throw error;
  }
  const done: AuditEntry = { ...entry, outcome: 'done' };
  const team = done.teamId && teamItem(accountId, done.teamId, done, order, request);
  await writeOrLog(() => table.batchPut([auditItem(key, done, request), ...(team ? [team] : [])]));
}

async function writeOrLog(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    logger.error('Could not record the outcome of a change in the audit log', { error: error as Error });
  }
}

const expiresAt = ({ now }: RequestContext): number => Math.floor((now + AUDIT_RETENTION_MS) / SECOND);

/** Hours already marked in a table, to save writes. */
const markedHours = new WeakMap<Table, Set<string>>();

async function markHour(
  table: Table,
  accountId: string,
  iso: string,
  request: RequestContext,
): Promise<void> {
  const key = auditHourKey(accountId, iso.slice(0, 13));
  const known = markedHours.get(table) ?? new Set();
  const name = `${key.pk} ${key.sk}`;
  if (known.has(name)) return;
  await table.put({ ...key, expiresAt: expiresAt(request) });
  markedHours.set(table, known.size < 1_000 ? known.add(name) : new Set([name]));
}

function auditItem(key: ItemKey, { before, after, ...entry }: AuditEntry, request: RequestContext): Item {
  const text = JSON.stringify({ before, after });
  const detail = text.length > MAX_UNCOMPRESSED_LENGTH ? zlib().gzipSync(text) : text;
  return { ...key, ...entry, detail, expiresAt: expiresAt(request) };
}

/** Converts an item of the audit log to its entry. */
export function toAuditEntry(item: Item): AuditEntry {
  const { pk: _pk, sk: _sk, expiresAt: _expiresAt, detail, ...entry } = item;
  const text =
    typeof detail === 'string'
      ? detail
      : zlib()
          .gunzipSync(detail as Uint8Array)
          .toString('utf8');
  return { ...(entry as unknown as AuditEntry), ...JSON.parse(text) };
}

/** The entry as the team logs of the API show it. */
const teamItem = (
  accountId: string,
  teamId: string,
  entry: AuditEntry,
  order: string,
  request: RequestContext,
): Item => ({
  ...teamLogKey(accountId, teamId, entry.date, order),
  log: formatAuditSentence(entry),
  owner: entry.actor.name,
  createdDate: entry.date,
  expiresAt: expiresAt(request),
});

/** "Schedule [Ops_schedule] was updated: rotations." */
export function formatAuditSentence({ resource, action, changed }: AuditEntry): string {
  const what = `${resource.type.charAt(0).toUpperCase()}${resource.type.slice(1)}`;
  const which = action === 'updated' ? `: ${changed.join(', ')}` : '';
  return `${what} [${resource.name ?? resource.id}] was ${action}${which}.`;
}

/** Undefined if only the version differs, and for changes that are not audited. */
function createAuditEntry(
  { accountId, type, before, after }: Change,
  request: RequestContext,
): AuditEntry | undefined {
  const aggregate = (after ?? before) as Aggregate & Record<string, unknown>;
  const action = !before ? 'created' : after ? 'updated' : 'deleted';
  if (UNAUDITED.has(type) || (action === 'created' && UNAUDITED_CREATIONS.has(type))) return undefined;
  const changed = before && after ? differingMembers(before, after) : [];
  if (action === 'updated' && changed.length === 0) return undefined;
  const [was, is] =
    before && after
      ? differences(before, after, changed)
      : [before && redact(before), after && redact(after)];
  const name = [aggregate.name, aggregate.username].find((each) => typeof each === 'string');
  const teamId = findTeamId(type, aggregate);
  const version = String(after?.version ?? (before?.version ?? 0) + 1);
  return {
    id: derivedId('audit', accountId, request.requestId, type, aggregate.id, action, version),
    date: toIso(request.now),
    requestId: request.requestId,
    actor: request.actor,
    action,
    resource: {
      type: DISPLAY_NAMES[type] ?? type.toLowerCase(),
      id: aggregate.id,
      ...(typeof name === 'string' && { name }),
    },
    ...(teamId !== undefined && { teamId }),
    changed,
    ...(was !== undefined && { before: was }),
    ...(is !== undefined && { after: is }),
    outcome: 'unknown',
  };
}

/** Display names of types, if they differ from the type in lower case. */
const DISPLAY_NAMES: Partial<Readonly<Record<ConfigurationType, string>>> = {
  SAVEDSEARCH: 'saved search',
  INCIDENTTEMPLATE: 'incident template',
  ALERTPOLICIES: 'alert policies',
  NOTIFICATIONPOLICIES: 'notification policies',
  FORWARDINGRULES: 'forwarding rules',
  MAINTENANCES: 'maintenance',
  CALENDARLINK: 'calendar link',
  SETTINGS: 'account settings',
};

/** Id of the policy list of the account; the list of a team has the team's id. */
const GLOBAL_LIST_ID = 'global';

function findTeamId(
  type: ConfigurationType,
  aggregate: Aggregate & Record<string, unknown>,
): string | undefined {
  if (type === 'TEAM') return aggregate.id;
  if (type === 'ALERTPOLICIES' || type === 'NOTIFICATIONPOLICIES') {
    return aggregate.id === GLOBAL_LIST_ID ? undefined : aggregate.id;
  }
  return [aggregate.ownerTeamId, aggregate.teamId].find((id) => typeof id === 'string') as string | undefined;
}

type Members = Readonly<Record<string, unknown>>;

function differingMembers(before: Aggregate, after: Aggregate): readonly string[] {
  const [was, is] = [before as unknown as Members, after as unknown as Members];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((name) => name !== 'version' && name !== 'changedAt' && !name.startsWith('gsi'))
    .filter((name) => !isDeepStrictEqual(was[name], is[name]))
    .sort();
}

function differences(before: Aggregate, after: Aggregate, changed: readonly string[]): [unknown, unknown] {
  const [was, is] = [before as unknown as Members, after as unknown as Members];
  const shown: [string, unknown, unknown][] = changed.map((name) => [
    name,
    ...differingElements(was[name], is[name]),
  ]);
  const side = (index: 1 | 2) =>
    redact(
      Object.fromEntries(
        shown.filter((each) => each[index] !== undefined).map((each) => [each[0], each[index]]),
      ),
    );
  return [side(1), side(2)];
}

const elementName = (element: unknown): string | undefined => {
  if (typeof element !== 'object' || element === null) return undefined;
  const { id, alias } = element as Members;
  return typeof id === 'string' ? id : typeof alias === 'string' ? alias : undefined;
};

/** The elements of two lists that differ, matched by id or alias. If none does, only the order: lists of ids. */
function differingElements(before: unknown, after: unknown): [unknown, unknown] {
  if (!Array.isArray(before) || !Array.isArray(after)) return [before, after];
  if (![...before, ...after].every((element) => elementName(element) !== undefined)) return [before, after];
  const without = (list: readonly unknown[], other: readonly unknown[]) => {
    const others = new Map(other.map((element) => [elementName(element), element]));
    return list.filter((element) => !isDeepStrictEqual(others.get(elementName(element)), element));
  };
  const [was, is] = [without(before, after), without(after, before)];
  return was.length + is.length > 0 ? [was, is] : [before.map(elementName), after.map(elementName)];
}
