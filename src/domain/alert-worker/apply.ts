import { untilAllEnd } from '../../platform/concurrently.ts';
import { TooMuchContention } from '../../platform/configuration-store.ts';
import type { ItemKey } from '../../platform/keys.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { ConditionFailed } from '../../platform/table.ts';
import type { AlertActionMessage } from '../alerts/action.ts';
import { findDuplicate, hasDuplicates } from '../alerts/duplicates.ts';
import type { Alert } from '../alerts/model.ts';
import { beginRunAtThreshold } from '../alerts/reducer/create.ts';
import { hasWork } from '../alerts/reducer/flows.ts';
import type { ResponderFinder } from '../alerts/responders.ts';
import { isBeingCreated } from '../alerts/store/alias-claims.ts';
import { toLogEntryItems } from '../alerts/store/log-entries.ts';
import type { AlertRequestResult, RequestTrace } from '../alerts/store/request-traces.ts';
import type { TinyIds } from '../alerts/store/tiny-ids.ts';
import { toRequestStatusItem } from '../requests/request-status.ts';
import { createFinish, type FinishDeps, hasCreated } from './finish.ts';
import { findForgotten } from './forgotten.ts';
import {
  type AlertTargetState,
  type Delivery,
  findEarlierApplication,
  getLookupKey,
  isPossibleRedelivery,
  loadTarget,
  type PrefetchedClaim,
} from './load-target.ts';
import { countReductions, logApplied } from './logging.ts';
import { type BatchReduction, isCountedBeside, type ReductionStep, reduceBatch } from './reduce-batch.ts';
import { startFindingActor } from './resolve-names.ts';

export interface ApplyDeps extends FinishDeps {
  readonly directory: ResponderFinder;
  readonly tinyIds: TinyIds;
  readonly metrics: Metrics;
}

const ATTEMPTS = 8;
const RACE_PAUSE_MS = 20;

/** Whether duplicates may be counted beside the alert or, if it is deleted, may have been. */
const mayCountDuplicates = ({ alert, tombstone, duplicates }: AlertTargetState['stored']): boolean =>
  duplicates !== undefined || (alert ? hasDuplicates(alert) : tombstone?.isDuplicated === true);

const toFailure = (status: string): AlertRequestResult => ({
  success: false,
  status,
  alertId: '',
  alias: '',
});

/** Applies messages of one message group, in the order given. */
export function createApply(deps: ApplyDeps) {
  const { store, clock, pause, metrics } = deps;
  const { toSuccessItem, finishDeletion, afterCommit } = createFinish(deps);

  /** Takes back what earlier deliveries left on the log of an alert that the messages were not applied to after all. */
  const deleteAttempts = async (
    alert: Alert,
    messages: readonly AlertActionMessage[],
    suspects: ReadonlySet<string>,
  ): Promise<void> => {
    const attempted = messages.filter(({ requestId }) => suspects.has(requestId));
    await Promise.all(attempted.map((message) => store.deleteEntriesOfAttempts(alert, message)));
  };

  /** Stores the alert after the new steps, or what is counted beside it. */
  async function commit(
    stored: AlertTargetState['stored'],
    newSteps: readonly ReductionStep[],
    alert: Alert,
    isNew: boolean,
  ): Promise<Alert> {
    if (isNew || !stored.alert) return store.insert(alert);
    if (newSteps.every(isCountedBeside)) return store.countDuplicates(stored.alert, alert, clock());
    return store.replace(stored.alert, alert);
  }

  /**
   * Stores a reduced batch: alias claim and log entries, then the alert (the commit), then what follows from it. Throws
   * ConditionFailed if another writer was faster. `earlierEntries`: log entries that earlier attempts wrote. `traces`:
   * of the requests that may have been attempted by an earlier delivery.
   */
  async function write(
    { claim, stored }: AlertTargetState,
    { steps, alert, newClaim }: BatchReduction,
    earlierEntries: ItemKey[],
    traces: ReadonlyMap<string, RequestTrace>,
  ): Promise<void> {
    const suspects = new Set(traces.keys());
    const [first] = steps;
    if (!first) return;
    const { message, reduction } = first;
    if (reduction.kind === 'refused') {
      await store.deleteAll(earlierEntries.filter(({ sk }) => sk.includes(message.requestId)));
      await store.putFirstResult(toRequestStatusItem(message, toFailure(reduction.status), clock()));
      countReductions(metrics, ['refused']);
      logApplied(message, 'refused', stored.alert);
      if (stored.alert) await deleteAttempts(stored.alert, [message], suspects);
      return;
    }
    if (reduction.kind === 'deleted') {
      await deps.onApplied?.(reduction.alert, [message]);
      const forgotten = findForgotten(stored, undefined);
      if (forgotten) await store.markForgotten(forgotten, clock());
      const tombstone = await store.markDeleted(reduction.alert, stored.ledger, message.requestId, clock());
      await finishDeletion(message, tombstone);
      logApplied(message, 'deleted', reduction.alert);
      return;
    }
    if (!alert) return;
    const newSteps = steps.filter((step) => 'log' in step.reduction);
    const entries = steps.flatMap((step) =>
      'log' in step.reduction
        ? toLogEntryItems(alert, step.message.requestId, step.reduction.log, step.reduction.notes)
        : [],
    );
    /** The alert that the claim to be taken over names, if it was never stored. */
    const unborn =
      newClaim && claim && claim.alertId !== newClaim.alertId && !stored.alert && !stored.tombstone
        ? claim
        : undefined;
    if (unborn && isBeingCreated(unborn, clock())) {
      throw new ConditionFailed('Another alert with this alias is being created.');
    }
    // After a lost race the messages may mean another alert: entries on the log of the earlier alert were never applied.
    const isOrphan = ({ pk, sk }: ItemKey) =>
      newSteps.some((step) => sk.includes(step.message.requestId)) &&
      !entries.some((entry) => entry.pk === pk && entry.sk === sk);
    await store.deleteAll(earlierEntries.filter(isOrphan));
    earlierEntries.push(...entries);
    const messages = steps.map((step) => step.message);
    const prepareCommit = async () => {
      const forgotten = findForgotten(stored, alert);
      // Each of them must have a status or a mark, so that a redrive does not apply it again.
      if (forgotten) await store.markForgotten(forgotten, clock());
      if (!newClaim) return;
      if (claim && mayCountDuplicates(stored))
        await store.sealDuplicates({ accountId: alert.accountId, alertId: claim.alertId }, stored.duplicates);
      await store.claimAlias(alert.accountId, alert.alias, newClaim, claim, clock());
    };
    // Side by side: if the claim is lost, the next attempt takes the entries back.
    await untilAllEnd([prepareCommit(), ...(entries.length > 0 ? [store.putAll(entries)] : [])]);
    let committed = alert;
    if (newSteps.length > 0) {
      committed = await commit(stored, newSteps, alert, newClaim !== undefined);
      countReductions(
        metrics,
        newSteps.map((step) => step.reduction.kind),
      );
      if (newClaim && committed.status === 'open' && !hasWork(committed))
        metrics.record('AlertsWithoutResponders', 1);
      if (newClaim && (committed.fallbackNotified || committed.accountOwnersNotified))
        metrics.record('AlertsWithoutRecipient', 1);
    }
    if (!newClaim && messages.some(({ action }) => action.type === 'Create')) {
      const due = beginRunAtThreshold(stored.ledger, committed);
      if (due !== committed) committed = await store.replace(committed, due);
    }
    const isCounted = ({ requestId }: AlertActionMessage) => {
      const duplicate = findDuplicate(committed, requestId);
      return duplicate ? !duplicate.hasOwnStatus : traces.get(requestId)?.isCountedBeside;
    };
    await afterCommit(committed, newClaim ? undefined : stored.ledger, messages, {
      isRepeated: newSteps.length < steps.length,
      withoutStatus: new Set(messages.filter(isCounted).map(({ requestId }) => requestId)),
    });
    for (const step of steps) logApplied(step.message, step.reduction.kind, committed);
    // Last, because nobody is notified later if lines stay on a log.
    if (newClaim && stored.alert) await deleteAttempts(stored.alert, messages, suspects);
    // They would be on its log if a redrive stores it after all.
    if (unborn) await store.deleteEntriesOfUnbornAlert(alert.accountId, unborn.alertId);
  }

  /** Finishes a message that an earlier delivery applied to another alert than the one it means now. */
  async function finishEarlierApplication(
    message: AlertActionMessage,
    { alert, ledger, tombstone }: AlertTargetState['stored'],
    trace: RequestTrace | undefined,
  ): Promise<void> {
    const hasResult = trace?.result !== undefined;
    const withoutStatus = new Set(trace?.isCountedBeside ? [message.requestId] : []);
    if (alert) await afterCommit(alert, ledger, [message], { isRepeated: true, withoutStatus });
    else if (tombstone?.requestId === message.requestId) await finishDeletion(message, tombstone);
    else if (tombstone && !hasResult) {
      const { alertId: id, alias, created } = tombstone;
      const isKnown = created !== undefined && hasCreated(message, id);
      if (!isKnown) await store.putAll([toSuccessItem(message, { id, alias })]);
    }
    logApplied(message, 'already-applied', alert ?? { id: tombstone?.alertId ?? '' });
  }

  /**
   * Applies the first of the messages, and those after it that can share its write. Returns how many. After a lost race
   * it starts again from reading, a bounded number of times; then it throws TooMuchContention. `prefetched`: the claim of
   * the first message, if it was read since nothing else could have changed it in the message's group.
   */
  return async function applyNext(
    deliveries: readonly Delivery[],
    prefetched?: PrefetchedClaim,
  ): Promise<number> {
    const [first] = deliveries;
    if (!first) return 0;
    const lookupKey = getLookupKey(first.message);
    const other = deliveries.findIndex(({ message }) => getLookupKey(message) !== lookupKey);
    const sameTarget = other < 0 ? deliveries : deliveries.slice(0, other);
    const earlierEntries: ItemKey[] = [];

    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) await pause(RACE_PAUSE_MS * attempt * Math.random());
      const directory = startFindingActor(deps.directory, first.message);
      const target = await loadTarget(store, first.message, attempt === 0 ? prefetched : undefined);
      // Traces are read after the alert, so that the results of all messages that the alert shows are recorded. A lost
      // race may have been lost to another delivery of the same messages, so from then on every message is checked.
      const suspects = sameTarget.filter(
        (delivery) => attempt > 0 || isPossibleRedelivery(delivery, clock()),
      );
      const traces = await store.readTraces(suspects.map(({ message }) => message));
      const trace = traces.get(first.message.requestId);
      const wasRefused = trace?.result?.success === false;
      const earlier = wasRefused
        ? undefined
        : await findEarlierApplication(store, first.message, target, trace);
      if (earlier) {
        await finishEarlierApplication(first.message, earlier, trace);
        return 1;
      }
      const batch = await reduceBatch({ ...deps, directory }, sameTarget, target, traces);
      try {
        await write(target, batch, earlierEntries, traces);
        return batch.consumed;
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    }
    throw new TooMuchContention(`request ${first.message.requestId}`);
  };
}
