import type { Channel, NotificationPurpose, NotificationRecord } from '../../domain/notifications/model.ts';
import type { RecipientProblem } from '../../domain/notifications/reasons.ts';
import {
  claimNotification,
  type NotificationRef,
  recordClaimOutcome,
  toNotificationItem,
} from '../../domain/notifications/store.ts';
import { type Clock, type Instant, SECOND } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { logger } from '../../platform/logger.ts';
import type { Item, Table } from '../../platform/table.ts';
import { TransientFailure } from './errors.ts';
import type { ProviderCall } from './provider.ts';
import { classifyProviderError } from './provider-outcome.ts';

/**
 * How long a claim holds without an outcome, in milliseconds. Longer than a sender function may run (30 s), so a sender
 * that is still running never loses its claim.
 */
export const CLAIM_MS = 45 * SECOND;

/** The decision of the sender after re-reading alert, schedule, user and contact. */
export type DeliveryPlan =
  | { readonly kind: 'send'; readonly call: ProviderCall }
  /** The notification is no longer wanted. Not a failure. */
  | { readonly kind: 'cancel'; readonly reason: string }
  /** The notification is still wanted but cannot be sent. */
  | { readonly kind: 'reject'; readonly reason: string; readonly problem?: RecipientProblem };

/** The outcome of one attempt. All but `transient` are final for the notification. */
export type AttemptOutcome = 'sent' | 'transient' | 'rejected' | 'undelivered' | 'unknown' | 'cancelled';

export interface AttemptReport {
  readonly outcome: AttemptOutcome;
  readonly reason?: string | undefined;
  readonly at: Instant;
}

/** One attempt to deliver one notification. */
export interface Delivery {
  readonly ref: NotificationRef;
  readonly channel: Channel;
  readonly userId: string;
  readonly contactId: string;
  /** Stored with the outcome. */
  readonly about?: NotificationPurpose;
  readonly plan: DeliveryPlan;
  /** Whether nobody retries after this attempt: a transient failure then ends the notification as `undelivered`. */
  readonly isLastAttempt?: boolean;
  /** Whether it is the last attempt because there is only one. */
  readonly isOnlyAttempt?: boolean;
  /** Logs and counts the outcome. Called once for each attempt, and not for a repetition of a finished one. */
  readonly report: (report: AttemptReport) => void;
  /** Renders the outcome as a log entry. Must depend on the record alone, so that a repetition writes the same entry. */
  readonly logEntry?: (record: NotificationRecord) => Item;
  /**
   * Puts a failed notification into the dead-letter queue; must be idempotent. Left out for notifications of alerts,
   * whose state machine does it in a step of its own.
   */
  readonly deadLetter?: (record: NotificationRecord) => Promise<void>;
}

export interface DeliveryDeps {
  readonly table: Table;
  readonly clock: Clock;
}

type Claim = NotificationRecord & { readonly claim: string };

/** A notification's record in a final state. */
export type FinishedRecord = NotificationRecord & {
  readonly state: Exclude<NotificationRecord['state'], 'claimed' | 'retrying'>;
};

/**
 * The delivery protocol of every notification that must be sent at most once: claim, send, record the outcome, write the
 * log entry, dead-letter a failure. Resolves with the final record, also if an earlier attempt has finished it.
 *
 * The process may die after any step. Before the claim, the next attempt starts over. After the claim nobody sends until
 * it lapses, and then nobody sends at all: the outcome is `unknown`.
 *
 * @throws TransientFailure if nothing was sent and the caller should retry, or if another attempt is in progress.
 */
export async function deliverOnce(deps: DeliveryDeps, delivery: Delivery): Promise<FinishedRecord> {
  const { table, clock } = deps;
  const { ref, plan, report } = delivery;
  const claim = newClaim(clock(), delivery);
  const claimed: Claim =
    plan.kind === 'cancel' ? { ...claim, state: 'cancelled', reason: plan.reason } : claim;

  const claimResult = await claimNotification(table, ref, claimed);
  if (claimResult.kind === 'held') {
    const { record, lapsed } = claimResult;
    if (lapsed) report({ outcome: 'unknown', reason: record.reason, at: record.updatedAt });
    else logger.info('Notification was handled by an earlier attempt', { ...ref, state: record.state });
    return repeatEnd(deps, delivery, record);
  }

  switch (plan.kind) {
    case 'cancel':
      report({ outcome: 'cancelled', reason: plan.reason, at: claim.updatedAt });
      return claimed as FinishedRecord;
    case 'reject': {
      const { reason, problem } = plan;
      return fail(deps, delivery, { ...claim, state: 'rejected', reason, ...(problem && { problem }) });
    }
    case 'send':
      return send(deps, delivery, claim, plan.call);
  }
}

async function send(
  deps: DeliveryDeps,
  delivery: Delivery,
  claim: Claim,
  call: ProviderCall,
): Promise<FinishedRecord> {
  const { table, clock } = deps;
  const { ref, report, logEntry, isOnlyAttempt = false, isLastAttempt = isOnlyAttempt } = delivery;
  let providerMessageId: string | undefined;
  try {
    providerMessageId = await call();
  } catch (error) {
    const { kind, reason } = classifyProviderError(error);
    const ended = { ...claim, updatedAt: clock(), reason };
    if (kind !== 'transient') return fail(deps, delivery, { ...ended, state: kind });
    if (isLastAttempt) {
      return fail(deps, delivery, {
        ...ended,
        state: 'undelivered',
        reason: isOnlyAttempt ? reason : `${reason}, after several attempts`,
      });
    }
    report({ outcome: 'transient', reason, at: ended.updatedAt });
    await recordClaimOutcome(table, ref, { ...ended, state: 'retrying' });
    throw new TransientFailure(reason);
  }
  const sent: FinishedRecord = {
    ...claim,
    state: 'sent',
    updatedAt: clock(),
    ...(providerMessageId && { providerMessageId }),
  };
  report({ outcome: 'sent', at: sent.updatedAt });
  // Unconditional: the message was sent, whatever has been concluded in the meantime.
  await table.batchPut([toNotificationItem(ref, sent), ...(logEntry ? [logEntry(sent)] : [])]);
  return sent;
}

type FailedRecord = NotificationRecord & { readonly state: 'rejected' | 'undelivered' | 'unknown' };

/** Ends the attempt as a failure. */
async function fail(deps: DeliveryDeps, delivery: Delivery, record: FailedRecord): Promise<FinishedRecord> {
  delivery.report({ outcome: record.state, reason: record.reason, at: record.updatedAt });
  return recordFailure(deps, delivery, record);
}

/** Log entry first, then the record, then the dead-letter queue: a record that says "failed" has its log entry. */
async function recordFailure(
  { table }: DeliveryDeps,
  { ref, logEntry, deadLetter }: Delivery,
  record: FailedRecord,
): Promise<FinishedRecord> {
  if (logEntry) await table.put(logEntry(record));
  await recordClaimOutcome(table, ref, record);
  await deadLetter?.(record);
  return record;
}

/** Completes what an earlier attempt may have left undone, and ends the same way. */
async function repeatEnd(
  deps: DeliveryDeps,
  delivery: Delivery,
  record: NotificationRecord,
): Promise<FinishedRecord> {
  const { state } = record;
  switch (state) {
    case 'sent':
      if (delivery.logEntry) await deps.table.put(delivery.logEntry(record));
      return { ...record, state };
    case 'cancelled':
      return { ...record, state };
    case 'claimed':
    case 'retrying':
      throw new TransientFailure('another delivery attempt is in progress');
    default:
      return recordFailure(deps, delivery, { ...record, state });
  }
}

const newClaim = (
  now: Instant,
  {
    ref: { notificationId },
    channel,
    userId,
    contactId,
    about,
  }: Pick<Delivery, 'ref' | 'channel' | 'userId' | 'contactId' | 'about'>,
): Claim => ({
  notificationId,
  channel,
  userId,
  contactId,
  ...(about && { about }),
  state: 'claimed',
  claim: newId(),
  claimedAt: now,
  until: now + CLAIM_MS,
  updatedAt: now,
});
