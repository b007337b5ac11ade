import { type Instant, MINUTE } from '../../platform/clock.ts';
import type { AlertActionMessage } from '../alerts/action.ts';
import { alertIdOfRequest } from '../alerts/ids.ts';
import type { Alert } from '../alerts/model.ts';
import { getCreatedAlias } from '../alerts/reducer/create.ts';
import type { StoredAlertState } from '../alerts/store/alert-state.ts';
import type { AlertStore } from '../alerts/store/alert-store.ts';
import type { AliasClaim } from '../alerts/store/alias-claims.ts';
import type { RequestTrace } from '../alerts/store/request-traces.ts';
import { mayBeRedelivery } from '../requests/redelivery.ts';

/** The claim on an alias as it was read before the message was applied. `claim` is absent if there was none. */
export interface PrefetchedClaim {
  readonly alias: string;
  readonly claim: AliasClaim | undefined;
}

/** A message of the queue, and how often it has been received, this time included. */
export interface Delivery {
  readonly message: AlertActionMessage;
  readonly receives: number;
  /** Names of the alert policies that have changed the message. */
  readonly policies?: readonly string[];
  /** Names of the alert policies that could not be evaluated. */
  readonly failedPolicies?: readonly string[];
  /** Patterns of alert policies that took too long, or are skipped because they did before. */
  readonly skippedPatterns?: readonly string[];
}

/** Whether the message may have been applied before, so that its traces must be read. */
export const isPossibleRedelivery = ({ message, receives }: Delivery, now: Instant): boolean =>
  mayBeRedelivery(receives, message.receivedAt, now);

/** The stored alert that a message means. */
export interface AlertTargetState {
  readonly alertId?: string;
  readonly claim?: AliasClaim;
  readonly stored: StoredAlertState;
}

/** The clocks of two API functions differ by less than this. */
const CLOCK_SKEW = MINUTE;

/** The alias by which the alert of the message is looked up; undefined if it is looked up by id or tiny id. */
export function getLookupAlias(message: AlertActionMessage): string | undefined {
  if (message.action.type === 'Create') return getCreatedAlias(message, message.action);
  return message.target.type === 'alias' ? message.target.value : undefined;
}

/** Consecutive messages with the same lookup key share one look-up. */
export const getLookupKey = (message: AlertActionMessage): string =>
  JSON.stringify([message.accountId, getLookupAlias(message) ?? [message.target.type, message.target.value]]);

/** Reads the alert that the message means. `prefetched` saves the read of the claim if it is that of the same alias. */
export async function loadTarget(
  store: AlertStore,
  message: AlertActionMessage,
  prefetched?: PrefetchedClaim,
): Promise<AlertTargetState> {
  const { accountId, target } = message;
  const alias = getLookupAlias(message);
  if (alias !== undefined) {
    const claim = prefetched?.alias === alias ? prefetched.claim : await store.readClaim(accountId, alias);
    return claim
      ? { claim, alertId: claim.alertId, stored: await store.readState(accountId, claim.alertId) }
      : { stored: {} };
  }
  const alertId = target.type === 'tiny' ? await store.findIdByTinyId(accountId, target.value) : target.value;
  return alertId ? { alertId, stored: await store.readState(accountId, alertId) } : { stored: {} };
}

/**
 * The alert, if the message may act on it. An alias means the alert that was open under it when the message was
 * received: an alert that was created later, while the message was in a dead-letter queue, is a different one.
 */
export function getAffectedAlert(message: AlertActionMessage, alert: Alert | undefined): Alert | undefined {
  if (!alert || message.action.type === 'Create' || message.target.type !== 'alias') return alert;
  const isMeant = alert.status === 'open' && alert.createdAt <= message.receivedAt + CLOCK_SKEW;
  return isMeant ? alert : undefined;
}

/**
 * The alert to which a message was applied before, if the message now leads to another alert or to none. The stored
 * result or mark names that alert; the id of a Create's alert is derived; a deletion left its tombstone. Undefined if the message
 * was not applied before, or still leads to the same alert.
 */
export async function findEarlierApplication(
  store: AlertStore,
  { accountId, requestId }: AlertActionMessage,
  { alertId, stored }: AlertTargetState,
  trace: RequestTrace | undefined,
): Promise<StoredAlertState | undefined> {
  if (stored.tombstone?.requestId === requestId) return stored;
  const appliedTo =
    trace?.appliedTo?.alertId ??
    (trace?.hasCreatedAlert ? alertIdOfRequest(accountId, requestId) : undefined);
  if (appliedTo === undefined || (appliedTo === alertId && stored.alert)) return undefined;
  return appliedTo === alertId ? stored : store.readState(accountId, appliedTo);
}
