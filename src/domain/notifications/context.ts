import type { Instant } from '../../platform/clock.ts';

/**
 * Where a rule found a person: the schedule in which they are on call, the team of which they are a member, or the
 * escalation that names them.
 */
export interface RecipientOrigin {
  readonly type: 'schedule' | 'team' | 'escalation';
  readonly id: string;
}

/** The people of the next rule of an escalation, as things stood when the rule before it fired. */
export interface NextRule {
  /** When it fires. */
  readonly at: Instant;
  /** Whom it names. */
  readonly recipient: { readonly type: 'user' | 'team' | 'schedule'; readonly id: string };
  /** The users behind it, at most {@link MAX_CONTEXT_PEOPLE}; empty if they are not known yet. */
  readonly userIds: readonly string[];
}

/** Somebody who is to respond and has not answered. */
export interface NotifiedPerson {
  readonly userId: string;
  /** When the first notification in this round of notifications was certainly sent to them; absent: none was. */
  readonly at?: Instant;
}

/** The most people that a context names in one place. */
export const MAX_CONTEXT_PEOPLE = 3;

/**
 * What a notification says about the plan of its alert, as it was when the notification was handed out. It holds ids only;
 * the sender reads their names. A repetition has the same context.
 */
export interface NotificationContext {
  /** Why the person is notified; absent: the alert names them. */
  readonly origin?: RecipientOrigin;
  /** Whose notifications the person gets instead. */
  readonly forwardedFrom?: string;
  /** When the alert was first certainly sent to anybody since its notifications last began; absent: to nobody yet. */
  readonly notifiedSince?: Instant;
  /** The others who were notified before and have not answered, the earliest first, at most {@link MAX_CONTEXT_PEOPLE}. */
  readonly notified?: readonly NotifiedPerson[];
  /** How many more were. */
  readonly moreNotified?: number;
  /** Whom the alert notifies next, unless somebody acknowledges it. */
  readonly next?: NextRule;
  /** No rule is left, so nobody else is notified. */
  readonly isLast?: true;
  /** The user who caused the event. */
  readonly actorUserId?: string;
}
