import type { Alert } from '../../domain/alerts/model.ts';
import type { AlertEvent } from '../../domain/kernel/alert-event.ts';
import type { User } from '../../domain/users/model.ts';
import type { Instant } from '../../platform/clock.ts';
import type { NotificationReason } from '../languages/texts.ts';

/** Signed links for the recipient. A link is missing if its action no longer applies to the alert. */
export interface ActionLinks {
  readonly acknowledge?: string;
  readonly close?: string;
}

/** What a message says about the plan of the alert: the context of the notification with names in the place of ids. */
export interface MessagePlan {
  /** Why the person is notified; absent: the notification was handed out by a release that did not say. */
  readonly reason?: NotificationReason;
  readonly forwardedFrom?: string;
  readonly notifiedSince?: Instant;
  /** Who was notified before and has not answered. Without `at` it is not certain that anything reached them. */
  readonly notified?: readonly { readonly name: string; readonly at?: Instant }[];
  readonly moreNotified?: number;
  readonly next?: {
    readonly at: Instant;
    readonly names: readonly string[];
    readonly target: { readonly type: 'user' | 'team' | 'schedule'; readonly name: string };
  };
  readonly isLast?: true;
  /** Who caused the event. */
  readonly actor?: string;
  /** The note that came with it. */
  readonly note?: string;
}

/** Everything a message about an alert is rendered from. */
export interface MessageContext {
  readonly notificationId: string;
  readonly alert: Alert;
  readonly user: User;
  readonly event: AlertEvent;
  /** When the message is sent. */
  readonly now: Instant;
  readonly plan: MessagePlan;
  /** Whether an earlier message with the same content may have reached the recipient. */
  readonly isPossibleRepeat?: boolean;
  readonly links: ActionLinks;
  /** Milliseconds until the next step notifies the recipient; absent if none is to come. */
  readonly nextStepInMs?: number;
  /** The page of the alert in the console. */
  readonly alertUrl?: string;
  /** The code by which a reply to the message names the alert; only on channels whose replies are read. */
  readonly replyCode?: string;
}
