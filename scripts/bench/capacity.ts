import { type CapacityQuestion, computeLimits, type LimitRow } from '../../simulator/capacity/limits.ts';
import { countAlert } from '../../simulator/capacity/profile.ts';
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
  apiRateLimit: 2_000,
};
const POLICY_BYTES = 40_000;

/** New alerts a second at which limits are reached: the first of all, and the first that only other code would raise. */
export async function measureCapacity(): Promise<Figures> {
  logger.setLogLevel('SILENT');
  const rows = computeLimits(await countAlert(POLICY_BYTES), QUESTION);
  const firstOf = (isMeant: (row: LimitRow) => boolean) =>
    rows
      .filter(isMeant)
      .reduce((least, { reachedAt }) => Math.min(least, reachedAt), Number.POSITIVE_INFINITY);
  return {
    'capacity.first_quota': firstOf(({ kind }) => kind === 'quota'),
    'capacity.first_parameter': firstOf(({ kind }) => kind === 'parameter'),
    'capacity.design_of_account': firstOf(({ kind, scope }) => kind === 'design' && scope === 'account'),
    'capacity.design_of_stage': firstOf(({ kind, scope }) => kind === 'design' && scope === 'stage'),
  };
}
