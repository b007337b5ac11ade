import type { Instant } from '../../platform/clock.ts';
import type { AlertEvent } from '../kernel/alert-event.ts';
import type { Channel, NotificationRequest } from '../notifications/model.ts';
import type { Alert } from './model.ts';

/** One step of a user's notification rule as it was when the rule fired: by this contact, so long after. */
export interface LedgerStep {
  readonly id: string;
  readonly channel: Channel;
  readonly contactId: string;
  /** Milliseconds from the recipient's start. */
  readonly after: number;
}

/** Somebody who was resolved when a rule fired, and how far their own notification steps have got. */
export interface LedgerRecipient {
  readonly userId: string;
  /** The notification rule of the user that decided. */
  readonly notificationRuleId: string;
  /** Their steps are counted from here; earlier than the firing where a rejected contact brought the next one forward. */
  readonly startedAt: Instant;
  /** In the order in which they are due. */
  readonly steps: readonly LedgerStep[];
  /** The steps come again so many milliseconds later, and so often. Absent: once only. */
  readonly repeat?: { readonly every: number; readonly times: number };
  /** How many steps have been handed out or passed over, those of repetitions counted on. */
  readonly next: number;
}

export type NotificationCondition = NotificationRequest['condition'];

/** One firing of one escalation rule (of a direct responder, an owner or an event: as rule 0). */
export interface FiredRule {
  readonly cycle: number;
  readonly rule: number;
  readonly firedAt: Instant;
  readonly condition: NotificationCondition;
  /** Who has steps to come. */
  readonly recipients: readonly LedgerRecipient[];
}

/**
 * Nobody is to be told before the alert has come so often; with `within` (milliseconds), so often within so long.
 */
export interface Hold {
  readonly count: number;
  readonly within?: number;
}

/** What the notification policies say of a flow. It is decided once, when the flow begins. */
export interface FlowPolicy {
  /** The names of the policies that were found; empty where none holds. */
  readonly names: readonly string[];
  readonly suppressed?: true;
  /** The flow begins then instead of at its own start. */
  readonly delayedUntil?: Instant;
  /** There while the flow waits for the alert to come again. */
  readonly hold?: Hold;
  readonly heldSince?: Instant;
  readonly autoCloseAt?: Instant;
  /** Begins anew so many milliseconds after it began, and so often. */
  readonly restart?: { readonly every: number; readonly times: number };
}

/** What has been done of one flow of the alert. */
export interface FlowLedger {
  /** The run in which the flow began; a flow of the same key and another run is another flow. */
  readonly run: number;
  /** The escalation that the flow works through, also where a team's routing led to it. */
  readonly escalationId?: string;
  /** The round of the escalation, from 0. */
  readonly cycle: number;
  /** The delays of the round's rules are counted from here; earlier than it began where somebody escalated by hand. */
  readonly cycleStartedAt: Instant;
  /** How many of the round's rules, in the order of their delays, have fired or been passed over. */
  readonly rulesDone: number;
  /** How many of the flow's escalations by hand have been followed. */
  readonly escalatedByHand: number;
  /** The firings of which somebody has steps to come. */
  readonly fired: readonly FiredRule[];
  /** No rule of the flow can fire any more. */
  readonly finished: boolean;
  /** Set where a round begins with the acknowledgement taken back: the flow that then begins anew begins in this round. */
  readonly resumesInCycle?: number;
  /** Absent: the policies have not been asked yet. */
  readonly policy?: FlowPolicy;
  /** When the flow, delayed and held as it was, began; there where a policy may restart it. */
  readonly begunAt?: Instant;
  /** How often a policy has restarted the flow. */
  readonly restarts?: number;
}

/** Handed out, with the firing that it came of. */
export type PendingNotification = NotificationRequest & {
  readonly cycle: number;
  readonly rule: number;
};

/** How far a user has been told of the alert; what GET …/recipients shows of whoever has not acted on it. */
export interface RecipientState {
  readonly state: 'notactive' | 'active';
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
  /** The execution that was in charge before the run began (run 0: none), so that it can be stopped again. */
  readonly supersededRun?: number;
  readonly supersededPart?: number;
  /**
   * When the reconciler is to have a look, unless an execution has moved it on by then: the execution's own next look,
   * or, after a batch was handed out, at once. Absent when nothing more can be due.
   */
  readonly dueAt?: Instant;
  /** When the execution looks again. Absent when it has ended. */
  readonly resumeAt?: Instant;
  /** When an execution looked last. */
  readonly lookedAt?: Instant;
  readonly flows: Readonly<Record<string, FlowLedger>>;
  /** Handed out in the last pass; their outcomes are read in the next, and what has none is handed out again. */
  readonly pending: readonly PendingNotification[];
  readonly recipients: Readonly<Record<string, RecipientState>>;
  /** Recipients who have a notification rule for an event: whether an event needs an execution is read off here. */
  readonly observers: Readonly<Partial<Record<AlertEvent, readonly string[]>>>;
  /**
   * Something may still be due of an acknowledged alert: an acknowledge does not end the run's work. True until the
   * run's first pass has found out.
   */
  readonly continuesWhenAcknowledged: boolean;
  /**
   * What flows wait for, as of a run: a duplicate that brings it about begins a new run. Of another run than the
   * alert's it says nothing; so a storm of duplicates wakes the engine once.
   */
  readonly heldFor?: { readonly run: number; readonly holds: readonly Hold[] };
  /** Events of the present execution's history so far, estimated from above. */
  readonly historyEvents: number;
}

/** The ledger of an alert for which nothing has been done yet; not stored before its first run begins. */
export const emptyLedger = (alert: Pick<Alert, 'accountId' | 'id'>): Ledger => ({
  accountId: alert.accountId,
  alertId: alert.id,
  run: 0,
  part: 0,
  version: 0,
  flows: {},
  pending: [],
  recipients: {},
  observers: {},
  continuesWhenAcknowledged: true,
  historyEvents: 0,
});

/**
 * The ledger with the alert's run begun in it: what was done of flows that go on is kept, and so is what was handed
 * out, the next pass sorts it out. Due at once, so that a run whose execution never started is found.
 */
export const withRunBegun = (ledger: Ledger, run: number, at: Instant): Ledger => ({
  ...ledger,
  run,
  part: 0,
  version: ledger.version + 1,
  dueAt: at,
  resumeAt: at,
  continuesWhenAcknowledged: true,
  historyEvents: 0,
});
