import type { AlertAction } from '../domain/alerts/action.ts';
import type { FlowLedger, RecipientState } from '../domain/alerts/ledger.ts';
import type { LogFact } from '../domain/alerts/log-facts.ts';
import type { Alert } from '../domain/alerts/model.ts';
import type { AlertEvent } from '../domain/kernel/alert-event.ts';
import type { WaitReason } from '../domain/notifications/reasons.ts';
import type { Instant } from '../platform/clock.ts';
import type { ConfigurationLookup } from './configuration-snapshot.ts';

/** An entry for the alert's log. It may name users: the log belongs to the account. */
export interface EngineLogEntry {
  /** Derived from the event, so that a repeated write overwrites the same entry. */
  readonly id: string;
  readonly at: Instant;
  readonly log: string;
  /** The same for programs. */
  readonly fact: LogFact;
}

/** An action on the alert that the engine requests; it goes through the queue of alert actions. */
export interface EngineRequest {
  /** Derived from the cause, so that a repeated request is applied once. */
  readonly requestId: string;
  readonly at: Instant;
  readonly action:
    | Extract<AlertAction, { type: 'EndSnooze' | 'AutoClose' | 'NotifyAccountOwners' }>
    | { readonly type: 'UnAcknowledge' };
}

/** A part of the configuration that threw while it was read or evaluated, such as `user 4711`. */
export interface ConfigurationFailure {
  readonly part: string;
  /** The name of the error. Its message may contain data of the account. */
  readonly error: string;
}

/** One evaluation of an alert in progress: its inputs, and the results collected so far. */
export interface Evaluation {
  readonly alert: Alert;
  readonly now: Instant;
  readonly lookup: ConfigurationLookup;
  readonly logEntries: EngineLogEntry[];
  readonly requests: EngineRequest[];
  /** Parts of the configuration that could not be evaluated, and the names of the errors. */
  readonly failures: ConfigurationFailure[];
  readonly recipients: Map<string, RecipientState>;
  readonly observers: Map<AlertEvent, Set<string>>;
}

/** A time at which the engine must evaluate the alert again, and why. */
export interface WakeUp {
  readonly at: Instant;
  readonly reason: WaitReason;
  /** The reason in words, for people who look at the execution. */
  readonly detail: string;
}

/** The progress of a flow after an evaluation, and the time of its next event. */
export interface FlowProgress {
  readonly ledger: FlowLedger;
  readonly wakeUp?: WakeUp;
}
