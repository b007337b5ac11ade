import type { Instant } from '../../platform/clock.ts';
import type { IntegrationRef } from '../kernel/integration-ref.ts';
import type { Priority } from '../kernel/priority.ts';
import type { Reference, ResponderReference } from '../kernel/responder.ts';

/** How a client identifies an alert: by id, by tiny id, or by alias (the open alert with that alias). */
export type IdentifierType = 'id' | 'tiny' | 'alias';

export interface AlertTarget {
  readonly type: IdentifierType;
  readonly value: string;
}

/** A change to one alert. All limits are checked; names are not resolved yet. */
export type AlertAction =
  | {
      readonly type: 'Create';
      readonly message: string;
      readonly alias?: string;
      readonly description: string;
      readonly responders: readonly ResponderReference[];
      readonly visibleTo: readonly ResponderReference[];
      readonly actions: readonly string[];
      readonly tags: readonly string[];
      readonly details: Readonly<Record<string, string>>;
      readonly entity: string;
      readonly priority: Priority;
      /** Nobody is notified when the alert is created. */
      readonly suppressNotifications?: boolean;
    }
  | { readonly type: 'Close' | 'Acknowledge' | 'UnAcknowledge' | 'Delete' }
  | { readonly type: 'Snooze'; readonly until: Instant }
  | { readonly type: 'EscalateToNext'; readonly escalation: Reference }
  | { readonly type: 'AssignOwnership'; readonly owner: Reference }
  | { readonly type: 'AddResponder'; readonly responder: ResponderReference }
  | { readonly type: 'AddTeam'; readonly team: Reference }
  | { readonly type: 'AddTags' | 'RemoveTags'; readonly tags: readonly string[] }
  | { readonly type: 'AddDetails'; readonly details: Readonly<Record<string, string>> }
  | { readonly type: 'RemoveDetails'; readonly keys: readonly string[] }
  | { readonly type: 'AddNote' }
  | { readonly type: 'CustomAction'; readonly name: string }
  | { readonly type: 'UpdateMessage'; readonly message: string; readonly fullTitle?: string }
  | { readonly type: 'UpdateDescription'; readonly description: string }
  | { readonly type: 'UpdatePriority'; readonly priority: Priority }
  /** Sent when a user has opened the alert. It ends the remaining steps of their notification rules, not the escalation. */
  | { readonly type: 'MarkSeen'; readonly userId: string }
  /** Sent by the engine when a snooze ends. Refused if the alert has a later run than `run`. */
  | { readonly type: 'EndSnooze'; readonly run: number }
  /**
   * Sent by the engine when an escalation that closes its alerts is complete, or when a notification policy closes the
   * alert (`policy` is its name). Refused if the alert has a later run than `run`.
   */
  | { readonly type: 'AutoClose'; readonly run: number; readonly policy?: string }
  /**
   * Sent by the engine when the plan of an alert is complete and nobody was notified, for the reason given. The fallback
   * responder of the account is notified, or else its owners. Refused if the alert has a later run than `run`.
   */
  | { readonly type: 'NotifyAccountOwners'; readonly run: number; readonly reason: string };

/** The action that creates an alert, or counts a duplicate of the open alert with its alias. */
export type CreateAction = Extract<AlertAction, { type: 'Create' }>;

/** A message of the queue alert-actions.fifo. Message group: {@link messageGroupId}; deduplication id: requestId. */
export interface AlertActionMessage {
  readonly accountId: string;
  readonly requestId: string;
  /** When the API accepted it. */
  readonly receivedAt: Instant;
  readonly target: AlertTarget;
  readonly action: AlertAction;
  /** Who made the request, as the client names them; shown as the owner of log entries. */
  readonly user: string;
  readonly source: string;
  readonly note: string;
  readonly integration: IntegrationRef;
  /** The team of the API key. It responds to alerts without responders; the key cannot access other teams' alerts. */
  readonly teamId?: string;
  /** Present if the key belongs to a user who cannot access all alerts. A Create has none: it must not be lost. */
  readonly alertReach?: readonly string[];
}

/**
 * Input of the state machine. Always the same for a run and continuation, so that StartExecution is idempotent. If the
 * history of an execution is nearly full, or the reconciler restarts a run, the run has a next continuation.
 */
export interface ExecutionInput {
  readonly accountId: string;
  readonly alertId: string;
  readonly run: number;
  readonly continuation: number;
}

/** Name of the execution of a run of an alert, at most 80 characters (the limit of Step Functions). */
export const executionName = (
  alert: { tinyId: string; id: string; run: number },
  continuation: number,
): string => `${alert.tinyId}-${alert.id}-run${alert.run}${continuation === 0 ? '' : `-${continuation}`}`;

/** The alert id in an execution name made by {@link executionName}; undefined if the name has another form. */
export const parseAlertId = (name: string): string | undefined =>
  /^[^-]+-(.+)-run\d+(?:-\d+)?$/.exec(name)?.[1];
