import {
  ALERT_SHARDS,
  alertChangesPk,
  allAlertsPk,
  DUE_SHARDS,
  duePk,
  openAlertsPk,
} from '../../src/platform/keys.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import { ACCOUNT } from './account.ts';
import type { KeyUse } from './observer.ts';
import { withPartitions } from './partitioned-table.ts';
import { createMeasuredService, type FunctionName } from './service.ts';

/** A function's part of an alert. */
export interface FunctionProfile {
  /** Invocations for an alert. */
  readonly invocations: number;
  /** Calls of the table for an alert. */
  readonly calls: number;
}

/** Reads of a partition key that a function keeps in memory while it reads them all the time. */
export interface KeptReads {
  readonly functionName: FunctionName;
  /** Reads for an alert, if nothing is kept. */
  readonly reads: number;
  readonly unitsPerRead: number;
}

/** What an alert uses of one partition key: of a key that its account has once, or of a shard. */
export interface KeyProfile {
  /** The key, with words in the place of ids and of the number of a shard. */
  readonly key: string;
  readonly place: KeyUse['place'];
  readonly kind: KeyUse['kind'];
  /** Whether the key belongs to one account, or to all. */
  readonly scope: 'account' | 'stage';
  /** Units for an alert, on each of the shards. */
  readonly units: number;
  readonly kept: readonly KeptReads[];
}

/** What one alert uses: created, notified once, acknowledged and closed. */
export interface AlertProfile {
  readonly keys: readonly KeyProfile[];
  readonly functions: ReadonlyMap<FunctionName, FunctionProfile>;
  readonly requests: number;
  readonly messages: number;
  readonly starts: number;
  readonly stops: number;
  readonly transitions: number;
  readonly notifications: number;
  /** Units of the table with its indexes, kept reads not counted. */
  readonly writeUnits: number;
  readonly readUnits: number;
}

/** The keys with several shards. */
const SHARDED: readonly (readonly [firstShard: string, shards: number])[] = [
  [duePk(0), DUE_SHARDS],
  [allAlertsPk(ACCOUNT, 0), ALERT_SHARDS],
  [openAlertsPk(ACCOUNT, 0), ALERT_SHARDS],
  [alertChangesPk(ACCOUNT, 0), ALERT_SHARDS],
];

const withoutNumber = (pk: string): string => pk.replace(/\d+$/, '');

const findShards = (pk: string): number | undefined =>
  SHARDED.find(([first]) => withoutNumber(first) === withoutNumber(pk))?.[1];

/** Keys that differ by ids, hashes and numbers only have the same name. */
export const toKeyName = (pk: string): string =>
  pk
    .replace(ACCOUNT, 'ACCOUNT')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{20,}/g, 'ID')
    .replace(/[0-9a-f]{32,}/g, 'ID')
    .replace(/#\d+$/, '#N');

/** Whether each of the account's alerts has a key of its own by that name. */
const isOfOneAlert = (pks: ReadonlySet<string>): boolean =>
  pks.size > 1 && [...pks].every((pk) => findShards(pk) === undefined);

/** The profile of each partition key that alerts share, from what `alerts` of them used. */
export function toKeyProfiles(uses: readonly KeyUse[], alerts: number): readonly KeyProfile[] {
  const groups = Map.groupBy(uses, ({ place, kind, pk }) => JSON.stringify([place, kind, toKeyName(pk)]));
  return [...groups.values()].flatMap((group): readonly KeyProfile[] => {
    const [first] = group;
    const pks = new Set(group.map(({ pk }) => pk));
    if (!first || isOfOneAlert(pks)) return [];
    const shards = findShards(first.pk) ?? 1;
    const always = group.filter(({ kept }) => !kept);
    const units = always.reduce((sum, use) => sum + use.units, 0) / alerts / shards;
    const kept = group
      .filter((use) => use.kept)
      .map(({ functionName, units: all, count }) => ({
        functionName: functionName as FunctionName,
        reads: count / alerts,
        unitsPerRead: all / count,
      }));
    return [
      {
        key: toKeyName(first.pk),
        place: first.place,
        kind: first.kind,
        scope: first.pk.startsWith(duePk(0).slice(0, 3)) ? 'stage' : 'account',
        units,
        kept,
      },
    ];
  });
}

/** So many that one reservation of tiny ids, one read of a cold cache and one sweep of the index weigh little. */
const ALERTS = 100;

/** Later than the reconciler looks at an alert that nobody has acknowledged. */
const TWO_MINUTES = 120_000;

/**
 * Counts what an alert uses, by running the functions on a table in memory. Every message is in a batch of its own, and nothing
 * is read from memory that changes: the most that an alert can use.
 */
export async function countAlert(policyBytes: number): Promise<AlertProfile> {
  const service = await createMeasuredService(withPartitions(createMemoryTable()), {
    policyBytes,
    keepsHotItems: false,
  });
  const { counts, observer } = service;
  const runThrough = async (aliases: readonly string[]) => {
    await service.create(aliases, 1);
    service.advance(TWO_MINUTES);
    await service.reconcile();
    await service.acknowledge(aliases, 1);
    service.advance(TWO_MINUTES);
    await service.reconcile();
    await service.close(aliases, 1);
  };
  try {
    await runThrough(['warming up']);
    service.reset();
    await runThrough(Array.from({ length: ALERTS }, (_, i) => `counted-${i}`));
    const sumUnits = (kind: KeyUse['kind']) =>
      observer
        .uses()
        .filter((use) => use.kind === kind && !use.kept)
        .reduce((sum, { units }) => sum + units, 0) / ALERTS;
    return {
      keys: toKeyProfiles(observer.uses(), ALERTS),
      functions: new Map(
        [...counts.invocations].map(([name, invocations]) => [
          name,
          { invocations: invocations / ALERTS, calls: (observer.calls.get(name) ?? 0) / ALERTS },
        ]),
      ),
      requests: counts.requests / ALERTS,
      messages: counts.messages / ALERTS,
      starts: counts.starts / ALERTS,
      stops: counts.stops / ALERTS,
      transitions: counts.transitions / ALERTS,
      notifications: (counts.invocations.get('send-email') ?? 0) / ALERTS,
      writeUnits: sumUnits('write'),
      readUnits: sumUnits('read'),
    };
  } finally {
    await service.end();
  }
}
