import { toIso } from '../../platform/clock.ts';
import { untilAllEnd } from '../../platform/concurrently.ts';
import { TooMuchContention } from '../../platform/configuration-store.ts';
import { alertChangeAttributes, type ItemKey } from '../../platform/keys.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { ConditionFailed, type Item } from '../../platform/table.ts';
import { type AlertActionMessage, executionName } from '../alerts/action.ts';
import { alertIdOfRequest } from '../alerts/ids.ts';
import type { Ledger } from '../alerts/ledger.ts';
import type { Alert } from '../alerts/model.ts';
import { hasWork } from '../alerts/reducer/flows.ts';
import { getStopCause, getSuccessStatus } from '../alerts/reducer/texts.ts';
import type { ResponderFinder } from '../alerts/responders.ts';
import { toTinyIdItem } from '../alerts/store/alert-item.ts';
import { isBeingCreated } from '../alerts/store/alias-claims.ts';
import type { Tombstone } from '../alerts/store/deletion.ts';
import { type DuplicatesOfMoment, groupByMoment } from '../alerts/store/duplicate-statuses.ts';
import { toLogEntryItems } from '../alerts/store/log-entries.ts';
import { needsStoredCreateStatus } from '../alerts/store/request-status.ts';
import type { AlertRequestResult } from '../alerts/store/request-traces.ts';
import type { TinyIds } from '../alerts/store/tiny-ids.ts';
import { toRequestStatusItem } from '../requests/request-status.ts';
import { type EffectDeps, reconcileExecution, stopExecution } from './effects.ts';
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
import { type BatchReduction, reduceBatch } from './reduce-batch.ts';
import { startFindingActor } from './resolve-names.ts';

export interface ApplyDeps extends EffectDeps {
  readonly directory: ResponderFinder;
  readonly tinyIds: TinyIds;
  readonly metrics: Metrics;
  /** Called for every created alert once it is stored and its escalation has begun. May be called again on a retry. */
  readonly onCreated?: (alert: Alert) => Promise<void>;
  /**
   * Called with the actions that were applied to an alert, once it is stored and its execution is started or stopped;
   * for a deletion, just before it. May be called again on a retry.
   */
  readonly onApplied?: (alert: Alert, messages: readonly AlertActionMessage[]) => Promise<void>;
}

/** The actions in somebody's name after which fewer people are notified. */
const ENDS_NOTIFICATIONS: readonly string[] = ['Acknowledge', 'Close'];

const ATTEMPTS = 8;
const RACE_PAUSE_MS = 20;

const toSuccess = (message: AlertActionMessage, alert: Pick<Alert, 'id' | 'alias'>): AlertRequestResult => ({
  success: true,
  status: getSuccessStatus(message, alert),
  alertId: alert.id,
  alias: alert.alias,
});

const toFailure = (status: string): AlertRequestResult => ({
  success: false,
  status,
  alertId: '',
  alias: '',
});

/** Whether the alert with that id was made by the message. */
const hasCreated = ({ accountId, requestId }: AlertActionMessage, alertId: string): boolean =>
  alertId === alertIdOfRequest(accountId, requestId);

/** Applies messages of one message group, in the order given. */
export function createApply(deps: ApplyDeps) {
  const { store, clock, pause, metrics } = deps;

  /** The status of an applied request. It is in an index, by which the console notices that the alert has changed. */
  const toSuccessItem = (message: AlertActionMessage, alert: Pick<Alert, 'id' | 'alias'>): Item => {
    const processedAt = clock();
    const { accountId, requestId } = message;
    return {
      ...toRequestStatusItem(message, toSuccess(message, alert), processedAt),
      ...(message.user && ENDS_NOTIFICATIONS.includes(message.action.type) && { requester: message.user }),
      ...alertChangeAttributes(accountId, alert.id, toIso(processedAt), requestId),
    };
  };

  /**
   * Continues a deletion from wherever it got to. Tiny id pointer and alias claim are removed last, so that a retry can
   * still find the alert.
   */
  async function finishDeletion(message: AlertActionMessage, tombstone: Tombstone): Promise<void> {
    const { accountId, alertId, tinyId, alias, run, continuation } = tombstone;
    await store.deleteItems(tombstone);
    if (run > 0) {
      const name = executionName({ tinyId, id: alertId, run }, continuation);
      await stopExecution(deps, name, getStopCause([message]), { accountId, alertId });
    }
    await store.putAll([toSuccessItem(message, { id: alertId, alias })]);
    await store.deleteTinyIdPointer(tombstone);
    await store.releaseClaim(tombstone);
  }

  /** Everything after the alert is stored. `isRepeated`: some of the messages were stored by an earlier delivery. */
  async function afterCommit(
    alert: Alert,
    ledger: Ledger | undefined,
    messages: readonly AlertActionMessage[],
    isRepeated: boolean,
  ): Promise<void> {
    const isCreated = messages.some((message) => hasCreated(message, alert.id));
    // The status of a Create that made the alert can be derived from the alert.
    const withStatus = needsStoredCreateStatus(alert, clock())
      ? messages
      : messages.filter((message) => !hasCreated(message, alert.id));
    const isDuplicate = (message: AlertActionMessage) =>
      message.action.type === 'Create' && !hasCreated(message, alert.id);
    // A repetition writes all statuses in one call, so that fewer things can keep it from its end.
    const sharing = isRepeated ? [] : groupByMoment(withStatus.filter(isDuplicate));
    const shared = new Set(sharing.flatMap(({ duplicates }) => duplicates));
    /** If an earlier alert with this alias has the item of the moment, each duplicate has one of its own. */
    const storeSharing = async (moment: DuplicatesOfMoment) => {
      if (await store.addDuplicateStatuses(alert, moment, clock())) return;
      await store.putAll(moment.duplicates.map((message) => toSuccessItem(message, alert)));
    };
    // All can be repeated, and none needs another.
    await untilAllEnd([
      store.putAll([
        ...(isCreated ? [toTinyIdItem(alert)] : []),
        ...withStatus
          .filter((message) => !shared.has(message))
          .map((message) => toSuccessItem(message, alert)),
      ]),
      ...sharing.map(storeSharing),
      reconcileExecution(deps, alert, ledger, messages, isRepeated),
    ]);
    if (isCreated) await deps.onCreated?.(alert);
    await deps.onApplied?.(alert, messages);
    const mayHoldAlias = messages.some(({ action }) =>
      ['Close', 'AutoClose', 'Create'].includes(action.type),
    );
    if (alert.status === 'closed' && mayHoldAlias) {
      const { accountId, alias, id: alertId } = alert;
      await store.expireClaim({ accountId, alias, alertId }, clock());
    }
  }

  /**
   * Stores a reduced batch: alias claim and log entries, then the alert (the commit), then what follows from it. Throws
   * ConditionFailed if another writer was faster. `earlierEntries`: log entries that earlier attempts wrote.
   */
  async function write(
    { claim, stored }: AlertTargetState,
    { steps, alert, newClaim }: BatchReduction,
    earlierEntries: ItemKey[],
  ): Promise<void> {
    const [first] = steps;
    if (!first) return;
    const { message, reduction } = first;
    if (reduction.kind === 'refused') {
      await store.deleteAll(earlierEntries.filter(({ sk }) => sk.includes(message.requestId)));
      await store.putFirstResult(toRequestStatusItem(message, toFailure(reduction.status), clock()));
      countReductions(metrics, ['refused']);
      logApplied(message, 'refused', stored.alert);
      return;
    }
    if (reduction.kind === 'deleted') {
      await deps.onApplied?.(reduction.alert, [message]);
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
    if (newClaim) {
      const isClaimedByAnother = claim !== undefined && claim.alertId !== newClaim.alertId;
      if (isClaimedByAnother && !stored.alert && !stored.tombstone && isBeingCreated(claim, clock())) {
        throw new ConditionFailed('Another alert with this alias is being created.');
      }
    }
    // After a lost race the messages may mean another alert: entries on the log of the earlier alert were never applied.
    const isOrphan = ({ pk, sk }: ItemKey) =>
      newSteps.some((step) => sk.includes(step.message.requestId)) &&
      !entries.some((entry) => entry.pk === pk && entry.sk === sk);
    await store.deleteAll(earlierEntries.filter(isOrphan));
    earlierEntries.push(...entries);
    // Side by side: if the claim is lost, the next attempt takes the entries back.
    await untilAllEnd([
      ...(newClaim ? [store.claimAlias(alert.accountId, alert.alias, newClaim, claim, clock())] : []),
      ...(entries.length > 0 ? [store.putAll(entries)] : []),
    ]);
    let committed = alert;
    if (newSteps.length > 0) {
      if (newClaim || !stored.alert) committed = await store.insert(alert);
      else if (newSteps.every((step) => step.reduction.kind === 'deduplicated')) {
        committed = await store.updateCount(stored.alert, alert);
      } else committed = await store.replace(stored.alert, alert);
      countReductions(
        metrics,
        newSteps.map((step) => step.reduction.kind),
      );
      if (newClaim && committed.status === 'open' && !hasWork(committed))
        metrics.record('AlertsWithoutResponders', 1);
      if (newClaim && (committed.fallbackNotified || committed.accountOwnersNotified))
        metrics.record('AlertsWithoutRecipient', 1);
    }
    await afterCommit(
      committed,
      newClaim ? undefined : stored.ledger,
      steps.map((step) => step.message),
      newSteps.length < steps.length,
    );
    for (const step of steps) logApplied(step.message, step.reduction.kind, committed);
  }

  /** Finishes a message that an earlier delivery applied to another alert than the one it means now. */
  async function finishEarlierApplication(
    message: AlertActionMessage,
    { alert, ledger, tombstone }: AlertTargetState['stored'],
    hasResult: boolean,
  ): Promise<void> {
    if (alert) await afterCommit(alert, ledger, [message], true);
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
        await finishEarlierApplication(first.message, earlier, trace?.result !== undefined);
        return 1;
      }
      const batch = await reduceBatch({ ...deps, directory }, sameTarget, target, traces);
      try {
        await write(target, batch, earlierEntries);
        return batch.consumed;
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    }
    throw new TooMuchContention(`request ${first.message.requestId}`);
  };
}
