import { isDeepStrictEqual } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
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

/** A change of one aggregate. Without `before` it is created, without `after` deleted. */
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

/** Who changed what, when, from what to what. */
export interface AuditEntry {
  readonly id: string;
  /** ISO 8601. */
  readonly date: string;
  readonly requestId: string;
  readonly actor: Actor;
  readonly action: AuditAction;
  readonly resource: { readonly type: string; readonly id: string; readonly name?: string };
  readonly teamId?: string;
  /** The members that differ, also where the mask hides how. */
  readonly changed: readonly string[];
  /** Those members as they were and as they are; of lists only the elements that differ. */
  readonly before?: unknown;
  readonly after?: unknown;
  /**
   * `unknown`: the change was about to be made, and nobody came back to say that it was. Every change has an entry;
   * an entry of unknown outcome may have no change.
   */
  readonly outcome: 'done' | 'unknown';
}

/** Entries are kept for a year. */
export const AUDIT_KEPT_MS = 366 * DAY;

/** What is no configuration though it is stored like it. */
const UNAUDITED: ReadonlySet<ConfigurationType> = new Set(['DEPLOYMENT']);

/** What is over is moved to items of its own by whoever makes the next change: that creates nothing. */
const MOVED: ReadonlySet<ConfigurationType> = new Set(['MAINTENANCE']);

/** Larger details are compressed: an item of the table holds 400 kB. */
const PLAIN_MAX = 100_000;

/** Errors after which nothing has been changed. */
const NOTHING_CHANGED: ReadonlySet<string> = new Set(['ConditionFailed', 'NameTaken']);

/**
 * Makes a change, and leaves on record who made it. The entry is written first, its outcome unknown, so that there is no
 * change without an entry wherever the writer dies; it is told to be done afterwards, or taken back where the change
 * turned out not to be made. If that fails, the change stands and the entry stays as it is. What nobody asked for over
 * the API leaves no entry.
 */
export async function writeAudited(table: Table, change: Change, write: () => Promise<void>): Promise<void> {
  const request = currentRequestContext();
  const entry = request && entryOf(change, request);
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
    if (NOTHING_CHANGED.has((error as Error).name)) await quietly(() => table.delete(key));
    throw error;
  }
  const done: AuditEntry = { ...entry, outcome: 'done' };
  const team = done.teamId && teamItem(accountId, done.teamId, done, order, request);
  await quietly(() => table.batchPut([auditItem(key, done, request), ...(team ? [team] : [])]));
}

async function quietly(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    logger.error('The outcome of a change is not on the audit log', { error: error as Error });
  }
}

const expiresAt = ({ now }: RequestContext): number => Math.floor((now + AUDIT_KEPT_MS) / SECOND);

/** Hours of which a table is known to have the mark; one write an hour and running function. */
const marked = new WeakMap<Table, Set<string>>();

async function markHour(
  table: Table,
  accountId: string,
  iso: string,
  request: RequestContext,
): Promise<void> {
  const key = auditHourKey(accountId, iso.slice(0, 13));
  const known = marked.get(table) ?? new Set();
  const name = `${key.pk} ${key.sk}`;
  if (known.has(name)) return;
  await table.put({ ...key, expiresAt: expiresAt(request) });
  marked.set(table, known.size < 1_000 ? known.add(name) : new Set([name]));
}

function auditItem(key: ItemKey, { before, after, ...entry }: AuditEntry, request: RequestContext): Item {
  const text = JSON.stringify({ before, after });
  const detail = text.length > PLAIN_MAX ? gzipSync(text) : text;
  return { ...key, ...entry, detail, expiresAt: expiresAt(request) };
}

/** The entry of an item of the audit log. */
export function toAuditEntry(item: Item): AuditEntry {
  const { pk: _pk, sk: _sk, expiresAt: _expiresAt, detail, ...entry } = item;
  const text = typeof detail === 'string' ? detail : gunzipSync(detail as Uint8Array).toString('utf8');
  return { ...(entry as unknown as AuditEntry), ...JSON.parse(text) };
}

/** Sentence, owner and time, as the logs of a team show them. */
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

/** Undefined where nothing differs but the version, and for what is not writeAudited. */
function entryOf(
  { accountId, type, before, after }: Change,
  request: RequestContext,
): AuditEntry | undefined {
  const aggregate = (after ?? before) as Aggregate & Record<string, unknown>;
  const action = !before ? 'created' : after ? 'updated' : 'deleted';
  if (UNAUDITED.has(type) || (action === 'created' && MOVED.has(type))) return undefined;
  const changed = before && after ? membersThatDiffer(before, after) : [];
  if (action === 'updated' && changed.length === 0) return undefined;
  const [was, is] =
    before && after
      ? differences(before, after, changed)
      : [before && redact(before), after && redact(after)];
  const name = [aggregate.name, aggregate.username].find((each) => typeof each === 'string');
  const teamId = teamOf(type, aggregate);
  const version = String(after?.version ?? (before?.version ?? 0) + 1);
  return {
    id: derivedId('audit', accountId, request.requestId, type, aggregate.id, action, version),
    date: toIso(request.now),
    requestId: request.requestId,
    actor: request.actor,
    action,
    resource: {
      type: NAMES[type] ?? type.toLowerCase(),
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

/** Types as a person reads them, where they are not just the word in small letters. */
const NAMES: Partial<Readonly<Record<ConfigurationType, string>>> = {
  SAVEDSEARCH: 'saved search',
  INCIDENTTEMPLATE: 'incident template',
  ALERTPOLICIES: 'alert policies',
  NOTIFICATIONPOLICIES: 'notification policies',
  FORWARDINGRULES: 'forwarding rules',
  MAINTENANCES: 'maintenance',
};

/** Policies are kept in lists that have the id of their team. */
const WHOLE_ACCOUNT = 'global';

function teamOf(type: ConfigurationType, aggregate: Aggregate & Record<string, unknown>): string | undefined {
  if (type === 'TEAM') return aggregate.id;
  if (type === 'ALERTPOLICIES' || type === 'NOTIFICATIONPOLICIES') {
    return aggregate.id === WHOLE_ACCOUNT ? undefined : aggregate.id;
  }
  return [aggregate.ownerTeamId, aggregate.teamId].find((id) => typeof id === 'string') as string | undefined;
}

type Members = Readonly<Record<string, unknown>>;

function membersThatDiffer(before: Aggregate, after: Aggregate): readonly string[] {
  const [was, is] = [before as unknown as Members, after as unknown as Members];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((name) => name !== 'version' && !name.startsWith('gsi'))
    .filter((name) => !isDeepStrictEqual(was[name], is[name]))
    .sort();
}

function differences(before: Aggregate, after: Aggregate, changed: readonly string[]): [unknown, unknown] {
  const [was, is] = [before as unknown as Members, after as unknown as Members];
  const shown: [string, unknown, unknown][] = changed.map((name) => [
    name,
    ...elementsThatDiffer(was[name], is[name]),
  ]);
  const side = (index: 1 | 2) =>
    redact(
      Object.fromEntries(
        shown.filter((each) => each[index] !== undefined).map((each) => [each[0], each[index]]),
      ),
    );
  return [side(1), side(2)];
}

const nameOf = (element: unknown): string | undefined => {
  if (typeof element !== 'object' || element === null) return undefined;
  const { id, alias } = element as Members;
  return typeof id === 'string' ? id : typeof alias === 'string' ? alias : undefined;
};

/** Of two lists whose elements have ids or aliases, the elements that differ; their order alone where none does. */
function elementsThatDiffer(before: unknown, after: unknown): [unknown, unknown] {
  if (!Array.isArray(before) || !Array.isArray(after)) return [before, after];
  if (![...before, ...after].every((element) => nameOf(element) !== undefined)) return [before, after];
  const without = (list: readonly unknown[], other: readonly unknown[]) => {
    const others = new Map(other.map((element) => [nameOf(element), element]));
    return list.filter((element) => !isDeepStrictEqual(others.get(nameOf(element)), element));
  };
  const [was, is] = [without(before, after), without(after, before)];
  return was.length + is.length > 0 ? [was, is] : [before.map(nameOf), after.map(nameOf)];
}
