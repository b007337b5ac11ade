import type { Instant } from '../../platform/clock.ts';
import { type Aggregate, createConfigurationStore } from '../../platform/configuration-store.ts';
import { configurationKey } from '../../platform/keys.ts';
import type { Item, Table } from '../../platform/table.ts';
import { invalid } from '../kernel/errors.ts';
import { isActiveOrPlanned, type Maintenance } from './model.ts';

/** An account's maintenance that was active or planned at the last change: one aggregate. */
interface CurrentMaintenance extends Aggregate {
  readonly maintenances: readonly Maintenance[];
}

/** The id of an account's only {@link CurrentMaintenance}. */
const CURRENT = 'current';

/** The limit for {@link CurrentMaintenance}; an item of the table holds 400 kB. */
const MAX_BYTES = 350_000;

type Change = (maintenances: readonly Maintenance[]) => readonly Maintenance[];

export interface MaintenanceStore {
  /** Active and planned maintenance, and possibly some that has ended since the last change. Reads one item. */
  listActiveOrPlanned(accountId: string): Promise<readonly Maintenance[]>;
  /** The same, eventually consistent: it may lack the changes of a moment, for half of the price. */
  listRecent(accountId: string): Promise<readonly Maintenance[]>;
  /** All maintenance, including past and cancelled. */
  listAll(accountId: string): Promise<readonly Maintenance[]>;
  get(accountId: string, id: string): Promise<Maintenance | undefined>;
  /** Changes active and planned maintenance. If `change` throws, nothing is changed. Throws `invalid` if it gets too large. */
  change(accountId: string, now: Instant, change: Change): Promise<void>;
  /** Returns false if there is no such maintenance. */
  delete(accountId: string, id: string, now: Instant): Promise<boolean>;
}

/**
 * Active and planned maintenance is in one item, so that a change is one conditional write and hot paths read one item.
 * The next change moves what is over to items of their own: it copies first, then removes.
 */
export function createMaintenanceStore(table: Table): MaintenanceStore {
  const lists = createConfigurationStore<CurrentMaintenance>(table, 'MAINTENANCES');
  const past = createConfigurationStore<Maintenance & Aggregate>(table, 'MAINTENANCE');

  const listActiveOrPlanned = async (accountId: string) =>
    (await lists.get(accountId, CURRENT))?.maintenances ?? [];
  const withoutVersion = ({ version: _, ...maintenance }: Maintenance & Aggregate): Maintenance =>
    maintenance;

  async function change(accountId: string, now: Instant, change: Change): Promise<void> {
    const ended = (await listActiveOrPlanned(accountId)).filter((each) => !isActiveOrPlanned(each, now));
    for (const each of ended) await past.create(accountId, each);
    const archived = new Set(ended.map(({ id }) => id));
    const changeList = (list: Omit<CurrentMaintenance, 'version'>) => ({
      ...list,
      maintenances: requireFitsItem(change(list.maintenances).filter(({ id }) => !archived.has(id))),
    });
    while (!(await lists.update(accountId, CURRENT, changeList))) {
      await lists.create(accountId, { id: CURRENT, maintenances: [] });
    }
  }

  return {
    listActiveOrPlanned,
    async listRecent(accountId) {
      const key = configurationKey(accountId, 'MAINTENANCES', CURRENT);
      const [found] = await table.batchGet<Item & CurrentMaintenance>([key], { consistent: false });
      return found?.maintenances ?? [];
    },
    change,
    async listAll(accountId) {
      const [now, before] = await Promise.all([listActiveOrPlanned(accountId), past.list(accountId)]);
      const known = new Set(now.map(({ id }) => id));
      return [...now, ...before.filter(({ id }) => !known.has(id)).map(withoutVersion)];
    },
    async get(accountId, id) {
      const found = (await listActiveOrPlanned(accountId)).find((each) => each.id === id);
      if (found) return found;
      const before = await past.get(accountId, id);
      return before && withoutVersion(before);
    },
    async delete(accountId, id, now) {
      const isCurrent = (await listActiveOrPlanned(accountId)).some((each) => each.id === id);
      if (isCurrent) await change(accountId, now, (list) => list.filter((each) => each.id !== id));
      const wasPast = await past.delete(accountId, id);
      return isCurrent || wasPast;
    },
  };
}

function requireFitsItem(maintenances: readonly Maintenance[]): readonly Maintenance[] {
  if (Buffer.byteLength(JSON.stringify(maintenances)) <= MAX_BYTES) return maintenances;
  throw invalid({
    rules: `Active and planned maintenance must not be larger than ${MAX_BYTES} bytes in total`,
  });
}
