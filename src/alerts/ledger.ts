import type { NotificationRequest } from '../notifications/model.ts';
import type { Instant } from '../platform/clock.ts';
import type { AlertEvent } from './model.ts';

/** Somebody who was resolved when a rule fired, and how far their own notification steps have got. */
export interface LedgerRecipient {
  readonly userId: string;
  /** Ids of this recipient's notifications that were handed out or decided against. */
  readonly handled: readonly string[];
  /** Their steps are counted from here; earlier than the firing where a rejected contact brought the next one forward. */
  readonly startedAt: Instant;
}

/** One firing of one escalation rule (or of a direct responder, as rule 0). */
export interface FiredRule {
  readonly cycle: number;
  readonly rule: number;
  readonly firedAt: Instant;
  readonly condition: 'if-not-acked' | 'if-not-closed';
  readonly recipients: readonly LedgerRecipient[];
}

/** What has been done of one flow of the alert. */
export interface FlowLedger {
  /** The run in which the flow began; a flow of the same key and another run is another flow. */
  readonly run: number;
  /** The escalation that the flow works through, also where a team's routing led to it. */
  readonly escalationId?: string;
  readonly cycle: number;
  readonly fired: readonly FiredRule[];
  readonly finished: boolean;
}

/** How far a user has been told of the alert; what GET …/recipients shows. */
export interface RecipientState {
  readonly state: 'notactive' | 'active' | 'ack';
  readonly method: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/**
 * What the engine has done for an alert. It is written by the engine alone, with its own version, so that storms of
 * duplicates on the alert never clash with it; the worker only begins a run in it.
 */
export interface Ledger {
  readonly accountId: string;
  readonly alertId: string;
  readonly run: number;
  /** The execution of the run that is in charge; an earlier part ends as superseded. */
  readonly part: number;
  readonly version: number;
  /** When the engine looks again; absent when nothing more can be due. The reconciler finds ledgers by it. */
  readonly dueAt?: Instant;
  readonly flows: Readonly<Record<string, FlowLedger>>;
  /** Handed out in the last pass; their outcomes are read in the next, and what has none is handed out again. */
  readonly pending: readonly NotificationRequest[];
  readonly recipients: Readonly<Record<string, RecipientState>>;
  /** Recipients who have a notification rule for an event: whether an event needs an execution is read off here. */
  readonly observers: Readonly<Partial<Record<AlertEvent, readonly string[]>>>;
  /** A rule with the condition if-not-closed may still fire: an acknowledge does not end the run's work. */
  readonly continuesWhenAcknowledged: boolean;
  /** Events of the present execution's history so far, estimated from above. */
  readonly historyEvents: number;
}
