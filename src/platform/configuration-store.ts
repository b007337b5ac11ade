import { writeAudited } from './audit-trail.ts';
import {
  type ConfigurationType,
  configurationKey,
  configurationPk,
  type ItemKey,
  nameClaimKey,
} from './keys.ts';
import {
  conditionHolds,
  type Expression,
  type Item,
  ifNotExists,
  ifVersion,
  queryAll,
  type Table,
} from './table.ts';

/** What every aggregate of the configuration has. */
export interface Aggregate {
  readonly id: string;
  readonly version: number;
}

/** The name that is unique in the account is taken by another aggregate of the type. */
export class NameTaken extends Error {
  override readonly name = 'NameTaken';
}

/** The aggregate changed too often under the writer's hands. */
export class TooMuchContention extends Error {
  override readonly name = 'TooMuchContention';
}

/** Aggregates of one type, one item each; every method is for one account. */
export interface ConfigurationStore<T extends Aggregate> {
  get(accountId: string, id: string): Promise<T | undefined>;
  getMany(accountId: string, ids: readonly string[]): Promise<readonly T[]>;
  /** By its unique name, case-insensitively; sees what was just created. */
  getByName(accountId: string, name: string): Promise<T | undefined>;
  /** By id or by name, as a client's reference says. */
  find(
    accountId: string,
    reference: { readonly id?: string; readonly name?: string },
  ): Promise<T | undefined>;
  list(accountId: string): Promise<readonly T[]>;
  /** Stores a new one (version 1). Throws {@link NameTaken}. The same aggregate stored again changes nothing. */
  create(accountId: string, aggregate: Omit<T, 'version'>): Promise<T>;
  /**
   * Reads, changes and writes, again if somebody else wrote between. `change` gives back the aggregate as it shall be
   * and may throw to leave all as it is. Undefined where there is no such aggregate.
   */
  update(accountId: string, id: string, change: (current: T) => Omit<T, 'version'>): Promise<T | undefined>;
  /** False where there was no such aggregate. */
  delete(accountId: string, id: string): Promise<boolean>;
}

const ATTEMPTS = 8;

type NameClaim = Item & { readonly id: string };

/** `uniqueName` names the attribute that is unique in the account; without it, names are not claimed. */
export function createConfigurationStore<T extends Aggregate>(
  table: Table,
  type: ConfigurationType,
  uniqueName?: (aggregate: Omit<T, 'version'>) => string,
): ConfigurationStore<T> {
  const toItem = (accountId: string, aggregate: T): Item => ({
    ...configurationKey(accountId, type, aggregate.id),
    ...(aggregate as unknown as Record<string, unknown>),
  });
  const fromItem = (item: Item): T => {
    const { pk: _pk, sk: _sk, ...aggregate } = item;
    return aggregate as unknown as T;
  };
  const read = async (accountId: string, id: string) => {
    const item = await table.get(configurationKey(accountId, type, id));
    return item && fromItem(item);
  };

  const claimKey = (accountId: string, aggregate: Omit<T, 'version'>): ItemKey | undefined =>
    uniqueName && nameClaimKey(accountId, type, uniqueName(aggregate));

  const holds = (key: ItemKey, holder: T | undefined, accountId: string): boolean =>
    holder !== undefined && claimKey(accountId, holder)?.sk === key.sk;

  /**
   * Claims the name; takes a claim over that a crash between two writes left behind. One whose holder is not written
   * yet looks just like that, so the holder is looked for again after the claim was taken, and a creator looks after
   * writing whether the claim is still its own: of two who create at once, at most one stays.
   */
  async function claim(accountId: string, key: ItemKey, id: string): Promise<void> {
    const free: Expression = { expression: 'attribute_not_exists(pk) OR id = :id', values: { ':id': id } };
    if (await conditionHolds(table.put({ ...key, id }, free))) return;
    const held = await table.get<NameClaim>(key);
    if (!held) return claim(accountId, key, id);
    if (holds(key, await read(accountId, held.id), accountId)) throw new NameTaken();
    const heldBy = (holder: string): Expression => ({
      expression: 'id = :holder',
      values: { ':holder': holder },
    });
    const passOn = async (from: string, to: string) => {
      if (!(await conditionHolds(table.put({ ...key, id: to }, heldBy(from))))) throw new NameTaken();
    };
    await passOn(held.id, id);
    if (holds(key, await read(accountId, held.id), accountId)) {
      await passOn(id, held.id);
      throw new NameTaken();
    }
  }

  async function release(key: ItemKey, id: string): Promise<void> {
    await conditionHolds(table.delete(key, { expression: 'id = :id', values: { ':id': id } }));
  }

  const store: ConfigurationStore<T> = {
    get: read,

    async getMany(accountId, ids) {
      const items = await table.batchGet(
        [...new Set(ids)].map((id) => configurationKey(accountId, type, id)),
      );
      return items.map(fromItem);
    },

    async getByName(accountId, name) {
      const held = await table.get<NameClaim>(nameClaimKey(accountId, type, name));
      const found = held && (await read(accountId, held.id));
      return found && claimKey(accountId, found)?.sk === held?.sk ? found : undefined;
    },

    async find(accountId, reference) {
      if (reference.id) return read(accountId, reference.id);
      return reference.name ? store.getByName(accountId, reference.name) : undefined;
    },

    async list(accountId) {
      return (await queryAll(table, { pk: configurationPk(accountId, type) })).map(fromItem);
    },

    async create(accountId, aggregate) {
      const created = { ...aggregate, version: 1 } as T;
      const key = claimKey(accountId, created);
      if (key) await claim(accountId, key, created.id);
      const write = writeAudited(table, { accountId, type, after: created }, async () => {
        await table.put(toItem(accountId, created), ifNotExists);
        if (!key || (await table.get<NameClaim>(key))?.id === created.id) return;
        await table.delete(configurationKey(accountId, type, created.id));
        throw new NameTaken();
      });
      if (await conditionHolds(write)) return created;
      return (await read(accountId, created.id)) ?? created;
    },

    async update(accountId, id, change) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const current = await read(accountId, id);
        if (!current) return undefined;
        const changed = { ...change(current), version: current.version + 1 } as T;
        const [oldKey, newKey] = [claimKey(accountId, current), claimKey(accountId, changed)];
        const renamed = newKey !== undefined && newKey.sk !== oldKey?.sk;
        if (renamed) await claim(accountId, newKey, id);
        const write = writeAudited(table, { accountId, type, before: current, after: changed }, () =>
          table.put(toItem(accountId, changed), ifVersion(current.version)),
        );
        if (!(await conditionHolds(write))) continue;
        if (renamed && oldKey) await release(oldKey, id);
        return changed;
      }
      throw new TooMuchContention(`${type} ${id}`);
    },

    async delete(accountId, id) {
      const current = await read(accountId, id);
      if (!current) return false;
      await writeAudited(table, { accountId, type, before: current }, () =>
        table.delete(configurationKey(accountId, type, id)),
      );
      const key = claimKey(accountId, current);
      if (key) await release(key, id);
      return true;
    },
  };
  return store;
}
