import { type Instant, toIso } from '../../platform/clock.ts';
import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import { configurationKey, heartbeatCheckAttributes, heartbeatCheckPk } from '../../platform/keys.ts';
import {
  conditionHolds,
  type Expression,
  type Item,
  ifVersion,
  type QuerySpec,
  resultIfConditionHolds,
  type Table,
} from '../../platform/table.ts';
import type { Heartbeat } from './model.ts';

/** DynamoDB's limit of a sort key. */
const MAX_KEY_BYTES = 1_024;

type Store = ConfigurationStore<Heartbeat>;

export interface HeartbeatStore extends Pick<Store, 'get' | 'list' | 'create' | 'delete'> {
  /**
   * Notes a ping and gives the heartbeat as it is then. Undefined, with nothing changed, where there is no such
   * heartbeat, where it belongs to another team than `teamId`, and where a later ping is known.
   */
  ping(
    accountId: string,
    id: string,
    at: Instant,
    teamId: string | undefined,
  ): Promise<Heartbeat | undefined>;
  /** Stores the heartbeat where it still has that version, which the stored one then exceeds; else undefined. */
  replace(next: Heartbeat): Promise<Heartbeat | undefined>;
  /** Reads, changes and writes, again if somebody else wrote between. Undefined where there is no such heartbeat. */
  change(
    accountId: string,
    id: string,
    change: (current: Heartbeat) => Heartbeat,
  ): Promise<Heartbeat | undefined>;
  /** A page of those in a shard whose next look is due by then, as they are now; `next` leads to the following page. */
  toLookAt(
    shard: number,
    until: Instant,
    after?: QuerySpec['after'],
  ): Promise<{ readonly heartbeats: readonly Heartbeat[]; readonly next?: QuerySpec['after'] }>;
  /** Those that still exist. */
  getAll(references: readonly HeartbeatReference[]): Promise<readonly Heartbeat[]>;
}

export interface HeartbeatReference {
  readonly accountId: string;
  readonly id: string;
}

/** Read at a time, as many as one call reads. */
const PAGE = 100;

/** Heartbeats by name, each of them one item, which is also its own entry in the index of what to look at. */
export function heartbeatStore(table: Table): HeartbeatStore {
  const store = createConfigurationStore<Heartbeat>(table, 'HEARTBEAT');

  const indexed = (heartbeat: Heartbeat): Heartbeat => ({
    ...heartbeat,
    ...(heartbeat.lookAt !== undefined &&
      heartbeatCheckAttributes(heartbeat.accountId, heartbeat.id, toIso(heartbeat.lookAt))),
  });
  const heartbeatOf = ({ pk: _pk, sk: _sk, gsi2pk: _gpk, gsi2sk: _gsk, ...heartbeat }: Item): Heartbeat =>
    heartbeat as unknown as Heartbeat;

  const read = async (keys: Parameters<Table['batchGet']>[0]) =>
    (await table.batchGet<Item>(keys)).map(heartbeatOf);

  return {
    get: async (accountId, id) => {
      const found = await store.get(accountId, id);
      return found && heartbeatOf(found as unknown as Item);
    },
    list: async (accountId) =>
      (await store.list(accountId)).map((each) => heartbeatOf(each as unknown as Item)),
    create: async (accountId, heartbeat) =>
      heartbeatOf((await store.create(accountId, indexed({ ...heartbeat, version: 1 }))) as unknown as Item),
    delete: (accountId, id) => store.delete(accountId, id),

    async ping(accountId, id, at, teamId) {
      // There can be no such item, and DynamoDB would not even look for one.
      if (id === '' || Buffer.byteLength(id) > MAX_KEY_BYTES) return undefined;
      const isNews: Expression = {
        expression: `attribute_exists(pk) AND (attribute_not_exists(lastPingAt) OR lastPingAt <= :at)${
          teamId === undefined ? '' : ' AND ownerTeamId = :teamId'
        }`,
        ...(teamId !== undefined && { values: { ':teamId': teamId } }),
      };
      const item = await resultIfConditionHolds(
        table.update<Item>(
          configurationKey(accountId, 'HEARTBEAT', id),
          {
            expression: 'SET lastPingAt = :at ADD #version :one',
            names: { '#version': 'version' },
            values: { ':at': at, ':one': 1 },
          },
          isNews,
        ),
      );
      return item && heartbeatOf(item);
    },

    async replace(next) {
      const stored: Heartbeat = { ...next, version: next.version + 1 };
      const isWritten = await conditionHolds(
        table.put(
          { ...configurationKey(next.accountId, 'HEARTBEAT', next.id), ...indexed(stored) },
          ifVersion(next.version),
        ),
      );
      return isWritten ? stored : undefined;
    },

    async change(accountId, id, change) {
      const changed = await store.update(accountId, id, (current) =>
        indexed(change(heartbeatOf(current as unknown as Item))),
      );
      return changed && heartbeatOf(changed as unknown as Item);
    },

    async toLookAt(shard, until, after) {
      const page = await table.query({
        index: 'gsi2',
        pk: heartbeatCheckPk(shard),
        sk: { from: '0', to: toIso(until) },
        limit: PAGE,
        ...(after && { after }),
      });
      const heartbeats =
        page.items.length > 0 ? await read(page.items.map(({ pk, sk }) => ({ pk, sk }))) : [];
      return { heartbeats, ...(page.next && { next: page.next }) };
    },

    getAll: (references) =>
      read(references.map(({ accountId, id }) => configurationKey(accountId, 'HEARTBEAT', id))),
  };
}
