import { type ExecutionInput, executionName } from '../domain/alerts/action.ts';
import type { Ledger } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import { readAlertState } from '../domain/alerts/store/alert-state.ts';
import { writeLedger } from '../domain/alerts/store/ledger-store.ts';
import { readNotifications } from '../domain/notifications/store.ts';
import { type Clock, type Instant, SECOND, toIso } from '../platform/clock.ts';
import type { Executions, RunningExecutions } from '../platform/executions.ts';
import { duePk, parseDueSk } from '../platform/keys.ts';
import { logger } from '../platform/logger.ts';
import type { MetricName } from '../platform/metrics.ts';
import { sweepShards } from '../platform/sharded-sweep.ts';
import { type Item, queryAll, type Table } from '../platform/table.ts';
import { OVERDUE_AFTER, planReconciliation, type Reconciliation } from './plan-reconciliation.ts';
import { listOtherShards, listOwnShards, type ReconcilerPart, WHOLE } from './reconciler-part.ts';
import { findAlertsWithExecution, MAX_LISTED } from './running-executions.ts';

/** Counts of one sweep, by the result for each ledger; see {@link Reconciliation}. */
export interface ReconcilerReport {
  readonly notDue: number;
  readonly idle: number;
  readonly delivered: number;
  readonly sending: number;
  readonly restart: number;
  /** Failed with an error; the next sweep finds them again. */
  readonly failed: number;
  /** Whether every overdue ledger was handled before the time ran out. */
  readonly complete: boolean;
  /**
   * Whether every waiting ledger was matched with a running execution. `tooMany`: there are more than Step Functions lists in a
   * minute, so an execution that somebody aborts is replaced when its next step is overdue. Absent in parts other than the first.
   */
  readonly audited?: boolean | 'tooMany';
}

/** The metrics of a round that are not zero: CloudWatch charges for each metric and hour that has a value. */
export function toReconcilerMetrics({
  restart,
  failed,
  complete,
  audited,
}: ReconcilerReport): Readonly<Partial<Record<MetricName, number>>> {
  const values: Readonly<Partial<Record<MetricName, number>>> = {
    RestartedRuns: restart,
    ReconcilerFailures: failed + (complete && audited === false ? 1 : 0),
    ReconcilerIncomplete: complete ? 0 : 1,
    ExecutionsUnchecked: audited === 'tooMany' ? 1 : 0,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value > 0));
}

export interface ReconcilerDeps {
  readonly table: Table;
  readonly executions: Executions & RunningExecutions;
  readonly clock: Clock;
  /** Waits this many milliseconds; limits the rate at which executions are started after an outage. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Time budget of a sweep. The next one starts a minute after this one did, and finds what is left. */
const SWEEP_BUDGET = 45 * SECOND;

/** How many ledgers are handled concurrently. */
const CONCURRENCY = 100;

/** Limit of executions that a part starts. Step Functions allows 300 a second; the alert worker needs some of them. */
const STARTS_PER_SECOND = 100;

/** An alert in the index of due times. */
interface DueAlert {
  readonly accountId: string;
  readonly alertId: string;
  /** Due time, ISO 8601, as in the index. */
  readonly at: string;
}

type Kind = Reconciliation['kind'];

/** The result for one alert. `waiting`: its next evaluation, if an execution should be waiting for it. */
interface ReconciledAlert {
  readonly kind: Kind | 'failed';
  readonly waiting?: DueAlert;
}

const NOT_DUE: ReconciledAlert = { kind: 'notDue' };

/**
 * Creates the sweep that repairs what was lost: an execution that never started, was stopped by hand, failed or crashed
 * while sending. It handles everything overdue by more than {@link OVERDUE_AFTER}, and checks for everything that waits
 * that an execution exists. A ledger that causes an error delays no other. A stage with many alerts has several parts, which
 * run side by side and share the index of due times.
 */
export function createReconciler(deps: ReconcilerDeps): (part?: ReconcilerPart) => Promise<ReconcilerReport> {
  const { table, executions, clock, pause } = deps;

  async function reconcileAlert(
    { accountId, alertId, at }: DueAlert,
    isMissed: boolean,
  ): Promise<ReconciledAlert> {
    const { alert, ledger } = await readAlertState(table, accountId, alertId);
    if (!ledger) return NOT_DUE;
    const pendingIds = ledger.pending.map(({ notificationId }) => notificationId);
    const outcomes = await readNotifications(table, accountId, alertId, pendingIds);
    const result = planReconciliation(
      alert,
      ledger,
      outcomes,
      clock(),
      isMissed && formatDueAt(ledger) === at,
    );
    if (result.kind === 'notDue') return NOT_DUE;
    if (!(await writeLedger(table, result.ledger, ledger))) return NOT_DUE;
    if (result.kind === 'restart' && alert) await restart(alert, result.ledger, ledger);
    const next = result.kind === 'delivered' ? formatDueAt(result.ledger) : undefined;
    return { kind: result.kind, ...(next && { waiting: { accountId, alertId, at: next } }) };
  }

  /** The ledger already names the new continuation: if this fails, the next sweep finds it overdue again. */
  async function restart(alert: Alert, next: Ledger, before: Ledger): Promise<void> {
    const { accountId, id: alertId } = alert;
    const input: ExecutionInput = { accountId, alertId, run: next.run, continuation: next.continuation };
    const name = executionName({ ...alert, run: next.run }, next.continuation);
    await executions.start(name, input);
    logger.warn('Restarted', {
      ...input,
      executionArn: executions.executionArn?.(name),
      wasDueAt: formatDueAt(before),
    });
    try {
      const old = executionName({ ...alert, run: before.run }, before.continuation);
      await executions.stop(
        old,
        `Continuation ${next.continuation} of run ${next.run} replaces this execution`,
      );
    } catch (error) {
      // It ends by itself at its next evaluation: the ledger no longer names it.
      logger.warn('Could not stop the previous execution', {
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

  /** Handles the alerts, at the rate at which executions may be started; false if the time ran out. */
  async function reconcileAll(
    all: readonly DueAlert[],
    isMissed: boolean,
    until: Instant,
    record: (result: ReconciledAlert) => void,
  ): Promise<boolean> {
    for (let i = 0; i < all.length; i += CONCURRENCY) {
      if (clock() >= until) return false;
      const startedAt = clock();
      const results = await Promise.all(
        all.slice(i, i + CONCURRENCY).map((due) => tryReconcileAlert(due, isMissed)),
      );
      results.forEach(record);
      const started = results.filter(({ kind }) => kind === 'restart').length;
      const early = (started / STARTS_PER_SECOND) * SECOND - (clock() - startedAt);
      if (started > 0 && early > 0) await pause(early);
    }
    return true;
  }

  const readShard = async (shard: number): Promise<readonly DueAlert[]> =>
    (await queryAll(table, { index: 'gsi2', pk: duePk(shard) })).map(parseDueItem);

  /** The alerts that wait in the shards of the other parts. Those parts handle the overdue ones. */
  async function readWaitingElsewhere(part: ReconcilerPart): Promise<readonly DueAlert[]> {
    const waiting: DueAlert[] = [];
    for (const shard of listOtherShards(part)) {
      const due = await readShard(shard);
      waiting.push(...due.filter(({ at }) => at > toIso(clock())));
      if (waiting.length > MAX_LISTED) break;
    }
    return waiting;
  }

  /** The waiting alerts without an execution (it was stopped or aborted), or why that cannot be determined. */
  async function findWithoutExecution(
    own: readonly DueAlert[],
    part: ReconcilerPart,
    until: Instant,
  ): Promise<readonly DueAlert[] | 'failed' | 'tooMany'> {
    try {
      const waiting = [...own, ...(await readWaitingElsewhere(part))];
      if (waiting.length === 0) return [];
      if (waiting.length > MAX_LISTED) return 'tooMany';
      const running = await findAlertsWithExecution(executions, () => clock() < until);
      if (running === 'tooMany') return running;
      return running === 'outOfTime' ? 'failed' : waiting.filter(({ alertId }) => !running.has(alertId));
    } catch (error) {
      logger.error('Could not list the executions', { error: getErrorName(error) });
      return 'failed';
    }
  }

  return async (part = WHOLE) => {
    const until = clock() + SWEEP_BUDGET;
    const counts = { notDue: 0, idle: 0, delivered: 0, sending: 0, restart: 0, failed: 0 };
    const waiting: DueAlert[] = [];
    const record = ({ kind, waiting: next }: ReconciledAlert) => {
      counts[kind]++;
      if (next) waiting.push(next);
    };
    const shards = listOwnShards(part);
    const isFirst = part.part === 0;
    const complete = await sweepShards<DueAlert>({
      clock,
      shards: shards.length,
      budgetMs: SWEEP_BUDGET,
      readPage: async (index) => ({ items: await readShard(shards[index] ?? 0) }),
      async handlePage(due) {
        const now = clock();
        if (isFirst) waiting.push(...due.filter(({ at }) => at > toIso(now)));
        const overdue = due.filter(({ at }) => at <= toIso(now - OVERDUE_AFTER));
        return reconcileAll(overdue, false, until, record);
      },
    });
    const audit = async (): Promise<boolean | 'tooMany'> => {
      const missing = complete ? await findWithoutExecution(waiting, part, until) : 'failed';
      if (missing === 'tooMany') return missing;
      return missing !== 'failed' && reconcileAll(missing, true, until, record);
    };
    const audited = isFirst && (await audit());
    const report = { ...counts, complete, ...(isFirst && { audited }) };
    logger.info('Reconciled', { ...part, ...report });
    return report;
  };
}

function parseDueItem(item: Item): DueAlert {
  const sk = String(item.gsi2sk);
  return { ...parseDueSk(sk), at: sk.slice(0, sk.indexOf('#')) };
}

const formatDueAt = ({ dueAt }: Ledger): string | undefined =>
  dueAt === undefined ? undefined : toIso(dueAt);

const getErrorName = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
