import { type ExecutionInput, executionName } from '../alerts/action.ts';
import type { Ledger } from '../alerts/ledger.ts';
import type { Alert } from '../alerts/model.ts';
import { readNotifications } from '../notifications/store.ts';
import { type Clock, type Instant, MINUTE, SECOND, toIso } from '../platform/clock.ts';
import type { Executions } from '../platform/executions.ts';
import { alertOfDueSk, DUE_SHARDS, duePk } from '../platform/keys.ts';
import { logger } from '../platform/logger.ts';
import type { Item, QuerySpec, Table } from '../platform/table.ts';
import { OVERDUE, type Reconciliation, reconcile } from './reconciliation.ts';
import { readAlertState, writeLedger } from './state-store.ts';

/** How many ledgers one round came upon, and what became of them. */
export interface ReconcilerReport {
  readonly leave: number;
  readonly rest: number;
  readonly settle: number;
  readonly later: number;
  readonly restart: number;
  /** Not judged, because of an error; they are found again in the next round. */
  readonly failed: number;
  /** Whether all that was overdue was looked at, or time ran out before. */
  readonly complete: boolean;
}

export interface ReconcilerParts {
  readonly table: Table;
  readonly executions: Executions;
  readonly clock: Clock;
  /** Waits; so that after an outage executions are started at a pace that Step Functions takes. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** A round may take so long; what is left is found by the next, a minute after this one began. */
const ROUND = 45 * SECOND;

/** Read at a time, and worked on side by side. */
const PAGE = 25;

/** Executions are started at most so fast. Step Functions takes 300 a second, and the alert worker starts some too. */
const STARTS_PER_SECOND = 100;

/**
 * The sweep that makes good what got lost: an execution that never started, was stopped by hand, failed or died in the
 * midst of sending. It goes through what is overdue by more than {@link OVERDUE}; an item that cannot be judged holds up
 * no other.
 */
export function createReconciler(parts: ReconcilerParts): () => Promise<ReconcilerReport> {
  const { table, executions, clock, pause } = parts;

  async function judge(accountId: string, alertId: string): Promise<Reconciliation['kind']> {
    const { alert, ledger } = await readAlertState(table, accountId, alertId);
    if (!ledger) return 'leave';
    const pendingIds = ledger.pending.map(({ notificationId }) => notificationId);
    const outcomes = await readNotifications(table, accountId, alertId, pendingIds);
    const result = reconcile(alert, ledger, outcomes, clock());
    if (result.kind === 'leave') return 'leave';
    if (!(await writeLedger(table, result.ledger, ledger))) return 'leave';
    if (result.kind === 'restart' && alert) await restart(alert, result.ledger, ledger);
    return result.kind;
  }

  /** The ledger names the new part already: whatever fails here is found overdue again. */
  async function restart(alert: Alert, next: Ledger, before: Ledger): Promise<void> {
    const { accountId, id: alertId } = alert;
    const input: ExecutionInput = { accountId, alertId, run: next.run, part: next.part };
    const name = executionName({ ...alert, run: next.run }, next.part);
    await executions.start(name, input);
    logger.warn('Restarted', {
      ...input,
      executionArn: executions.arnOf?.(name),
      overdueSince: toIso(before.dueAt ?? 0),
    });
    try {
      const old = executionName({ ...alert, run: before.run }, before.part);
      await executions.stop(old, `Part ${next.part} of run ${next.run} goes on: this one was overdue`);
    } catch (error) {
      // It ends by itself: the ledger no longer names it.
      logger.warn('Could not stop the part before', { accountId, alertId, error: nameOf(error) });
    }
  }

  async function judged(item: Item): Promise<Reconciliation['kind'] | 'failed'> {
    const { accountId, alertId } = alertOfDueSk(String(item.gsi2sk));
    try {
      return await judge(accountId, alertId);
    } catch (error) {
      logger.error('Could not reconcile', { accountId, alertId, error: nameOf(error) });
      return 'failed';
    }
  }

  /** Goes through one shard; false where the time ran out. */
  async function sweep(
    shard: number,
    until: Instant,
    count: (kind: Reconciliation['kind'] | 'failed') => void,
  ): Promise<boolean> {
    // What follows the time in the sort key sorts before the tilde.
    const upTo = `${toIso(clock() - OVERDUE)}~`;
    let after: QuerySpec['after'];
    do {
      if (clock() >= until) return false;
      const page = await table.query({
        index: 'gsi2',
        pk: duePk(shard),
        sk: { from: '0', to: upTo },
        limit: PAGE,
        ...(after && { after }),
      });
      const begun = clock();
      const kinds = await Promise.all(page.items.map(judged));
      for (const kind of kinds) count(kind);
      const started = kinds.filter((kind) => kind === 'restart').length;
      const early = (started / STARTS_PER_SECOND) * SECOND - (clock() - begun);
      if (started > 0 && early > 0) await pause(early);
      after = page.next;
    } while (after);
    return true;
  }

  return async () => {
    const begun = clock();
    const counts = { leave: 0, rest: 0, settle: 0, later: 0, restart: 0, failed: 0 };
    // Each round begins with another shard, so that where time runs out it is not always the same that wait.
    const first = Math.floor(begun / MINUTE) % DUE_SHARDS;
    let complete = true;
    for (let offset = 0; offset < DUE_SHARDS && complete; offset++) {
      complete = await sweep((first + offset) % DUE_SHARDS, begun + ROUND, (kind) => {
        counts[kind]++;
      });
    }
    const report = { ...counts, complete };
    logger.info('Reconciled', report);
    return report;
  };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
