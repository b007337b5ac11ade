import type { Instant } from '../../platform/clock.ts';
import type { EscalationPosition } from '../escalations/timeline.ts';
import type { AlertEvent } from '../kernel/alert-event.ts';
import type { NextRule, RecipientOrigin } from '../notifications/context.ts';
import type { Channel, NotificationRequest } from '../notifications/model.ts';
import type { ChosenRoute } from './log-facts.ts';
import type { Alert } from './model.ts';

/** One step of a user's notification rule, copied when the escalation rule fired. */
export interface LedgerStep {
  readonly id: string;
  readonly channel: Channel;
  readonly contactId: string;
  /** Milliseconds after the recipient's `startedAt`. */
  readonly delayMs: number;
}

/** A user who was resolved when a rule fired, and the progress through their notification steps. */
export interface LedgerRecipient {
  readonly userId: string;
  /** Where the rule found them; absent: the alert or the event names them. */
  readonly origin?: RecipientOrigin;
  /** Whose notifications they get instead. */
  readonly forwardedFrom?: string;
  /** The user's notification rule that applied. */
  readonly notificationRuleId: string;
  /** Step delays count from here. Earlier than the firing if a failed contact advanced the next step. */
  readonly startedAt: Instant;
  /** In the order of their due times. */
  readonly steps: readonly LedgerStep[];
  /** How often the whole sequence of steps repeats. Absent: the steps run once. */
  readonly repeat?: { readonly intervalMs: number; readonly count: number };
  /** Index of the next step, counted across repetitions: the steps before it were handed out or skipped. */
  readonly nextStep: number;
  /** How the notifications of the earlier steps ended. Absent: none has ended yet. */
  readonly earlier?: EarlierAttempts;
}

/** How the notifications of a person about an event have ended so far. */
export interface EarlierAttempts {
  /** One was sent. */
  readonly reached?: true;
  /** None was sent, and of this one, the latest, it is unknown. */
  readonly unknown?: Omit<PendingNotification, 'earlier'>;
}

export type NotificationCondition = NotificationRequest['condition'];

/** One firing of one escalation rule. A direct responder, an owner or an event fires as rule 0. */
export interface FiredRule {
  readonly round: number;
  readonly rule: number;
  /** The number of the branch whose rule it is; absent: a rule of the flow itself. */
  readonly branch?: number;
  readonly firedAt: Instant;
  readonly condition: NotificationCondition;
  /** The recipients with steps still to come. */
  readonly recipients: readonly LedgerRecipient[];
}

/**
 * The de-duplication threshold of a notification policy: nobody is notified until the alert has occurred `count` times,
 * or, with `withinMs`, `count` times within that many milliseconds.
 */
export interface DedupThreshold {
  readonly count: number;
  readonly withinMs?: number;
}

/** The result of applying the notification policies to a flow. Decided once, when the flow starts. */
export interface FlowPolicy {
  /** The names of the policies that matched; empty if none did. */
  readonly policyNames: readonly string[];
  readonly suppressed?: true;
  /** The flow starts at this instant instead of its own `startedAt`. */
  readonly delayedUntil?: Instant;
  /** Present while the flow waits for further occurrences of the alert. */
  readonly dedupThreshold?: DedupThreshold;
  readonly heldSince?: Instant;
  /** Milliseconds after which the alert is closed, counted from its creation or from its last restart. */
  readonly autoCloseAfterMs?: number;
  /** How often the flow restarts, and the interval between the restarts. */
  readonly restart?: { readonly intervalMs: number; readonly count: number };
}

/**
 * An escalation that a flow follows beside its own: a rule's recipient was a team that routes to it, or it was on call in
 * a schedule. It runs on its own timeline from then on.
 */
export interface BranchLedger extends EscalationPosition {
  /** Counts the branches of the flow from 1; part of the ids of its notifications. */
  readonly number: number;
  readonly escalationId: string;
  readonly startedAt: Instant;
  /** The ids of the escalations that led to it, the outermost first. */
  readonly path: readonly string[];
  /** Whether an if-not-closed rule started it: its first rules then also notify if the alert is acknowledged. */
  readonly startsAcknowledged?: true;
  /** Whether none of its rules can fire any more. */
  readonly finished: boolean;
  /** The people of its next rule. */
  readonly nextRule?: NextRule;
}

/** The progress of one flow of the alert. */
export interface FlowLedger extends EscalationPosition {
  /** The run in which the flow started; the same key with another run is another flow. */
  readonly run: number;
  /** The escalation that the flow follows, also if a team's routing rule chose it. */
  readonly escalationId?: string;
  /** The routing rule of the team that chose the escalation, or that nobody is notified. */
  readonly route?: ChosenRoute;
  /** The people of its next rule, for its messages. Absent: there is none, or none has fired yet. */
  readonly nextRule?: NextRule;
  /** The firings with recipients that still have steps to come. */
  readonly fired: readonly FiredRule[];
  /** The team's routing rule says that nobody is notified. */
  readonly routedToNobody?: true;
  /** Whether no rule of the flow itself can fire any more. Its branches may still have some. */
  readonly finished: boolean;
  /** The escalations that the flow follows beside its own, in the order in which they started. */
  readonly branches?: readonly BranchLedger[];
  /** How many branches the flow has started, including those that are over. */
  readonly branchCount?: number;
  /** Set if the next round resets recipient states: the restarted flow continues in this round. */
  readonly resumesInRound?: number;
  /** Set if a policy restarts the acknowledged alert: the restarted flow has had this many restarts. */
  readonly resumesAfterRestarts?: number;
  /** Absent: the policies have not been applied yet. */
  readonly policy?: FlowPolicy;
  /** When the flow first started, after any delay or threshold. Present only if a policy may restart it. */
  readonly firstStartedAt?: Instant;
  /** How often a policy has restarted the flow. */
  readonly restarts?: number;
}

/** A notification that was handed out, with the firing that caused it. */
export type PendingNotification = NotificationRequest & {
  readonly round: number;
  readonly rule: number;
  readonly branch?: number;
  /** How the earlier notifications of the person ended. */
  readonly earlier?: EarlierAttempts;
};

/** The notification state of a user, as GET …/recipients shows it unless the user acted on the alert. */
export interface RecipientState {
  readonly state: 'notactive' | 'active';
  readonly method: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** When a notification of theirs was last handed out. */
  readonly notifiedAt?: Instant;
  /** When a notification that asks for a response was first certainly sent, since the notifications last began. */
  readonly reachedAt?: Instant;
}

/**
 * The progress of the engine for an alert. Only the engine writes it, with a version of its own, so a storm of duplicate
 * alerts never conflicts with it. The alert worker only starts a run in it.
 */
export interface Ledger {
  readonly accountId: string;
  readonly alertId: string;
  readonly run: number;
  /** The continuation of the run that is in charge, from 0; executions of earlier ones end as superseded. */
  readonly continuation: number;
  readonly version: number;
  /** The execution that was in charge before this run started (run 0: none), so that it can be stopped. */
  readonly supersededRun?: number;
  readonly supersededContinuation?: number;
  /**
   * When the reconciler checks this alert unless an execution has moved the time on: the execution's next evaluation,
   * or immediately after a batch was handed out. Absent if nothing more can be due.
   */
  readonly dueAt?: Instant;
  /** When the execution evaluates the alert next. Absent if it has ended. */
  readonly resumeAt?: Instant;
  /** When an execution last evaluated the alert. */
  readonly evaluatedAt?: Instant;
  readonly flows: Readonly<Record<string, FlowLedger>>;
  /** Handed out by the last evaluation. The next one reads the outcomes and hands out again what has none. */
  readonly pending: readonly PendingNotification[];
  readonly recipients: Readonly<Record<string, RecipientState>>;
  /** Recipients with a notification rule for an event; tells whether an event needs an execution. */
  readonly observers: Readonly<Partial<Record<AlertEvent, readonly string[]>>>;
  /**
   * Whether something would still be due if the alert were acknowledged, so that an acknowledge does not end the run.
   * True until the first evaluation of the run has decided.
   */
  readonly continuesWhenAcknowledged: boolean;
  /**
   * The thresholds that flows of this run wait for: a duplicate that reaches one starts a new run. Ignored if `run` is
   * not the alert's current run, so a storm of duplicates wakes the engine only once.
   */
  readonly pendingThresholds?: { readonly run: number; readonly thresholds: readonly DedupThreshold[] };
  /** Upper estimate of the events in the current execution's history. */
  readonly historyEvents: number;
  /**
   * Present while the alert is held because paging is stopped in the account: since when, and until when as far as the
   * last evaluation knew.
   */
  readonly held?: { readonly since: Instant; readonly until: Instant };
  /** Whether a notification about the alert was sent to anybody. */
  readonly hasReached?: true;
}

/** The ledger of an alert for which nothing has been done yet. It is not stored before the first run starts. */
export const emptyLedger = (alert: Pick<Alert, 'accountId' | 'id'>): Ledger => ({
  accountId: alert.accountId,
  alertId: alert.id,
  run: 0,
  continuation: 0,
  version: 0,
  flows: {},
  pending: [],
  recipients: {},
  observers: {},
  continuesWhenAcknowledged: true,
  historyEvents: 0,
});

/**
 * The ledger with a new run of the alert started. Flow progress and pending notifications are kept; the next evaluation
 * sorts them out. Due immediately, so that the reconciler finds a run whose execution never started.
 */
export const withNewRun = (ledger: Ledger, run: number, at: Instant): Ledger => ({
  ...ledger,
  run,
  continuation: 0,
  version: ledger.version + 1,
  dueAt: at,
  resumeAt: at,
  continuesWhenAcknowledged: true,
  historyEvents: 0,
});
