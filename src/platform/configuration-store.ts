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

/** Members of every aggregate. */
export interface Aggregate {
  readonly id: string;
  readonly version: number;
}

/** Another aggregate of the type has this unique name. */
export class NameTaken extends Error {
  override readonly name = 'NameTaken';
}

/** Concurrent changes won in all attempts. */
export class TooMuchContention extends Error {
  override readonly name = 'TooMuchContention';
}

/** Stores aggregates of one type as one item each. Every method is limited to one account. */
export interface ConfigurationStore<T extends Aggregate> {
  get(accountId: string, id: string): Promise<T | undefined>;
  getMany(accountId: string, ids: readonly string[]): Promise<readonly T[]>;
  /** By unique name, case-insensitive, strongly consistent. */
  getByName(accountId: string, name: string): Promise<T | undefined>;
  /** By id or name, whichever the reference has. */
  find(
    accountId: string,
    reference: { readonly id?: string; readonly name?: string },
  ): Promise<T | undefined>;
  list(accountId: string): Promise<readonly T[]>;
  /** Stores a new aggregate with version 1. Throws {@link NameTaken}. Idempotent: returns an existing one of the same id. */
  create(accountId: string, aggregate: Omit<T, 'version'>): Promise<T>;
  /**
   * Reads, changes and writes; repeats if there was a concurrent write. `change` returns the new aggregate, or throws to
   * cancel the update. Undefined if there is no such aggregate. Throws {@link NameTaken} and {@link TooMuchContention}.
   */
  update(accountId: string, id: string, change: (current: T) => Omit<T, 'version'>): Promise<T | undefined>;
  /** False if there was no such aggregate. */
  delete(accountId: string, id: string): Promise<boolean>;
}

const ATTEMPTS = 8;

type NameClaim = Item & { readonly id: string };

/** Attributes by which an item is found in gsi1. They are stored with the aggregate, and are no part of it. */
interface IndexAttributes {
  readonly gsi1pk: string;
  readonly gsi1sk: string;
}

/**
 * `uniqueName` returns the name that must be unique in the account; without it, names need not be unique. `toIndex` returns
 * the attributes by which an item is found in gsi1; without it, or if it returns undefined, the item is in no index.
 */
export function createConfigurationStore<T extends Aggregate>(
  table: Table,
  type: ConfigurationType,
  uniqueName?: (aggregate: Omit<T, 'version'>) => string,
  toIndex?: (accountId: string, aggregate: T) => IndexAttributes | undefined,
): ConfigurationStore<T> {
  const toItem = (accountId: string, aggregate: T): Item => ({
    ...configurationKey(accountId, type, aggregate.id),
    ...(aggregate as unknown as Record<string, unknown>),
    ...toIndex?.(accountId, aggregate),
  });
  const fromItem = (item: Item): T => {
    const { pk: _pk, sk: _sk, gsi1pk: _gsi1pk, gsi1sk: _gsi1sk, ...aggregate } = item;
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
   * Claims the name, or takes over a claim that a crash left without a holder. A claim whose holder is about to be written
   * looks the same, so this checks for the holder again after the take-over, and `create` checks after writing that it
   * still has the claim: of two concurrent creates, at most one survives.
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
