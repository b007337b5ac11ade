import { incidentKey, incidentTinyIdKey, incidentTombstoneKey } from '../../platform/keys.ts';
import type { Item, Table } from '../../platform/table.ts';
import type { Caller } from '../accounts/model.ts';
import { notFound } from '../kernel/errors.ts';
import { MAX_ID_LENGTH } from '../kernel/limits.ts';
import { type Incident, type IncidentTarget, isIncidentVisibleTo } from './model.ts';
import { toIncident } from './store.ts';

/** Finds an incident by id. An incident with a tombstone does not exist, even if some of its items remain. */
async function findIncidentById(table: Table, accountId: string, id: string): Promise<Incident | undefined> {
  const [key, tombstone] = [incidentKey(accountId, id), incidentTombstoneKey(accountId, id)];
  const items = await table.batchGet([key, tombstone]);
  const item = items.find(({ sk }) => sk === key.sk);
  return item && items.length === 1 ? toIncident(item) : undefined;
}

/** Finds an incident by id or tiny id. */
export async function findIncident(
  table: Table,
  accountId: string,
  { type, value }: IncidentTarget,
): Promise<Incident | undefined> {
  if (value === '' || value.length > MAX_ID_LENGTH) return undefined;
  if (type === 'id') return findIncidentById(table, accountId, value);
  const pointer = await table.get<Item & { readonly incidentId: string }>(
    incidentTinyIdKey(accountId, value),
  );
  const incident = pointer && (await findIncidentById(table, accountId, pointer.incidentId));
  return incident?.tinyId === value ? incident : undefined;
}

const LABELS = { id: 'id', tiny: 'tiny id' } as const;

/** Gets an incident. Throws `not-found` if it does not exist or the caller cannot access it. */
export async function requireIncident(
  table: Table,
  caller: Caller,
  target: IncidentTarget,
): Promise<Incident> {
  const incident = await findIncident(table, caller.accountId, target);
  if (incident && isIncidentVisibleTo(incident, caller.teamId)) return incident;
  throw notFound(`Incident with ${LABELS[target.type]} [${target.value}] does not exist.`);
}
