import { type ExecutionInput, executionName } from '../domain/alerts/action.ts';
import type { Ledger } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import { readNotifications } from '../domain/notifications/store.ts';
import { type Clock, type Instant, MINUTE, SECOND, toIso } from '../platform/clock.ts';
import type { Executions, RunningExecutions } from '../platform/executions.ts';
import { DUE_SHARDS, duePk, parseDueSk } from '../platform/keys.ts';
import { logger } from '../platform/logger.ts';
import { type Item, queryAll, type Table } from '../platform/table.ts';
import { OVERDUE_AFTER, planReconciliation, type Reconciliation } from './plan-reconciliation.ts';
import { findAlertsWithExecution } from './running-executions.ts';
import { readAlertState, writeLedger } from './state-store.ts';

/** How many ledgers one round came upon, and what became of them. */
export interface ReconcilerReport {
  readonly notDue: number;
  readonly idle: number;
  readonly delivered: number;
  readonly sending: number;
  readonly restart: number;
  /** Not judged, because of an error; they are found again in the next round. */
  readonly failed: number;
  /** Whether all that was overdue was looked at, or time ran out before. */
  readonly complete: boolean;
  /** Whether it is known of all that waits that an execution waits for it. */
  readonly audited: boolean;
}

export interface ReconcilerDeps {
  readonly table: Table;
  readonly executions: Executions & RunningExecutions;
  readonly clock: Clock;
  /** Waits; so that after an outage executions are started at a pace that Step Functions takes. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** A round may take so long; what is left is found by the next, a minute after this one began. */
const SWEEP_BUDGET = 45 * SECOND;

/** So many are worked on side by side. */
const CONCURRENCY = 25;

/** Executions are started at most so fast. Step Functions takes 300 a second, and the alert worker starts some too. */
const STARTS_PER_SECOND = 100;

/** What the index names, and when it is due. */
interface DueAlert {
  readonly accountId: string;
  readonly alertId: string;
  /** ISO 8601, as in the index. */
  readonly at: string;
}

type Kind = Reconciliation['kind'];

/** What came of one of them. `waits`: for its next look, an execution of its own. */
interface ReconciledAlert {
  readonly kind: Kind | 'failed';
  readonly waiting?: DueAlert;
}

const NOT_DUE: ReconciledAlert = { kind: 'notDue' };

/**
 * The sweep that makes good what got lost: an execution that never started, was stopped by hand, failed or died in the
 * midst of sending. It goes through what is overdue by more than {@link OVERDUE_AFTER}, and asks of what waits whether there
 * is an execution that waits for it; an item that cannot be judged holds up no other.
 */
export function createReconciler(deps: ReconcilerDeps): () => Promise<ReconcilerReport> {
  const { table, executions, clock, pause } = deps;

  async function reconcileAlert(
    { accountId, alertId, at }: DueAlert,
    isMissed: boolean,
  ): Promise<ReconciledAlert> {
    const { alert, ledger } = await readAlertState(table, accountId, alertId);
    if (!ledger) return NOT_DUE;
    const pendingIds = ledger.pending.map(({ notificationId }) => notificationId);
    const outcomes = await readNotifications(table, accountId, alertId, pendingIds);
    const result = planReconciliation(alert, ledger, outcomes, clock(), isMissed && isoOf(ledger) === at);
    if (result.kind === 'notDue') return NOT_DUE;
    if (!(await writeLedger(table, result.ledger, ledger))) return NOT_DUE;
    if (result.kind === 'restart' && alert) await restart(alert, result.ledger, ledger);
    const next = result.kind === 'delivered' ? isoOf(result.ledger) : undefined;
    return { kind: result.kind, ...(next && { waiting: { accountId, alertId, at: next } }) };
  }

  /** The ledger names the new continuation already: whatever fails here is found overdue again. */
  async function restart(alert: Alert, next: Ledger, before: Ledger): Promise<void> {
    const { accountId, id: alertId } = alert;
    const input: ExecutionInput = { accountId, alertId, run: next.run, continuation: next.continuation };
    const name = executionName({ ...alert, run: next.run }, next.continuation);
    await executions.start(name, input);
    logger.warn('Restarted', {
      ...input,
      executionArn: executions.arnOf?.(name),
      wasDueAt: isoOf(before),
    });
    try {
      const old = executionName({ ...alert, run: before.run }, before.continuation);
      await executions.stop(old, `Continuation ${next.continuation} of run ${next.run} goes on in its place`);
    } catch (error) {
      // It ends by itself: the ledger no longer names it.
      logger.warn('Could not stop the continuation before', {
        accountId,
        alertId,
        error: getErrorName(error),
      });
    }
  }

  async function tryReconcileAlert(due: DueAlert, isMissed: boolean): Promise<ReconciledAlert> {
    try {
      return await reconcileAlert(due, isMissed);
    } catch (error) {
      const { accountId, alertId } = due;
      logger.error('Could not reconcile', { accountId, alertId, error: getErrorName(error) });
      return { kind: 'failed' };
    }
  }

  /** Judges all of them, at the pace at which executions may be started; false where the time ran out. */
  async function reconcileAll(
    all: readonly DueAlert[],
    isMissed: boolean,
    until: Instant,
    tell: (judged: ReconciledAlert) => void,
  ): Promise<boolean> {
    for (let i = 0; i < all.length; i += CONCURRENCY) {
      if (clock() >= until) return false;
      const begun = clock();
      const results = await Promise.all(
        all.slice(i, i + CONCURRENCY).map((due) => tryReconcileAlert(due, isMissed)),
      );
      results.forEach(tell);
      const started = results.filter(({ kind }) => kind === 'restart').length;
      const early = (started / STARTS_PER_SECOND) * SECOND - (clock() - begun);
      if (started > 0 && early > 0) await pause(early);
    }
    return true;
  }

  /** What waits without an execution, as one that was killed does; undefined where that cannot be found out. */
  async function findWithoutExecution(
    waiting: readonly DueAlert[],
    until: Instant,
  ): Promise<readonly DueAlert[] | undefined> {
    if (waiting.length === 0) return [];
    try {
      const running = await findAlertsWithExecution(executions, () => clock() < until);
      return running && waiting.filter(({ alertId }) => !running.has(alertId));
    } catch (error) {
      logger.error('Could not list the executions', { error: getErrorName(error) });
      return undefined;
    }
  }

  return async () => {
    const begun = clock();
    const until = begun + SWEEP_BUDGET;
    const counts = { notDue: 0, idle: 0, delivered: 0, sending: 0, restart: 0, failed: 0 };
    const waiting: DueAlert[] = [];
    const tell = ({ kind, waiting: waits }: ReconciledAlert) => {
      counts[kind]++;
      if (waits) waiting.push(waits);
    };
    // Each round begins with another shard, so that where time runs out it is not always the same that wait.
    const first = Math.floor(begun / MINUTE) % DUE_SHARDS;
    let complete = true;
    for (let offset = 0; offset < DUE_SHARDS && complete; offset++) {
      const shard = (first + offset) % DUE_SHARDS;
      const items = await queryAll(table, { index: 'gsi2', pk: duePk(shard) });
      const [now, due] = [clock(), items.map(parseDueItem)];
      waiting.push(...due.filter(({ at }) => at > toIso(now)));
      const overdue = due.filter(({ at }) => at <= toIso(now - OVERDUE_AFTER));
      complete = await reconcileAll(overdue, false, until, tell);
    }
    const killed = complete ? await findWithoutExecution(waiting, until) : undefined;
    const audited = killed !== undefined && (await reconcileAll(killed, true, until, tell));
    const report = { ...counts, complete, audited };
    logger.info('Reconciled', report);
    return report;
  };
}

function parseDueItem(item: Item): DueAlert {
  const sk = String(item.gsi2sk);
  return { ...parseDueSk(sk), at: sk.slice(0, sk.indexOf('#')) };
}

const isoOf = ({ dueAt }: Ledger): string | undefined => (dueAt === undefined ? undefined : toIso(dueAt));

const getErrorName = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
