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
   * Stores a ping and resolves with the updated heartbeat. Changes nothing and resolves with undefined if the heartbeat
   * does not exist, belongs to another team than `teamId`, or has a later ping.
   */
  ping(
    accountId: string,
    id: string,
    at: Instant,
    teamId: string | undefined,
  ): Promise<Heartbeat | undefined>;
  /** Stores the heartbeat with the next version if its stored version is unchanged; otherwise resolves with undefined. */
  replace(next: Heartbeat): Promise<Heartbeat | undefined>;
  /** Reads, changes and writes; repeats if another write came between. Undefined if the heartbeat does not exist. */
  change(
    accountId: string,
    id: string,
    change: (current: Heartbeat) => Heartbeat,
  ): Promise<Heartbeat | undefined>;
  /** A page of the heartbeats in a shard whose next check is due by `until`; pass `next` as `after` for the next page. */
  findDue(
    shard: number,
    until: Instant,
    after?: QuerySpec['after'],
  ): Promise<{ readonly heartbeats: readonly Heartbeat[]; readonly next?: QuerySpec['after'] }>;
  /** The heartbeats that still exist, in no order. */
  getAll(references: readonly HeartbeatReference[]): Promise<readonly Heartbeat[]>;
}

export interface HeartbeatReference {
  readonly accountId: string;
  readonly id: string;
}

/** The most items that one BatchGetItem reads. */
const PAGE = 100;

/** Creates the store of heartbeats. Each is one item, which is also its own entry in the index of due checks. */
export function createHeartbeatStore(table: Table): HeartbeatStore {
  const store = createConfigurationStore<Heartbeat>(table, 'HEARTBEAT');

  const withIndexAttributes = (heartbeat: Heartbeat): Heartbeat => ({
    ...heartbeat,
    ...(heartbeat.nextCheckAt !== undefined &&
      heartbeatCheckAttributes(heartbeat.accountId, heartbeat.id, toIso(heartbeat.nextCheckAt))),
  });
  const toHeartbeat = ({ pk: _pk, sk: _sk, gsi2pk: _gpk, gsi2sk: _gsk, ...heartbeat }: Item): Heartbeat =>
    heartbeat as unknown as Heartbeat;

  const read = async (keys: Parameters<Table['batchGet']>[0]) =>
    (await table.batchGet<Item>(keys)).map(toHeartbeat);

  return {
    get: async (accountId, id) => {
      const found = await store.get(accountId, id);
      return found && toHeartbeat(found as unknown as Item);
    },
    list: async (accountId) =>
      (await store.list(accountId)).map((each) => toHeartbeat(each as unknown as Item)),
    create: async (accountId, heartbeat) =>
      toHeartbeat(
        (await store.create(accountId, withIndexAttributes({ ...heartbeat, version: 1 }))) as unknown as Item,
      ),
    delete: (accountId, id) => store.delete(accountId, id),

    async ping(accountId, id, at, teamId) {
      // DynamoDB rejects such a key, so no heartbeat can have it.
      if (id === '' || Buffer.byteLength(id) > MAX_KEY_BYTES) return undefined;
      const isNewer: Expression = {
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
          isNewer,
        ),
      );
      return item && toHeartbeat(item);
    },

    async replace(next) {
      const stored: Heartbeat = { ...next, version: next.version + 1 };
      const isWritten = await conditionHolds(
        table.put(
          { ...configurationKey(next.accountId, 'HEARTBEAT', next.id), ...withIndexAttributes(stored) },
          ifVersion(next.version),
        ),
      );
      return isWritten ? stored : undefined;
    },

    async change(accountId, id, change) {
      const changed = await store.update(accountId, id, (current) =>
        withIndexAttributes(change(toHeartbeat(current as unknown as Item))),
      );
      return changed && toHeartbeat(changed as unknown as Item);
    },

    async findDue(shard, until, after) {
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
