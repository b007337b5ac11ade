import { type CapacityQuestion, computeLimits, type LimitRow } from '../../simulator/capacity/limits.ts';
import { countAlert } from '../../simulator/capacity/profile.ts';
import { DUE_SHARDS, FEWEST_DUE_SHARDS } from '../../src/platform/keys.ts';
import { logger } from '../../src/platform/logger.ts';
import type { Figures } from './catalogue.ts';

/** The question that `npm run capacity` answers without options. */
const QUESTION: CapacityQuestion = {
  rate: 500,
  tenants: 20,
  region: 'eu-west-1',
  minutes: 5,
  workerConcurrency: 200,
  reconcilerParts: 4,
  dueShards: FEWEST_DUE_SHARDS,
  apiRateLimit: 2_000,
};
const POLICY_BYTES = 40_000;

/** New alerts a second at which limits are reached: the first of all, and the first that only other code would raise. */
export async function measureCapacity(): Promise<Figures> {
  logger.setLogLevel('SILENT');
  const profile = await countAlert(POLICY_BYTES);
  const rows = computeLimits(profile, QUESTION);
  const raised = computeLimits(profile, { ...QUESTION, dueShards: DUE_SHARDS });
  const firstOf = (isMeant: (row: LimitRow) => boolean, all = rows) =>
    all
      .filter(isMeant)
      .reduce((least, { reachedAt }) => Math.min(least, reachedAt), Number.POSITIVE_INFINITY);
  return {
    'capacity.first_quota': firstOf(({ kind }) => kind === 'quota'),
    'capacity.first_parameter': firstOf(({ kind }) => kind === 'parameter'),
    'capacity.design_of_account': firstOf(({ kind, scope }) => kind === 'design' && scope === 'account'),
    'capacity.design_of_stage': firstOf(({ kind, scope }) => kind === 'design' && scope === 'stage', raised),
  };
}
