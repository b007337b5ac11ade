import { DAY, type Instant, SECOND } from '../../platform/clock.ts';
import { incidentNotificationKey, notificationKey, shiftNoticeKey } from '../../platform/keys.ts';
import { conditionHolds, type Expression, type Item, type Table } from '../../platform/table.ts';
import type { NotificationRecord, NotificationRequest } from './model.ts';

/** What a notification is about: an alert, an incident of which a stakeholder is told, or a schedule's turn on call. */
type Subject =
  | Pick<NotificationRequest, 'accountId' | 'alertId'>
  | { readonly accountId: string; readonly incidentId: string }
  | { readonly accountId: string; readonly scheduleId: string };

/** Which notification: every function here works on one, or on those of one alert. */
export type NotificationRef = Subject & Pick<NotificationRequest, 'notificationId'>;

function keyOf(subject: Subject, notificationId: string) {
  if ('alertId' in subject) return notificationKey(subject.accountId, subject.alertId, notificationId);
  if ('incidentId' in subject)
    return incidentNotificationKey(subject.accountId, subject.incidentId, notificationId);
  return shiftNoticeKey(subject.accountId, subject.scheduleId, notificationId);
}

/** Alerts and incidents take their records along when they go; schedules stay, and what was said of turns does not. */
const SHIFT_RECORD_KEPT_MS = 30 * DAY;

const expiry = (subject: Subject, { claimedAt }: NotificationRecord) =>
  'scheduleId' in subject ? { expiresAt: Math.floor((claimedAt + SHIFT_RECORD_KEPT_MS) / SECOND) } : {};

type RecordItem = Item & NotificationRecord;

/** The records of those of the notifications that a sender has touched, in no order. */
export async function readNotifications(
  table: Table,
  accountId: string,
  alertId: string,
  ids: readonly string[],
): Promise<readonly NotificationRecord[]> {
  if (ids.length === 0) return [];
  const keys = [...new Set(ids)].map((id) => notificationKey(accountId, alertId, id));
  return (await table.batchGet<RecordItem>(keys)).map(recordOfItem);
}

/** The record of one notification, or undefined where no sender has touched it. */
export async function readNotification(
  table: Table,
  ref: NotificationRef,
): Promise<NotificationRecord | undefined> {
  const item = await table.get<RecordItem>(keyOf(ref, ref.notificationId));
  return item && recordOfItem(item);
}

/** The record as it is stored. */
export const notificationItem = (subject: Subject, record: NotificationRecord): Item => ({
  ...keyOf(subject, record.notificationId),
  ...record,
  ...expiry(subject, record),
});

/** The record without what belongs to its storage. */
function recordOfItem(item: RecordItem): NotificationRecord {
  const { pk: _pk, sk: _sk, expiresAt: _expiresAt, ...record } = item;
  return record as unknown as NotificationRecord;
}

/** What came of the attempt to take a notification. */
export type Taking =
  | { readonly kind: 'taken' }
  /** Somebody else has come further with it; this is how far. `lapsed`: it was found just now that they died at it. */
  | { readonly kind: 'held'; readonly record: NotificationRecord; readonly lapsed?: true };

/**
 * Writes the record if nobody has the notification: it was never touched, or it waits to be tried again. Repeated with
 * the same `claim` it is taken again, so that an answer of the table that got lost does no harm.
 *
 * A claim of somebody else that has run out becomes `unknown` here: whether that sender sent it, nobody knows.
 */
export async function takeNotification(
  table: Table,
  ref: NotificationRef,
  record: NotificationRecord & { readonly claim: string },
): Promise<Taking> {
  const free: Expression = {
    expression: 'attribute_not_exists(pk) OR #state = :retrying OR claim = :claim',
    names: { '#state': 'state' },
    values: { ':retrying': 'retrying', ':claim': record.claim },
  };
  if (await putIf(table, notificationItem(ref, record), free)) return { kind: 'taken' };
  const held = await readNotification(table, ref);
  // Deleted with its alert between the two calls; as good as being told that another is at it.
  if (!held) return { kind: 'held', record: { ...record, state: 'claimed' } };
  if (held.state !== 'claimed' || held.until > record.claimedAt) return { kind: 'held', record: held };
  const lapsed = lapsedClaim(held, record.claimedAt);
  const written = await finishNotification(table, ref, lapsed);
  return written ? { kind: 'held', record: lapsed, lapsed: true } : { kind: 'held', record: held };
}

const lapsedClaim = (held: NotificationRecord, now: Instant): NotificationRecord => ({
  ...held,
  state: 'unknown',
  updatedAt: now,
  reason: 'the sender stopped before it could say whether it had sent it',
});

/**
 * Writes what came of a claim, if the claim is still the one that stands. False: it is not, and nothing is written; a
 * late attempt never undoes what was concluded meanwhile.
 */
export const finishNotification = (
  table: Table,
  ref: NotificationRef,
  record: NotificationRecord,
): Promise<boolean> =>
  putIf(table, notificationItem(ref, record), {
    expression: '#state = :claimed AND claim = :claim',
    names: { '#state': 'state' },
    values: { ':claimed': 'claimed', ':claim': record.claim },
  });

/**
 * Writes the end of a notification that was given up, if its record is still what was read before (`seen`; undefined:
 * none). False: it is not, and nothing is written.
 */
export const giveUpNotification = (
  table: Table,
  ref: NotificationRef,
  record: NotificationRecord,
  seen: NotificationRecord | undefined,
): Promise<boolean> =>
  putIf(
    table,
    notificationItem(ref, record),
    seen
      ? {
          expression: '#state = :state AND updatedAt = :updatedAt',
          names: { '#state': 'state' },
          values: { ':state': seen.state, ':updatedAt': seen.updatedAt },
        }
      : { expression: 'attribute_not_exists(pk)' },
  );

const putIf = (table: Table, item: Item, condition: Expression): Promise<boolean> =>
  conditionHolds(table.put(item, condition));
