import { type AlertActionMessage, type ExecutionInput, executionName } from '../domain/alerts/action.ts';
import { emptyLedger, type Ledger, withNewRun } from '../domain/alerts/ledger.ts';
import { messageGroupId } from '../domain/alerts/message-group.ts';
import type { Alert } from '../domain/alerts/model.ts';
import { describeSkippedPattern } from '../domain/alerts/reducer/texts.ts';
import { readAlertState } from '../domain/alerts/store/alert-state.ts';
import { writeLedger } from '../domain/alerts/store/ledger-store.ts';
import { createPatternBudget } from '../domain/kernel/pattern-budget.ts';
import type { NotificationRequest } from '../domain/notifications/model.ts';
import type { DecisionReason, EndReason } from '../domain/notifications/reasons.ts';
import { readNotifications } from '../domain/notifications/store.ts';
import { recordSlowPatterns } from '../domain/slow-patterns/store.ts';
import { type Clock, type Instant, toIso, toIsoSecondsRoundedUp } from '../platform/clock.ts';
import type { Executions } from '../platform/executions.ts';
import { derivedId } from '../platform/ids.ts';
import { alertLogKey } from '../platform/keys.ts';
import { logger } from '../platform/logger.ts';
import { type Metrics, noMetrics } from '../platform/metrics.ts';
import type { Queue } from '../platform/queue.ts';
import type { Item, Table } from '../platform/table.ts';
import { assess } from './assess.ts';
import { createConfigurationHints } from './configuration-hints.ts';
import { emptySnapshot } from './configuration-snapshot.ts';
import type { AssessDecision } from './decision.ts';
import type { EngineLogEntry, EngineRequest } from './evaluation.ts';
import { HISTORY_LIMIT } from './history-limit.ts';
import { type Freshness, lacksRecipient, readConfiguration } from './load-configuration.ts';
import { chooseNextState, type NextState, type Senders, withSender } from './next-state.ts';

/**
 * Input of the task Assess: the execution's input and ARN, and the senders that its definition lists. Definitions up to
 * release 0.2 list none.
 */
export interface AssessInvocation extends ExecutionInput {
  readonly executionArn?: string;
  readonly senders?: Senders;
}

/** Output of the task Assess: ids, times and reasons only. */
export interface AssessOutput extends ExecutionInput {
  readonly decision: AssessDecision['decision'];
  readonly reason: DecisionReason;
  /** The reason in words, for people who look at the execution. */
  readonly detail: string;
  readonly notifications: readonly NotificationRequest[];
  /** ISO 8601, whole seconds. */
  readonly resumeAt?: string;
  /** Where the execution goes; only for definitions that list their senders. Others go by `decision`. */
  readonly next?: NextState;
}

export interface AssessDeps {
  readonly table: Table;
  /** The queue alert-actions.fifo. */
  readonly queue: Queue;
  readonly executions: Executions;
  readonly clock: Clock;
  /** Counts alerts of which nobody could be notified. */
  readonly metrics?: Metrics;
}

/** How often to evaluate again because the ledger changed in the meantime. */
const MAX_ATTEMPTS = 5;

/**
 * How often an evaluation may need more configuration. Team, escalation, schedule, user is the usual chain; a rule that
 * leads to another team's escalation begins it again.
 */
const MAX_READS = 40;

/** The evaluation could not be completed; the state machine retries it. */
export class NoDecision extends Error {
  override readonly name = 'NoDecision';
}

/**
 * Creates the task Assess: it reads the alert and its ledger, lets {@link assess} decide, and stores the ledger before it
 * returns the notifications. The order makes a crash at any point safe to repeat: first the requested actions, then the
 * log entries (both with derived ids), then the ledger, then the result.
 */
export function createAssess(deps: AssessDeps): (input: AssessInvocation) => Promise<AssessOutput> {
  const { table, queue, clock, metrics = noMetrics } = deps;
  const hints = createConfigurationHints();

  async function evaluate(input: ExecutionInput): Promise<AssessOutput | undefined> {
    const { accountId, alertId, run, continuation } = input;
    const { alert, ledger: stored } = await readAlertState(table, accountId, alertId);
    const now = clock();
    if (!alert) return endExecution(input, 'AlertDeleted', 'the alert was deleted');
    if (alert.run > run) return endExecution(input, 'Superseded', `run ${alert.run} is in charge`);
    const ledger = takeCharge(stored, alert, input, now);
    if (!ledger)
      return endExecution(
        input,
        'Superseded',
        `continuation ${stored?.continuation} of run ${stored?.run} is in charge`,
      );
    if (ledger.historyEvents >= HISTORY_LIMIT)
      return startNextContinuation(deps, input, alert, ledger, stored, now);

    const decision = await readAndAssess(alert, ledger, now);
    for (const failure of decision.failures) {
      logger.error('Configuration could not be evaluated', { accountId, alertId, ...failure });
      metrics.record('ConfigurationFailures', 1);
    }
    for (const request of decision.requests) await enqueueRequest(queue, alert, request);
    await table.batchPut(decision.logEntries.map((entry) => toLogItem(alert, entry)));
    if (!(await writeLedger(table, decision.ledger, stored))) return undefined;
    if (reachesNobody(decision)) {
      logger.warn('Nobody could be notified of the alert', { accountId, alertId, run });
      metrics.record('AlertsWithoutRecipient', 1);
    }
    return {
      accountId,
      alertId,
      run,
      continuation,
      decision: decision.decision,
      reason: decision.reason,
      detail: decision.detail,
      notifications: decision.notifications,
      ...(decision.resumeAt !== undefined && { resumeAt: toIsoSecondsRoundedUp(decision.resumeAt) }),
    };
  }

  async function readAndAssess(alert: Alert, ledger: Ledger, now: Instant): Promise<AssessDecision> {
    const { accountId, id: alertId } = alert;
    const pendingIds = ledger.pending.map(({ notificationId }) => notificationId);
    let freshness: Freshness = 'recent';
    const [outcomes, expected] = await Promise.all([
      readNotifications(table, accountId, alertId, pendingIds),
      readConfiguration(table, accountId, emptySnapshot(), hints.get(alert, ledger), now, freshness),
    ]);
    let config = expected;
    const budget = createPatternBudget({ accountId, now });
    for (let reading = 0; reading < MAX_READS; reading++) {
      const result = await budget.run(() => assess({ alert, ledger, config, outcomes, now }));
      const isDoubtful =
        result.kind === 'decision' && (reachesNobody(result) || lacksRecipient(config, result.usedRefs));
      if (isDoubtful && freshness === 'recent') {
        // Perhaps somebody was added a moment ago, or what names a recipient was read before it was changed and the recipient
        // deleted.
        freshness = 'latest';
        config = emptySnapshot();
        continue;
      }
      if (result.kind === 'decision') {
        hints.set(alert, ledger, result.usedRefs);
        await recordSlowPatterns(table, accountId, budget, now);
        const skipped = budget.listUnfinished().map((pattern) => toSkippedPatternEntry(alert, pattern));
        return { ...result, logEntries: [...result.logEntries, ...skipped] };
      }
      config = await readConfiguration(table, accountId, config, result.refs, now, freshness);
    }
    throw new NoDecision(`More than ${MAX_READS} reads of configuration were needed.`);
  }

  return async ({ executionArn, senders, ...input }) => {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const output = await evaluate(input);
      if (!output) continue;
      const { accountId, alertId, run, continuation, decision, reason, resumeAt } = output;
      const notifications = output.notifications.length;
      logger.info('Assessed', {
        accountId,
        alertId,
        run,
        continuation,
        decision,
        reason,
        notifications,
        executionArn,
        ...(resumeAt && { resumeAt }),
      });
      const requests = output.notifications.map((request) => ({
        ...request,
        ...(executionArn && { executionArn }),
      }));
      return senders ? withRoute(output, requests, senders) : { ...output, notifications: requests };
    }
    throw new NoDecision(`The ledger changed during ${MAX_ATTEMPTS} evaluations.`);
  };
}

/** Whether the plan of the alert is complete and nobody was notified, so that the owners of the account are. */
const reachesNobody = ({ requests }: AssessDecision): boolean =>
  requests.some(({ action }) => action.type === 'NotifyAccountOwners');

/** The output for a definition that lists its senders. Only a row of the Map needs its sender. */
function withRoute(
  output: AssessOutput,
  requests: readonly NotificationRequest[],
  senders: Senders,
): AssessOutput {
  const next = chooseNextState(output.decision, requests, output.resumeAt !== undefined, senders);
  const notifications = next === 'all' ? requests.map((request) => withSender(request, senders)) : requests;
  return { ...output, next, notifications };
}

const endExecution = (
  { accountId, alertId, run, continuation }: ExecutionInput,
  reason: EndReason,
  detail: string,
): AssessOutput => ({
  accountId,
  alertId,
  run,
  continuation,
  decision: 'END',
  reason,
  detail,
  notifications: [],
});

/**
 * The ledger with this execution in charge; undefined if another execution is. If the ledger does not know the run yet
 * (the alert worker crashed before it wrote it), this starts the run. A later continuation that somebody started by hand
 * takes charge.
 */
function takeCharge(
  stored: Ledger | undefined,
  alert: Alert,
  { run, continuation }: ExecutionInput,
  now: Instant,
): Ledger | undefined {
  const ledger = stored ?? emptyLedger(alert);
  if (ledger.run > run || (ledger.run === run && ledger.continuation > continuation)) return undefined;
  const current = ledger.run < run ? { ...withNewRun(ledger, run, now), version: ledger.version } : ledger;
  return current.continuation === continuation ? current : { ...current, continuation, historyEvents: 0 };
}

/**
 * Starts the next continuation before the history of this execution is full. The ledger is written first and is due
 * immediately: if the start fails, the reconciler starts the continuation after it.
 */
async function startNextContinuation(
  { table, executions }: AssessDeps,
  input: ExecutionInput,
  alert: Alert,
  ledger: Ledger,
  stored: Ledger | undefined,
  now: Instant,
): Promise<AssessOutput | undefined> {
  const { accountId, alertId, run, continuation } = input;
  const next = {
    ...ledger,
    continuation: continuation + 1,
    version: ledger.version + 1,
    historyEvents: 0,
    dueAt: now,
  };
  if (!(await writeLedger(table, next, stored))) return undefined;
  await executions.start(executionName(alert, next.continuation), {
    accountId,
    alertId,
    run,
    continuation: next.continuation,
  });
  return endExecution(
    input,
    'Continued',
    `continuation ${next.continuation} takes over before this history is full`,
  );
}

/** One entry for each pattern of an alert: a repeated evaluation writes the same again. */
const toSkippedPatternEntry = (alert: Alert, pattern: string): EngineLogEntry => ({
  id: derivedId('skipped-pattern', alert.id, pattern),
  at: alert.createdAt,
  log: describeSkippedPattern(pattern),
  fact: { kind: 'not-evaluated' },
});

/** The user and source of the engine's actions and log entries. */
const ENGINE = 'System';

/** Enqueues the requested action in the message group of the alert, so that it is applied in order. */
async function enqueueRequest(
  queue: Queue,
  alert: Alert,
  { requestId, at, action }: EngineRequest,
): Promise<void> {
  const message: AlertActionMessage = {
    accountId: alert.accountId,
    requestId,
    receivedAt: at,
    target: { type: 'id', value: alert.id },
    action,
    user: ENGINE,
    source: ENGINE,
    note: '',
    integration: alert.integration,
  };
  const group = messageGroupId(alert.accountId, alert.alias || alert.id);
  await queue.send(message, { group, deduplicationId: requestId });
}

const toLogItem = (alert: Alert, { id, at, log, fact }: EngineLogEntry): Item => ({
  ...alertLogKey(alert.accountId, alert.id, toIso(at), id),
  log,
  fact,
  type: 'system',
  owner: ENGINE,
  createdAt: at,
});
