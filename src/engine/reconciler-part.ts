import { DUE_SHARDS } from '../platform/keys.ts';

/** The share of one run of the reconciler: part `part` of `parts`, counted from 0. */
export interface ReconcilerPart {
  readonly part: number;
  readonly parts: number;
}

/** One run that handles everything. */
export const WHOLE: ReconcilerPart = { part: 0, parts: 1 };

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

/**
 * The part that the event of a schedule names (serverless/reconciler-parts.ts). An event without one, or with one that cannot
 * be, means everything: to handle an alert twice does no harm, and to leave it out would.
 */
export function parsePart(event: unknown): ReconcilerPart {
  const { part, parts } = (event ?? {}) as Partial<Record<keyof ReconcilerPart, unknown>>;
  return isCount(part) && isCount(parts) && part < parts && parts <= DUE_SHARDS ? { part, parts } : WHOLE;
}

const ALL_SHARDS: readonly number[] = Array.from({ length: DUE_SHARDS }, (_, shard) => shard);

/** The shards of the index of due times that belong to the part. */
export const listOwnShards = ({ part, parts }: ReconcilerPart): readonly number[] =>
  ALL_SHARDS.filter((shard) => shard % parts === part);

/** The shards of the other parts. */
export const listOtherShards = ({ part, parts }: ReconcilerPart): readonly number[] =>
  ALL_SHARDS.filter((shard) => shard % parts !== part);
