import { TooMuchContention } from '../../platform/configuration-store.ts';
import type { ItemKey } from '../../platform/keys.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { ConditionFailed } from '../../platform/table.ts';
import { type AlertActionMessage, executionName } from '../alerts/action.ts';
import { alertIdOfRequest } from '../alerts/ids.ts';
import type { Alert } from '../alerts/model.ts';
import { causeOf, successOf } from '../alerts/reducer/texts.ts';
import type { ResponderFinder } from '../alerts/responders.ts';
import type { Tombstone } from '../alerts/store/deletion.ts';
import { entryItems, isBeingOpened, type Outcome, requestItem, tinyIdItem } from '../alerts/store/items.ts';
import type { TinyIds } from '../alerts/store/tiny-ids.ts';
import { type EffectDeps, settle, stopQuietly } from './effects.ts';
import {
  appliedElsewhere,
  type Delivery,
  findSubject,
  isSuspect,
  lookupOf,
  type Subject,
} from './load-target.ts';
import { count, tellApplied } from './logging.ts';
import { type Fold, foldMessages } from './reduce-batch.ts';

export interface ApplyDeps extends EffectDeps {
  readonly directory: ResponderFinder;
  readonly tinyIds: TinyIds;
  readonly metrics: Metrics;
  /** Told of every alert that was opened, once it is stored and its escalation has begun; again where that is repeated. */
  readonly onOpened?: (alert: Alert) => Promise<void>;
  /**
   * Told of the actions that were applied to an alert, once it is stored and nobody's page waits any more; of a deletion
   * just before it. Again where that is repeated.
   */
  readonly onApplied?: (alert: Alert, messages: readonly AlertActionMessage[]) => Promise<void>;
}

const ATTEMPTS = 8;
const RACE_PAUSE_MS = 20;

/** The outcome of a request that was applied to the alert. */
const success = (message: AlertActionMessage, alert: Pick<Alert, 'id' | 'alias'>): Outcome => ({
  success: true,
  status: successOf(message, alert),
  alertId: alert.id,
  alias: alert.alias,
});

const failure = (status: string): Outcome => ({ success: false, status, alertId: '', alias: '' });

/** Applies messages of one group, in the order given. */
export function createApply(deps: ApplyDeps) {
  const { store, clock, pause, metrics } = deps;

  const record = (message: AlertActionMessage, outcome: Outcome) =>
    store.put([requestItem(message, outcome, clock())]);

  /** Goes on with a deletion from wherever it got to. The ways to the alert go last: a repetition needs them. */
  async function finishDeletion(message: AlertActionMessage, tombstone: Tombstone): Promise<void> {
    const { accountId, alertId, tinyId, alias, run, continuation } = tombstone;
    await store.clear(tombstone);
    if (run > 0) {
      const name = executionName({ tinyId, id: alertId, run }, continuation);
      await stopQuietly(deps, name, causeOf([message]), { accountId, alertId });
    }
    await record(message, success(message, { id: alertId, alias }));
    await store.removeTinyId(tombstone);
    await store.releaseClaim(tombstone);
  }

  /** All that comes after the commit of messages to the alert; `replayed` where some were committed before. */
  async function afterCommit(
    alert: Alert,
    ledger: Subject['stored']['ledger'],
    messages: readonly AlertActionMessage[],
    replayed: boolean,
  ): Promise<void> {
    const own = messages.some(({ requestId }) => alert.id === alertIdOfRequest(alert.accountId, requestId));
    await store.put([
      ...(own ? [tinyIdItem(alert)] : []),
      ...messages.map((message) => requestItem(message, success(message, alert), clock())),
    ]);
    await settle(deps, alert, ledger, messages, replayed);
    if (own) await deps.onOpened?.(alert);
    await deps.onApplied?.(alert, messages);
    const mayHoldAlias = messages.some(({ action }) =>
      ['Close', 'AutoClose', 'Create'].includes(action.type),
    );
    if (alert.status === 'closed' && mayHoldAlias) {
      const { accountId, alias, id: alertId } = alert;
      await store.offerClaim({ accountId, alias, alertId }, clock());
    }
  }

  /** Stores what was folded: claim, log entries, alert (the commit), and what follows. Throws ConditionFailed. */
  async function write(
    { claim, stored }: Subject,
    { steps, alert, opens }: Fold,
    entriesOfBefore: ItemKey[],
  ): Promise<void> {
    const [first] = steps;
    if (!first) return;
    const { message, reduction } = first;
    if (reduction.kind === 'refused') {
      const orphans = entriesOfBefore.filter(({ sk }) => sk.includes(message.requestId));
      await store.remove(orphans);
      await store.putOnce(requestItem(message, failure(reduction.status), clock()));
      count(metrics, ['refused']);
      tellApplied(message, 'refused', stored.alert);
      return;
    }
    if (reduction.kind === 'deleted') {
      await deps.onApplied?.(reduction.alert, [message]);
      const tombstone = await store.bury(reduction.alert, stored.ledger, message.requestId, clock());
      await finishDeletion(message, tombstone);
      tellApplied(message, 'deleted', reduction.alert);
      return;
    }
    if (!alert) return;
    const fresh = steps.filter((step) => 'log' in step.reduction);
    const entries = steps.flatMap((step) =>
      'log' in step.reduction
        ? entryItems(alert, step.message.requestId, step.reduction.log, step.reduction.notes)
        : [],
    );
    if (opens) {
      const others = claim !== undefined && claim.alertId !== opens.alertId;
      if (others && !stored.alert && !stored.tombstone && isBeingOpened(claim, clock())) {
        throw new ConditionFailed('Another alert of this alias is being opened.');
      }
      await store.takeClaim(alert.accountId, alert.alias, opens, claim, clock());
    }
    // What lost a race may be about another alert by now: what it wrote on the log of the one before was never applied.
    const isOrphan = ({ pk, sk }: ItemKey) =>
      fresh.some(({ message }) => sk.includes(message.requestId)) &&
      !entries.some((entry) => entry.pk === pk && entry.sk === sk);
    await store.remove(entriesOfBefore.filter(isOrphan));
    entriesOfBefore.push(...entries);
    if (entries.length > 0) await store.put(entries);
    let committed = alert;
    if (fresh.length > 0) {
      if (opens || !stored.alert) committed = await store.insert(alert);
      else if (fresh.every((step) => step.reduction.kind === 'repeated')) {
        committed = await store.countUp(stored.alert, alert);
      } else committed = await store.replace(stored.alert, alert);
      count(
        metrics,
        fresh.map((step) => step.reduction.kind),
      );
    }
    await afterCommit(
      committed,
      opens ? undefined : stored.ledger,
      steps.map((step) => step.message),
      fresh.length < steps.length,
    );
    for (const step of steps) tellApplied(step.message, step.reduction.kind, committed);
  }

  /**
   * Applies the first of the messages, and those after it that can share its write. Returns how many. A lost race is
   * run again from the reading on, a bounded number of times; then it throws TooMuchContention.
   */
  return async function applyNext(deliveries: readonly Delivery[]): Promise<number> {
    const [first] = deliveries;
    if (!first) return 0;
    const lookup = lookupOf(first.message);
    const other = deliveries.findIndex(({ message }) => lookupOf(message) !== lookup);
    const together = other < 0 ? deliveries : deliveries.slice(0, other);
    const entriesOfBefore: ItemKey[] = [];

    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) await pause(RACE_PAUSE_MS * attempt * Math.random());
      const subject = await findSubject(store, first.message);
      // Read after the alert: whatever the alert shows, the outcomes of the messages before it are recorded. Who lost
      // a race may have lost it to another delivery of the same messages.
      const suspects = together.filter((delivery) => attempt > 0 || isSuspect(delivery, clock()));
      const traces = await store.readTraces(suspects.map(({ message }) => message));
      const trace = traces.get(first.message.requestId);
      const refusedBefore = trace?.outcome?.success === false;
      const elsewhere = refusedBefore
        ? undefined
        : await appliedElsewhere(store, first.message, subject, trace);
      if (elsewhere) {
        const { alert, ledger, tombstone } = elsewhere;
        if (alert) await afterCommit(alert, ledger, [first.message], true);
        else if (tombstone?.requestId === first.message.requestId) {
          await finishDeletion(first.message, tombstone);
        } else if (tombstone && !trace?.outcome) {
          const { alertId: id, alias } = tombstone;
          await record(first.message, success(first.message, { id, alias }));
        }
        tellApplied(first.message, 'replayed', alert ?? { id: tombstone?.alertId ?? '' });
        return 1;
      }
      const fold = await foldMessages(deps, together, subject, traces);
      try {
        await write(subject, fold, entriesOfBefore);
        return fold.consumed;
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    }
    throw new TooMuchContention(`request ${first.message.requestId}`);
  };
}
