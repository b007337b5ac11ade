import { type Instant, SECOND } from '../../platform/clock.ts';
import { slowPatternKey, slowPatternsPk } from '../../platform/keys.ts';
import { logger } from '../../platform/logger.ts';
import { type Item, queryAll, type Table } from '../../platform/table.ts';
import { type PatternBudget, SKIP_PATTERN_MS } from '../kernel/pattern-budget.ts';

/**
 * Records the patterns that used up their time, so that whoever reads the policy, rule or integration sees it for an hour.
 * It never fails: an alert does not wait for a record.
 */
export async function recordSlowPatterns(
  table: Pick<Table, 'put'>,
  accountId: string,
  budget: PatternBudget,
  now: Instant,
): Promise<void> {
  const patterns = budget.listSlow();
  if (patterns.length === 0) return;
  logger.warn('Patterns took too long and are skipped for an hour', { accountId, patterns: patterns.length });
  const until = now + SKIP_PATTERN_MS;
  const items = patterns.map((pattern) => ({
    ...slowPatternKey(accountId, pattern),
    pattern,
    until,
    expiresAt: Math.ceil(until / SECOND),
  }));
  await Promise.all(items.map((item) => table.put(item))).catch((error: unknown) => {
    logger.warn('Could not record slow patterns', { accountId, error: error as Error });
  });
}

/** The patterns of the account that are skipped now. */
export async function listSlowPatterns(
  table: Table,
  accountId: string,
  now: Instant,
): Promise<readonly string[]> {
  const items = await queryAll<Item & { readonly pattern: string; readonly until: Instant }>(table, {
    pk: slowPatternsPk(accountId),
  });
  return items.filter(({ until }) => until > now).map(({ pattern }) => pattern);
}

/** Those of the patterns that a part of the configuration contains: as the value of a condition, or in a template. */
export function findSlowPatternsIn(configuration: unknown, slow: readonly string[]): readonly string[] {
  const contains = (value: unknown, pattern: string): boolean => {
    if (typeof value === 'string') return value === pattern || value.includes(`/${pattern}/`);
    if (typeof value !== 'object' || value === null) return false;
    return Object.values(value).some((member) => contains(member, pattern));
  };
  return slow.filter((pattern) => contains(configuration, pattern));
}

/**
 * The member by which a response shows them: `skippedPatterns`, absent if there are none. It costs one query, and none for
 * configuration without patterns.
 */
export async function readSkippedPatterns(
  table: Table,
  accountId: string,
  configuration: object,
  now: Instant,
): Promise<{ readonly skippedPatterns?: readonly string[] }> {
  if (!/"matches"|extract\(/.test(JSON.stringify(configuration))) return {};
  const skippedPatterns = findSlowPatternsIn(configuration, await listSlowPatterns(table, accountId, now));
  return skippedPatterns.length > 0 ? { skippedPatterns } : {};
}
