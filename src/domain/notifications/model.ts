import type { Instant } from '../../platform/clock.ts';
import type { AlertEvent } from '../kernel/alert-event.ts';

export const CHANNELS = ['email', 'sms', 'voice', 'mobile', 'webhook'] as const;
/** The ways to reach somebody: the contact methods of the API, and webhooks. */
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
  /** The flow of the alert that it belongs to; void once the alert has no flow of that key and run. */
  readonly flowKey: string;
  readonly flowRun: number;
  /** An acknowledge makes an if-not-acked one void, a close also an if-not-closed one; `always`: events that happened. */
  readonly condition: 'if-not-acked' | 'if-not-closed' | 'always';
  readonly dueAt: Instant;
  /** The execution that handed it out, for the logs. */
  readonly executionArn?: string;
}

/**
 * What became of a notification, stored under its id. `claimed`: a sender is at it, or died at it; nobody else may
 * send until `until`, and then it counts as `unknown`: whether it left is not known and it is not sent again.
 */
export type NotificationState =
  | 'claimed'
  | 'retrying'
  | 'sent'
  | 'rejected'
  | 'cancelled'
  | 'unknown'
  | 'undelivered';

export interface NotificationRecord {
  readonly notificationId: string;
  readonly state: NotificationState;
  readonly channel: Channel;
  readonly userId: string;
  readonly contactId: string;
  /** Which attempt claimed it: an attempt knows its own claim by it, and writes nothing over another's. */
  readonly claim?: string;
  readonly claimedAt: Instant;
  readonly until: Instant;
  readonly updatedAt: Instant;
  readonly providerMessageId?: string;
  readonly reason?: string;
  /** When its failure was put into the dead-letter queue; one that was not is handed out again until it was. */
  readonly deadLetteredAt?: Instant;
}

/** Whether it came to an end without being sent, and nobody has been told so yet. */
export const needsDeadLetter = ({ state, deadLetteredAt }: NotificationRecord): boolean =>
  (state === 'rejected' || state === 'undelivered' || state === 'unknown') && deadLetteredAt === undefined;

/** What a sender's task gives back to the state machine; the Map looks only for REJECTED. */
export type SendResult = 'SENT' | 'CANCELLED' | 'REJECTED';
