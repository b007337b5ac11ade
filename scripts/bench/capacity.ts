import { computeLimits, type LimitRow, PROD, PROD_POLICY_BYTES } from '../../simulator/capacity/limits.ts';
import { countAlert } from '../../simulator/capacity/profile.ts';
import { logger } from '../../src/platform/logger.ts';
import type { Figures } from './catalogue.ts';

/** New alerts a second at which limits are reached: the first of all, and the first that only other code would raise. */
export async function measureCapacity(): Promise<Figures> {
  logger.setLogLevel('SILENT');
  const rows = computeLimits(await countAlert(PROD_POLICY_BYTES), PROD);
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
