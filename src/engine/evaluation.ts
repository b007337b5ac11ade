import type { AlertAction } from '../domain/alerts/action.ts';
import type { RecipientState } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import type { AlertEvent } from '../domain/kernel/alert-event.ts';
import type { Instant } from '../platform/clock.ts';
import type { ConfigurationLookup } from './configuration-snapshot.ts';

/** Something that the engine did, for the alert's log. Names of people are allowed in it: it is data of the account. */
export interface EngineLogEntry {
  /** The same for the same happening: writing it again writes the same entry. */
  readonly id: string;
  readonly at: Instant;
  readonly log: string;
}

/** Something that the engine wants done to the alert; it goes onto the queue of the alert's actions. */
export interface EngineRequest {
  /** The same for the same wish, so that it is done once. */
  readonly requestId: string;
  readonly at: Instant;
  readonly action:
    | Extract<AlertAction, { type: 'EndSnooze' | 'AutoClose' }>
    | { readonly type: 'UnAcknowledge' };
}

/** One assessment while it is being worked out: what it looks at, and what it has found so far. */
export interface Evaluation {
  readonly alert: Alert;
  readonly now: Instant;
  readonly lookup: ConfigurationLookup;
  readonly logEntries: EngineLogEntry[];
  readonly requests: EngineRequest[];
  readonly recipients: Map<string, RecipientState>;
  readonly observers: Map<AlertEvent, Set<string>>;
}

/** Why the engine waits, and until when. */
export interface WakeUp {
  readonly at: Instant;
  readonly reason:
    | 'WaitingForRule'
    | 'WaitingForRound'
    | 'WaitingForStep'
    | 'WaitingForRestart'
    | 'WaitingForAutoClose'
    | 'DelayedByPolicy'
    | 'HeldByDeduplication'
    | 'SnoozedUntil';
  readonly detail: string;
}
