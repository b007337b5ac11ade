import type { NotificationRecord, NotificationRequest } from '../../domain/notifications/model.ts';
import {
  finishNotification,
  type NotificationRef,
  notificationItem,
  takeNotification,
} from '../../domain/notifications/store.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Item, Table } from '../../platform/table.ts';
import { attemptAt } from '../alert-notifications/sender.ts';
import { TransientFailure } from './contract.ts';
import { outcomeOf } from './provider-outcome.ts';

/** After so many deliveries the queue would give up; we do, where people find it. */
export const DELIVERIES = 5;

/** What an attempt came to, for the log and the figures. */
export type QueuedOutcome = 'sent' | 'transient' | 'rejected' | 'undelivered' | 'unknown' | 'void';

/** A finished message and its provider: makes the call, gives the provider's id. */
export type Call = () => Promise<string | undefined>;

/** A notification that a queue has delivered, and what there is to do about it. */
export interface QueuedNotification extends Pick<NotificationRequest, 'channel' | 'userId' | 'contactId'> {
  readonly ref: NotificationRef;
  /** How often the queue has delivered it, this time included. */
  readonly deliveries: number;
  /** `void`: why nobody needs to be told any more. `problem`: why they cannot be. */
  readonly next: { readonly call: Call } | { readonly void: string } | { readonly problem: string };
  readonly tell: (outcome: QueuedOutcome, reason?: string) => void;
  /** What became of it as an entry of a log, where there is one; the same whenever it is made. */
  readonly entry?: (record: NotificationRecord) => Item;
  /** Puts what was not delivered where people find it; the same when repeated. */
  readonly park: (record: NotificationRecord) => Promise<void>;
}

/**
 * Sends what a queue has delivered at most once: a claim comes before the call, and one that lapsed without an outcome
 * is not sent again. There is no execution to try again: the queue delivers once more what certainly was not sent, for
 * which this throws {@link TransientFailure}.
 */
export async function sendOnce(
  { table, clock }: { readonly table: Table; readonly clock: Clock },
  queued: QueuedNotification,
): Promise<void> {
  const { ref, channel, userId, contactId, next, tell, entry, park } = queued;
  const entries = (record: NotificationRecord) => (entry ? [entry(record)] : []);

  /** The log first, then the record that says so, then the dead-letter queue; each the same when repeated. */
  async function undelivered(record: NotificationRecord): Promise<void> {
    for (const item of entries(record)) await table.put(item);
    await finishNotification(table, ref, record);
    await park(record);
  }

  /** What a sender before left: the same end again, or it is another's turn. */
  async function resume(held: NotificationRecord): Promise<void> {
    switch (held.state) {
      case 'sent':
        for (const item of entries(held)) await table.put(item);
        return;
      case 'void':
        return;
      case 'claimed':
      case 'retrying':
        throw new TransientFailure('another sender is at it');
      default:
        return undelivered(held);
    }
  }

  const attempt = attemptAt(clock(), {
    notificationId: ref.notificationId,
    channel,
    userId,
    contactId,
  });
  const taking = await takeNotification(
    table,
    ref,
    'void' in next ? { ...attempt, state: 'void', reason: next.void } : attempt,
  );
  if (taking.kind === 'held') {
    if (taking.lapsed) tell('unknown', taking.record.reason);
    return resume(taking.record);
  }
  if ('void' in next) return tell('void', next.void);
  if ('problem' in next) {
    tell('rejected', next.problem);
    return undelivered({ ...attempt, state: 'rejected', reason: next.problem });
  }
  let providerMessageId: string | undefined;
  try {
    providerMessageId = await next.call();
  } catch (error) {
    const { kind, reason } = outcomeOf(error);
    const ended = { ...attempt, updatedAt: clock(), reason };
    const isLast = kind === 'transient' && queued.deliveries >= DELIVERIES;
    tell(isLast ? 'undelivered' : kind, reason);
    if (kind !== 'transient') return undelivered({ ...ended, state: kind });
    if (isLast) return undelivered({ ...ended, state: 'undelivered', reason: `${reason}, several times` });
    await finishNotification(table, ref, { ...ended, state: 'retrying' });
    throw new TransientFailure(reason);
  }
  tell('sent');
  const sent: NotificationRecord = {
    ...attempt,
    state: 'sent',
    updatedAt: clock(),
    ...(providerMessageId && { providerMessageId }),
  };
  // Without a condition: that it was sent is the truth, whatever was concluded meanwhile.
  await table.batchPut([notificationItem(ref, sent), ...entries(sent)]);
}
