/**
 * Every reason the engine gives, in one place: why an evaluation decided as it did, why a notification is cancelled, and
 * why nobody is notified. The codes are stored, logged and shown in executions; each needs one sentence for people.
 */

/** Why the engine waits; the wake-up carries it. */
export type WaitReason =
  /** The next rule of an escalation, or the start of a flow, is due later. */
  | 'WaitingForRule'
  /** The next round of a repeating escalation, or the close after its last round, is due later. */
  | 'WaitingForRound'
  /** The next step of somebody's notification rule is due later. */
  | 'WaitingForStep'
  /** A notification policy restarts the notifications later. */
  | 'WaitingForRestart'
  /** A notification policy closes the alert later. */
  | 'WaitingForAutoClose'
  /** A notification policy delays the notifications. */
  | 'DelayedByPolicy'
  /** The alert has not occurred often enough for the de-duplication threshold of a notification policy. */
  | 'BelowDedupThreshold'
  /** The alert is snoozed. */
  | 'SnoozedUntil';

/** Why notification policies let nobody be notified. */
export type SuppressionReason =
  /** A notification policy suppresses the notifications. */
  | 'SuppressedByPolicy'
  /** The alert has not occurred often enough for the de-duplication threshold of a notification policy. */
  | 'BelowDedupThreshold';

/** Why an evaluation ended the execution. */
export type EndReason =
  /** The alert is closed and nothing about it is left to report. */
  | 'AlertClosed'
  /** Somebody acknowledged the alert, and nothing is due in spite of that. */
  | 'Acknowledged'
  /** The snooze has ended; the action EndSnooze starts a new run. */
  | 'SnoozeEnded'
  /** The engine queued an action on the alert (such as AutoClose), which closes it or starts a new run. */
  | 'ActionRequested'
  /** Every planned notification has been handed out. */
  | 'NothingMoreDue'
  /** The alert was deleted. */
  | 'AlertDeleted'
  /** A later run or continuation is in charge of the alert. */
  | 'Superseded'
  /** The history of the execution is nearly full; the next continuation was started. */
  | 'Continued'
  | SuppressionReason;

/** Why an evaluation decided NOTIFY, WAIT or END. */
export type DecisionReason =
  /** Notifications are due now. */
  'NotificationsDue' | WaitReason | EndReason;

/** Why a notification that was handed out must not be sent any more. */
export type CancellationReason =
  /** The alert was deleted. */
  | 'AlertDeleted'
  /** The alert has no such flow any more: a later run replaced it. */
  | 'PlanChanged'
  /** The alert was closed. */
  | 'AlertClosed'
  /** The alert was snoozed. */
  | 'AlertSnoozed'
  /** Somebody acknowledged the alert. */
  | 'AlertAcknowledged'
  /** The user has muted notifications since, or has quiet hours. */
  | 'UserMuted';

/** Why a user cannot be notified of an event. */
export type UnreachableReason =
  /** None of the user's notification rules is enabled and applies to the event, the alert and the time. */
  | 'NoNotificationRule'
  /** The notification rule that applies has no enabled step with an enabled contact. */
  | 'NoUsableContact'
  /** The user is blocked. */
  | 'UserBlocked'
  /** The user has muted notifications, or has quiet hours. */
  | 'UserMuted';
