import { DAY, type Instant, SECOND } from '../../platform/clock.ts';
import {
  contactNotificationKey,
  type ItemKey,
  incidentNotificationKey,
  notificationKey,
  shiftNoticeKey,
} from '../../platform/keys.ts';
import { conditionHolds, type Expression, type Item, type Table } from '../../platform/table.ts';
import type { NotificationRecord, NotificationRequest } from './model.ts';

/**
 * The subject of a notification: an alert, an incident (stakeholder notifications), a schedule (shift notices), or the
 * contacts of a user (tests and verification codes).
 */
type NotificationData =
  | Pick<NotificationRequest, 'accountId' | 'alertId'>
  | { readonly accountId: string; readonly incidentId: string }
  | { readonly accountId: string; readonly scheduleId: string }
  | { readonly accountId: string; readonly contactsOf: string };

/** Identifies a notification. */
export type NotificationRef = NotificationData & Pick<NotificationRequest, 'notificationId'>;

function getRecordKey(subject: NotificationData, notificationId: string): ItemKey {
  if ('alertId' in subject) return notificationKey(subject.accountId, subject.alertId, notificationId);
  if ('incidentId' in subject)
    return incidentNotificationKey(subject.accountId, subject.incidentId, notificationId);
  if ('contactsOf' in subject)
    return contactNotificationKey(subject.accountId, subject.contactsOf, notificationId);
  return shiftNoticeKey(subject.accountId, subject.scheduleId, notificationId);
}

/** Records of alerts and incidents are deleted with them. Schedules and users stay, so records of theirs expire. */
const RETENTION_MS = 30 * DAY;

const getExpiryAttributes = (subject: NotificationData, { claimedAt }: NotificationRecord) =>
  'scheduleId' in subject || 'contactsOf' in subject
    ? { expiresAt: Math.floor((claimedAt + RETENTION_MS) / SECOND) }
    : {};

type RecordItem = Item & NotificationRecord;

/** The records of the alert's notifications that a sender has claimed or finished, in no particular order. */
export async function readNotifications(
  table: Table,
  accountId: string,
  alertId: string,
  ids: readonly string[],
): Promise<readonly NotificationRecord[]> {
  if (ids.length === 0) return [];
  const keys = [...new Set(ids)].map((id) => notificationKey(accountId, alertId, id));
  return (await table.batchGet<RecordItem>(keys)).map(toNotificationRecord);
}

/** The record of the notification; undefined if no sender has claimed it yet. */
export async function readNotification(
  table: Table,
  ref: NotificationRef,
): Promise<NotificationRecord | undefined> {
  const item = await table.get<RecordItem>(getRecordKey(ref, ref.notificationId));
  return item && toNotificationRecord(item);
}

/** The record as it is stored. */
export const toNotificationItem = (subject: NotificationData, record: NotificationRecord): Item => ({
  ...getRecordKey(subject, record.notificationId),
  ...record,
  ...getExpiryAttributes(subject, record),
});

/** The record of an item that {@link toNotificationItem} made. */
export function toNotificationRecord(item: RecordItem): NotificationRecord {
  const { pk: _pk, sk: _sk, expiresAt: _expiresAt, ...record } = item;
  return record as unknown as NotificationRecord;
}

export type ClaimResult =
  | { readonly kind: 'claimed' }
  /**
   * Another attempt has claimed or finished the notification; `record` is its state. `lapsed`: the claim of that attempt
   * had run out, and this call has just recorded the outcome as unknown.
   */
  | { readonly kind: 'held'; readonly record: NotificationRecord; readonly lapsed?: true };

/**
 * Claims the notification by storing `record`, if no attempt has claimed it yet or a failed attempt may be retried. A
 * repetition with the same `claim` succeeds, so that a lost response of the table does no harm.
 *
 * If the claim of another attempt has run out, its record becomes `unknown`, because that attempt may have sent the
 * notification.
 */
export async function claimNotification(
  table: Table,
  ref: NotificationRef,
  record: NotificationRecord & { readonly claim: string },
): Promise<ClaimResult> {
  const isClaimable: Expression = {
    expression: 'attribute_not_exists(pk) OR #state = :retrying OR claim = :claim',
    names: { '#state': 'state' },
    values: { ':retrying': 'retrying', ':claim': record.claim },
  };
  if (await putIf(table, toNotificationItem(ref, record), isClaimable)) return { kind: 'claimed' };
  const held = await readNotification(table, ref);
  // The alert and its records were deleted between the two calls. The caller retries, and finds that out.
  if (!held) return { kind: 'held', record: { ...record, state: 'claimed' } };
  if (held.state !== 'claimed' || held.until > record.claimedAt) return { kind: 'held', record: held };
  const lapsed = toLapsed(held, record.claimedAt);
  const isWritten = await recordClaimOutcome(table, ref, lapsed);
  return isWritten ? { kind: 'held', record: lapsed, lapsed: true } : { kind: 'held', record: held };
}

const toLapsed = (held: NotificationRecord, now: Instant): NotificationRecord => ({
  ...held,
  state: 'unknown',
  updatedAt: now,
  reason: 'the sender stopped without recording an outcome',
});

/**
 * Stores the outcome of a claim while that claim is the current one. Returns false, and stores nothing, if it is not: a
 * late attempt never overwrites what was concluded in the meantime.
 */
export const recordClaimOutcome = (
  table: Table,
  ref: NotificationRef,
  record: NotificationRecord,
): Promise<boolean> =>
  putIf(table, toNotificationItem(ref, record), {
    expression: '#state = :claimed AND claim = :claim',
    names: { '#state': 'state' },
    values: { ':claimed': 'claimed', ':claim': record.claim },
  });

/**
 * Stores a record without a claim, if the stored one is still `read` (undefined: there was none). Returns false, and
 * stores nothing, if it is not.
 */
export const replaceNotificationRecord = (
  table: Table,
  ref: NotificationRef,
  record: NotificationRecord,
  read: NotificationRecord | undefined,
): Promise<boolean> =>
  putIf(
    table,
    toNotificationItem(ref, record),
    read
      ? {
          expression: '#state = :state AND updatedAt = :updatedAt',
          names: { '#state': 'state' },
          values: { ':state': read.state, ':updatedAt': read.updatedAt },
        }
      : { expression: 'attribute_not_exists(pk)' },
  );

const putIf = (table: Table, item: Item, condition: Expression): Promise<boolean> =>
  conditionHolds(table.put(item, condition));
