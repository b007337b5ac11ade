import { type Instant, MINUTE } from '../../platform/clock.ts';
import type { AlertActionMessage } from '../alerts/action.ts';
import { alertIdOfRequest } from '../alerts/ids.ts';
import type { Alert } from '../alerts/model.ts';
import { aliasOfCreate } from '../alerts/reducer/create.ts';
import type { AlertStore, StoredState, Trace } from '../alerts/store/alert-store.ts';
import type { AliasClaim } from '../alerts/store/items.ts';

/** A message of the queue, and how often it has been received, this time included. */
export interface Delivery {
  readonly message: AlertActionMessage;
  readonly receives: number;
  /** The policies that have changed the message, by name. */
  readonly policies?: readonly string[];
}

/**
 * A message may have been applied before, in whole or in part, where it was received before. A dead-letter queue
 * counts from one again, and a function that hangs may be overtaken by another; but then the message is older than
 * this, which is at most the queue's visibility timeout.
 */
const UNSUSPECTED_MS = MINUTE;

/** Whether it has to be looked up if the message was applied before. */
export const isSuspect = ({ message, receives }: Delivery, now: Instant): boolean =>
  receives > 1 || now - message.receivedAt > UNSUSPECTED_MS;

/** What a message is about, as it is stored. */
export interface Subject {
  readonly alertId?: string;
  readonly claim?: AliasClaim;
  readonly stored: StoredState;
}

/** The clocks of two functions of the API differ by less than this. */
const CLOCK_SKEW = MINUTE;

/** The alias by which the message is looked up, if it is. */
export function aliasOf(message: AlertActionMessage): string | undefined {
  if (message.action.type === 'Create') return aliasOfCreate(message, message.action);
  return message.target.type === 'alias' ? message.target.value : undefined;
}

/** Consecutive messages that this is the same of are looked up once. */
export const lookupOf = (message: AlertActionMessage): string =>
  JSON.stringify([message.accountId, aliasOf(message) ?? [message.target.type, message.target.value]]);

/** Looks up what the message is about. */
export async function findSubject(store: AlertStore, message: AlertActionMessage): Promise<Subject> {
  const { accountId, target } = message;
  const alias = aliasOf(message);
  if (alias !== undefined) {
    const claim = await store.readClaim(accountId, alias);
    return claim
      ? { claim, alertId: claim.alertId, stored: await store.readState(accountId, claim.alertId) }
      : { stored: {} };
  }
  const alertId = target.type === 'tiny' ? await store.alertIdOfTiny(accountId, target.value) : target.value;
  return alertId ? { alertId, stored: await store.readState(accountId, alertId) } : { stored: {} };
}

/**
 * The alert, where the message may act on it. An alias means the open alert that had it when the message came: one
 * that was created later is another, should the message have lain in a dead-letter queue.
 */
export function actsOn(message: AlertActionMessage, alert: Alert | undefined): Alert | undefined {
  if (!alert || message.action.type === 'Create' || message.target.type !== 'alias') return alert;
  const meant = alert.status === 'open' && alert.createdAt <= message.receivedAt + CLOCK_SKEW;
  return meant ? alert : undefined;
}

/**
 * Where a message was applied before that by now leads to another alert, or to none: its outcome names the alert, a
 * Create's alert has a derived id, a deletion left its mark. Undefined where it was not, or leads there still.
 */
export async function appliedElsewhere(
  store: AlertStore,
  { accountId, requestId }: AlertActionMessage,
  { alertId, stored }: Subject,
  trace: Trace | undefined,
): Promise<StoredState | undefined> {
  if (stored.tombstone?.requestId === requestId) return stored;
  const outcome = trace?.outcome;
  const at = outcome?.success
    ? outcome.alertId
    : trace?.opened
      ? alertIdOfRequest(accountId, requestId)
      : undefined;
  if (at === undefined || (at === alertId && stored.alert)) return undefined;
  return at === alertId ? stored : store.readState(accountId, at);
}
