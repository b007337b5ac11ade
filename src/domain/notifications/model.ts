import type { Instant } from '../../platform/clock.ts';
import type { AlertEvent } from '../kernel/alert-event.ts';
import type { NotificationContext } from './context.ts';
import type { RecipientProblem } from './reasons.ts';

export const CHANNELS = [
  'email',
  'sms',
  'voice',
  'mobile',
  'webhook',
  'webpush',
  'ntfy',
  'pushover',
] as const;
/** The ways to reach somebody: the contact methods of the API. */
export type Channel = (typeof CHANNELS)[number];

/**
 * One notification that is due: one element of the state machine's Map, and the input of a sender. It holds ids only;
 * the sender reads alert, user and contact itself, so that no address lies in an execution's history.
 */
export interface NotificationRequest {
  /** Derived from (alert, flow's run, cycle, rule, user, step, contact): the same notification has the same id for ever. */
  readonly notificationId: string;
  readonly accountId: string;
  readonly alertId: string;
  readonly channel: Channel;
  readonly userId: string;
  readonly contactId: string;
  readonly event: AlertEvent;
  /** The alert's flow that the notification belongs to. Cancelled once the alert has no flow of that key and run. */
  readonly flowKey: string;
  readonly flowRun: number;
  /** An acknowledge cancels `if-not-acked`, a close also `if-not-closed`. `always` is for events about the alert. */
  readonly condition: 'if-not-acked' | 'if-not-closed' | 'always';
  readonly dueAt: Instant;
  /** When the next step notifies the person, which makes this notification moot; absent if it is the person's last. */
  readonly nextStepAt?: Instant;
  /** The id of the notification that this one repeats because it is unknown whether that one was sent. */
  readonly repeatOf?: string;
  /** What its message says about the plan. Absent on notifications of earlier releases. */
  readonly context?: NotificationContext;
  /** The execution that requested it, for the logs. */
  readonly executionArn?: string;
}

/**
 * The state of a notification, stored under its id. `claimed`: a sender is working on it, or died doing so. Nobody else may
 * send it until `until`, and from then on it is `unknown`: it may have been sent, so it is not sent again. A repeat of it has an id of its own.
 */
export type NotificationState =
  | 'claimed'
  | 'retrying'
  | 'sent'
  | 'rejected'
  | 'cancelled'
  | 'unknown'
  | 'undelivered';

/** The part of a request that tells people what the notification was about. */
export type NotificationPurpose = Pick<NotificationRequest, 'event' | 'dueAt' | 'condition' | 'repeatOf'>;

export const toPurpose = ({
  event,
  dueAt,
  condition,
  repeatOf,
}: NotificationRequest): NotificationPurpose => ({
  event,
  dueAt,
  condition,
  ...(repeatOf !== undefined && { repeatOf }),
});

export interface NotificationRecord {
  readonly notificationId: string;
  readonly state: NotificationState;
  readonly channel: Channel;
  readonly userId: string;
  readonly contactId: string;
  /** Identifies the attempt that claimed it, so that an attempt never overwrites another's claim. */
  readonly claim?: string;
  readonly claimedAt: Instant;
  readonly until: Instant;
  readonly updatedAt: Instant;
  readonly providerMessageId?: string;
  readonly reason?: string;
  /** Why it was rejected, if the provider was not even asked. */
  readonly problem?: RecipientProblem;
  /** The event of the notification. Absent for incidents and shifts, and on records of earlier releases. */
  readonly about?: NotificationPurpose;
  /** When its failure was dead-lettered. Until then the engine hands the notification out again. */
  readonly deadLetteredAt?: Instant;
}

/** Whether it failed and has not been dead-lettered yet. */
export const needsDeadLetter = ({ state, deadLetteredAt }: NotificationRecord): boolean =>
  (state === 'rejected' || state === 'undelivered' || state === 'unknown') && deadLetteredAt === undefined;

/** The result of a send task. The state machine's Map only checks for REJECTED. */
export type SendResult = 'SENT' | 'CANCELLED' | 'REJECTED';
