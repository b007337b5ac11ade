import type { Instant } from '../../platform/clock.ts';
import { type Aggregate, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import { invalid } from '../kernel/errors.ts';
import { isAhead, type Maintenance } from './model.ts';

/** All of an account's maintenance that is active or planned, as far as it was by the last change: one aggregate. */
interface Ahead extends Aggregate {
  readonly maintenances: readonly Maintenance[];
}

/** Its only one in an account. */
const CURRENT = 'current';

/** So much of an item of the table, which holds 400 kB. */
const MAX_BYTES = 350_000;

type Change = (maintenances: readonly Maintenance[]) => readonly Maintenance[];

export interface MaintenanceStore {
  /** What hot paths read: all that can be in effect, and perhaps some that is over. One item. */
  ahead(accountId: string): Promise<readonly Maintenance[]>;
  /** Also what is long over. */
  all(accountId: string): Promise<readonly Maintenance[]>;
  get(accountId: string, id: string): Promise<Maintenance | undefined>;
  /** Changes what is ahead; `change` may throw to leave all as it is. Throws `invalid` if it becomes too much. */
  change(accountId: string, now: Instant, change: Change): Promise<void>;
  /** False where there is no such maintenance. */
  delete(accountId: string, id: string, now: Instant): Promise<boolean>;
}

/**
 * Maintenance that is ahead is in one item, so that a change is one conditional write and hot paths read one item. What
 * is over is put into items of its own before the next change takes it out of there.
 */
export function createMaintenanceStore(table: Table): MaintenanceStore {
  const lists = createConfigurationStore<Ahead>(table, 'MAINTENANCES');
  const past = createConfigurationStore<Maintenance & Aggregate>(table, 'MAINTENANCE');

  const ahead = async (accountId: string) => (await lists.get(accountId, CURRENT))?.maintenances ?? [];
  const withoutVersion = ({ version: _, ...maintenance }: Maintenance & Aggregate): Maintenance =>
    maintenance;

  async function change(accountId: string, now: Instant, change: Change): Promise<void> {
    const over = (await ahead(accountId)).filter((each) => !isAhead(each, now));
    for (const each of over) await past.create(accountId, each);
    const archived = new Set(over.map(({ id }) => id));
    const changeList = (list: Omit<Ahead, 'version'>) => ({
      ...list,
      maintenances: bounded(change(list.maintenances).filter(({ id }) => !archived.has(id))),
    });
    while (!(await lists.update(accountId, CURRENT, changeList))) {
      await lists.create(accountId, { id: CURRENT, maintenances: [] });
    }
  }

  return {
    ahead,
    change,
    async all(accountId) {
      const [now, before] = await Promise.all([ahead(accountId), past.list(accountId)]);
      const known = new Set(now.map(({ id }) => id));
      return [...now, ...before.filter(({ id }) => !known.has(id)).map(withoutVersion)];
    },
    async get(accountId, id) {
      const found = (await ahead(accountId)).find((each) => each.id === id);
      if (found) return found;
      const before = await past.get(accountId, id);
      return before && withoutVersion(before);
    },
    async delete(accountId, id, now) {
      const isAmong = (await ahead(accountId)).some((each) => each.id === id);
      if (isAmong) await change(accountId, now, (list) => list.filter((each) => each.id !== id));
      const wasPast = await past.delete(accountId, id);
      return isAmong || wasPast;
    },
  };
}

function bounded(maintenances: readonly Maintenance[]): readonly Maintenance[] {
  if (Buffer.byteLength(JSON.stringify(maintenances)) <= MAX_BYTES) return maintenances;
  throw invalid({ rules: `All maintenance that is ahead must not be larger than ${MAX_BYTES} bytes` });
}
