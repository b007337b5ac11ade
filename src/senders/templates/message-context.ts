import type { Alert } from '../../domain/alerts/model.ts';
import type { AlertEvent } from '../../domain/kernel/alert-event.ts';
import type { User } from '../../domain/users/model.ts';

/** Signed links for the recipient. A link is missing if its action no longer applies to the alert. */
export interface ActionLinks {
  readonly acknowledge?: string;
  readonly close?: string;
}

/** Everything a message about an alert is rendered from. */
export interface MessageContext {
  readonly notificationId: string;
  readonly alert: Alert;
  readonly user: User;
  readonly event: AlertEvent;
  /** Whether an earlier message with the same content may have reached the recipient. */
  readonly isPossibleRepeat?: boolean;
  readonly links: ActionLinks;
  /** Milliseconds until the next step notifies the recipient; absent if none is to come. */
  readonly nextStepInMs?: number;
  /** The code by which a reply to the message names the alert; only on channels whose replies are read. */
  readonly replyCode?: string;
}
