import { type Clock, type Instant, MINUTE, SECOND } from '../../platform/clock.ts';
import type { Executions } from '../../platform/executions.ts';
import { HEARTBEAT_SHARDS } from '../../platform/keys.ts';
import { logger } from '../../platform/logger.ts';
import type { QuerySpec } from '../../platform/table.ts';
import { type SettleDeps, settle } from './check-heartbeat.ts';
import { deadlineOf, type Heartbeat, withLook } from './model.ts';
import { beginWatch, WATCH, type Watched, watchedUntil } from './scheduled-checks.ts';

export interface SweepParts extends SettleDeps {
  /** Of heartbeat-checks. */
  readonly watches: Executions;
  readonly clock: Clock;
}

export interface SweepReport {
  readonly looked: number;
  readonly watched: number;
  readonly failed: number;
  /** Whether all that was due was looked at, or time ran out before. */
  readonly complete: boolean;
}

/** A sweep may take so long; what is left is found by the next. */
const ROUND = 45 * SECOND;

/**
 * A read is an eighth of a unit's price and moving the next look three units, so that a look is moved only where it saves
 * more reads, one a minute, than it costs.
 */
const WORTH_MOVING = 15 * MINUTE;

/**
 * Each minute: looks at the heartbeats whose next look is due before long. Who has been pinged is looked at later; who
 * will expire before the next sweep has had its look is watched to the second; what is overdue, because a watch was lost,
 * is made good at once.
 */
export function createSweep({ watches, clock, ...deps }: SweepParts): () => Promise<SweepReport> {
  async function looked(heartbeat: Heartbeat, until: Instant): Promise<Watched | 'left' | 'failed'> {
    try {
      const now = clock();
      const settled = await settle(deps, heartbeat, now);
      if (!settled) return 'left';
      const watched = watchedUntil(settled, until);
      if (watched) return watched;
      const isResting = settled.expiry !== undefined || deadlineOf(settled) === undefined;
      const isDue = settled.lookAt === undefined || settled.lookAt <= until;
      const later = withLook(settled, now);
      if (isDue && (isResting || (later.lookAt ?? 0) - until >= WORTH_MOVING)) {
        await deps.heartbeats.replace(later);
      }
      return 'left';
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      logger.error('Could not look at a heartbeat', { accountId: heartbeat.accountId, error: name });
      return 'failed';
    }
  }

  return async () => {
    const begun = clock();
    const until = begun + WATCH;
    const counts = { looked: 0, watched: 0, failed: 0 };
    let complete = true;
    // Each sweep begins with another shard, so that where time runs out it is not always the same that wait.
    const first = Math.floor(begun / MINUTE) % HEARTBEAT_SHARDS;
    const watched: Watched[] = [];
    for (let offset = 0; offset < HEARTBEAT_SHARDS; offset++) {
      let after: QuerySpec['after'];
      do {
        if (clock() >= begun + ROUND) {
          complete = false;
          break;
        }
        const page = await deps.heartbeats.toLookAt((first + offset) % HEARTBEAT_SHARDS, until, after);
        const results = await Promise.all(page.heartbeats.map((each) => looked(each, until)));
        counts.looked += results.length;
        counts.failed += results.filter((each) => each === 'failed').length;
        watched.push(...results.filter((each) => typeof each === 'object'));
        after = page.next;
      } while (after);
    }
    await beginWatch(watches, watched, until);
    const report = { ...counts, watched: watched.length, complete };
    logger.info('Swept heartbeats', report);
    return report;
  };
}
