import { incidentKey, incidentTinyIdKey, incidentTombstoneKey } from '../../platform/keys.ts';
import type { Item, Table } from '../../platform/table.ts';
import type { Caller } from '../accounts/model.ts';
import { notFound } from '../kernel/errors.ts';
import { MAX_ID_LENGTH } from '../kernel/limits.ts';
import { type Incident, type IncidentTarget, isIncidentVisibleTo } from './model.ts';
import { incidentOfItem } from './store.ts';

/** The incident of that id. One that is marked as deleted is gone, whether or not all of it has been cleared away. */
async function incidentOfId(table: Table, accountId: string, id: string): Promise<Incident | undefined> {
  const [key, mark] = [incidentKey(accountId, id), incidentTombstoneKey(accountId, id)];
  const items = await table.batchGet([key, mark]);
  const item = items.find(({ sk }) => sk === key.sk);
  return item && items.length === 1 ? incidentOfItem(item) : undefined;
}

/** The incident that a client names by its id or tiny id. */
export async function findIncident(
  table: Table,
  accountId: string,
  { type, value }: IncidentTarget,
): Promise<Incident | undefined> {
  if (value === '' || value.length > MAX_ID_LENGTH) return undefined;
  if (type === 'id') return incidentOfId(table, accountId, value);
  const pointer = await table.get<Item & { readonly incidentId: string }>(
    incidentTinyIdKey(accountId, value),
  );
  const incident = pointer && (await incidentOfId(table, accountId, pointer.incidentId));
  return incident?.tinyId === value ? incident : undefined;
}

const LABELS = { id: 'id', tiny: 'tiny id' } as const;

/** The incident. Throws `not-found` if there is none that the caller reaches. */
export async function incidentFor(table: Table, caller: Caller, target: IncidentTarget): Promise<Incident> {
  const incident = await findIncident(table, caller.accountId, target);
  if (incident && isIncidentVisibleTo(incident, caller.teamId)) return incident;
  throw notFound(`Incident with ${LABELS[target.type]} [${target.value}] does not exist.`);
}
