/**
 * Every reason the engine gives, in one place: why an evaluation decided as it did, why a notification is cancelled, and
 * why nobody is notified. The codes are stored, logged and shown in executions. Each has a sentence for people in
 * domain/alert-story/sentences.ts.
 */

export const WAIT_REASONS = [
  /** The next rule of an escalation, or the start of a flow, is due later. */
  'WaitingForRule',
  /** The next round of a repeating escalation, or the close after its last round, is due later. */
  'WaitingForRound',
  /** The next step of somebody's notification rule is due later. */
  'WaitingForStep',
  /** A notification policy restarts the notifications later. */
  'WaitingForRestart',
  /** A notification policy closes the alert later. */
  'WaitingForAutoClose',
  /** A notification policy delays the notifications. */
  'DelayedByPolicy',
  /** The alert has not occurred often enough for the de-duplication threshold of a notification policy. */
  'BelowDedupThreshold',
  /** The alert is snoozed. */
  'SnoozedUntil',
  /** Somebody has stopped all paging in the account. */
  'PagingStopped',
] as const;

/** Why the engine waits; the wake-up carries it. */
export type WaitReason = (typeof WAIT_REASONS)[number];

export const SUPPRESSION_REASONS = [
  /** A notification policy suppresses the notifications. */
  'SuppressedByPolicy',
  /** The alert has not occurred often enough for the de-duplication threshold of a notification policy. */
  'BelowDedupThreshold',
] as const;

/** Why notification policies let nobody be notified. */
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

export const END_REASONS = [
  /** The alert is closed and nothing about it is left to report. */
  'AlertClosed',
  /** Somebody acknowledged the alert, and nothing is due in spite of that. */
  'Acknowledged',
  /** The snooze has ended; the action EndSnooze starts a new run. */
  'SnoozeEnded',
  /** The engine queued an action on the alert (such as AutoClose), which closes it or starts a new run. */
  'ActionRequested',
  /** Every planned notification has been handed out. */
  'NothingMoreDue',
  /** The alert was deleted. */
  'AlertDeleted',
  /** A later run or continuation is in charge of the alert. */
  'Superseded',
  /** The history of the execution is nearly full; the next continuation was started. */
  'Continued',
  ...SUPPRESSION_REASONS,
] as const;

/** Why an evaluation ended the execution. */
export type EndReason = (typeof END_REASONS)[number];

/** Why an evaluation decided NOTIFY, WAIT or END. */
export type DecisionReason =
  /** Notifications are due now. */
  'NotificationsDue' | WaitReason | EndReason;

export const CANCELLATION_REASONS = [
  /** The alert was deleted. */
  'AlertDeleted',
  /** The alert has no such flow any more: a later run replaced it. */
  'PlanChanged',
  /** The alert was closed. */
  'AlertClosed',
  /** The alert was snoozed. */
  'AlertSnoozed',
  /** Somebody acknowledged the alert. */
  'AlertAcknowledged',
  /** The user has muted notifications since, or has quiet hours. */
  'UserMuted',
] as const;

/** Why a notification that was handed out must not be sent any more. */
export type CancellationReason = (typeof CANCELLATION_REASONS)[number];

export const UNREACHABLE_REASONS = [
  /** None of the user's notification rules is enabled and applies to the event, the alert and the time. */
  'NoNotificationRule',
  /** The notification rule that applies has no enabled step with an enabled contact. */
  'NoUsableContact',
  /** Of the notification rule that applies, no enabled contact is verified. */
  'NoVerifiedContact',
  /** The user is blocked. */
  'UserBlocked',
  /** The user has muted notifications, or has quiet hours. */
  'UserMuted',
] as const;

/** Why a user cannot be notified of an event. */
export type UnreachableReason = (typeof UNREACHABLE_REASONS)[number];

export const SKIPPED_STEP_REASONS = [
  /** The step of the notification rule is disabled. */
  'StepDisabled',
  /** The contact of the step is disabled. */
  'ContactDisabled',
  /** The user has no such contact any more. */
  'ContactMissing',
  /** Nobody has verified the contact of the step. */
  'ContactNotVerified',
] as const;

/** Why a step of a notification rule that applies is left out. */
export type SkippedStepReason = (typeof SKIPPED_STEP_REASONS)[number];

export const DEAD_END_REASONS = [
  /** The routing rule of the team that applies notifies nobody. */
  'RoutedToNobody',
  /** The responder team no longer exists. */
  'TeamDeleted',
  /** The escalation no longer exists. */
  'EscalationDeleted',
  /** The integration suppresses the notifications of its alerts. */
  'SuppressedByIntegration',
  /** The alert has no responder. */
  'NoResponders',
] as const;

/** Why a responder, or the whole alert, leads to nobody. */
export type DeadEndReason = (typeof DEAD_END_REASONS)[number];

export const RECIPIENT_PROBLEMS = [
  /** The user no longer exists. */
  'UserDeleted',
  /** The user is blocked. */
  'UserBlocked',
  /** The contact no longer exists. */
  'ContactMissing',
  /** The contact is disabled. */
  'ContactDisabled',
  /** Nobody has verified the contact. */
  'ContactNotVerified',
  /** The contact is not a valid address for its channel. */
  'InvalidAddress',
] as const;

/** Why a sender cannot send a notification that is still wanted. */
export type RecipientProblem = (typeof RECIPIENT_PROBLEMS)[number];
