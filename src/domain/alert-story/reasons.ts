import type { Instant } from '../../platform/clock.ts';
import type {
  CancellationReason,
  DeadEndReason,
  EndReason,
  RecipientProblem,
  SkippedStepReason,
  UnreachableReason,
  WaitReason,
} from '../notifications/reasons.ts';

/** Every reason of engine and senders. */
export type EngineReason =
  | WaitReason
  | EndReason
  | CancellationReason
  | UnreachableReason
  | SkippedStepReason
  | DeadEndReason
  | RecipientProblem;

/** Reasons that only the story gives, because the engine has nothing to decide about them. */
type StoryOnlyReason =
  /** A notification was certainly not sent, for a reason that the provider gives. */
  | 'ProviderFailed'
  /** Nobody knows whether a notification was sent. */
  | 'OutcomeUnknown'
  /** Somebody else gets the person's notifications. */
  | 'Forwarded'
  /** The person takes part in a schedule but is not on call. */
  | 'NotOnCall'
  /** The team or escalation does not name the person. */
  | 'NotNamed'
  /** The conditions of a routing rule do not match the alert. */
  | 'RuleNotMatched'
  /** The routing rule does not apply at this time. */
  | 'OutsideHours'
  /** The person has seen the alert, which ends their own notifications. */
  | 'AlertSeen'
  /** The plan goes on beyond what was worked out. */
  | 'LimitReached';

/** The values of each reason that fill its sentence. */
interface ReasonDetails extends Record<EngineReason | StoryOnlyReason, object> {
  readonly DelayedByPolicy: { readonly policies: readonly string[]; readonly until: Instant };
  readonly BelowDedupThreshold: { readonly policies: readonly string[]; readonly threshold?: number };
  readonly SuppressedByPolicy: { readonly policies: readonly string[] };
  readonly SnoozedUntil: { readonly until: Instant };
  readonly PagingStopped: { readonly until: Instant; readonly by: string; readonly reason: string };
  readonly UserMuted: { readonly until?: Instant };
  readonly RoutedToNobody: { readonly team?: string; readonly rule?: string };
  readonly ProviderFailed: { readonly detail: string };
  readonly OutcomeUnknown: { readonly detail: string };
  readonly Forwarded: { readonly to: string };
  readonly NotOnCall: { readonly schedule: string };
  readonly NotNamed: { readonly by: string };
  readonly RuleNotMatched: { readonly rule: string; readonly conditions: readonly string[] };
  readonly OutsideHours: { readonly rule: string };
}

export type ReasonCode = keyof ReasonDetails;

/** Why something is, or is not, done about an alert: a code with what its sentence needs. */
export type StoryReason = {
  readonly [Code in ReasonCode]: { readonly code: Code } & ReasonDetails[Code];
}[ReasonCode];

type Formatter = (instant: Instant) => string;

const quoted = (names: readonly string[]) =>
  names.length === 1 ? `policy "${names[0]}"` : `policies ${names.map((name) => `"${name}"`).join(', ')}`;

const withoutPeriod = (text: string) => text.replace(/\.$/, '');

const capitalized = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/**
 * The sentence of each reason. `who` is the person, team or contact that the reason is about. A reason without a sentence
 * does not compile.
 */
const SENTENCES: {
  readonly [Code in ReasonCode]: (details: ReasonDetails[Code], who: string, format: Formatter) => string;
} = {
  WaitingForRule: () => 'The next rule is due later.',
  WaitingForRound: () => 'The next round of the escalation is due later.',
  WaitingForStep: () => "The next step of somebody's notification rule is due later.",
  WaitingForRestart: () => 'A notification policy starts the notifications again later.',
  WaitingForAutoClose: () => 'A notification policy closes the alert later.',
  DelayedByPolicy: ({ policies, until }, _who, format) =>
    `${capitalized(quoted(policies))} holds the notifications back until ${format(until)}.`,
  BelowDedupThreshold: ({ policies, threshold }) =>
    `${capitalized(quoted(policies))} holds the notifications back until the alert has occurred ${
      threshold === undefined ? 'often enough' : `${threshold} times`
    }.`,
  SnoozedUntil: ({ until }, _who, format) => `The alert is snoozed until ${format(until)}.`,
  PagingStopped: ({ until, by, reason }, _who, format) =>
    `${by} has stopped all paging until ${format(until)}: ${withoutPeriod(reason)}.`,
  SuppressedByPolicy: ({ policies }) => `${capitalized(quoted(policies))} suppresses the notifications.`,
  AlertClosed: () => 'The alert is closed.',
  Acknowledged: () => 'Somebody has acknowledged the alert, and nothing is due in spite of that.',
  SnoozeEnded: () => 'The snooze has ended, and the notifications start again.',
  ActionRequested: () => 'An action on the alert is under way; it decides what comes next.',
  NothingMoreDue: () => 'Everybody who was to be notified has been notified. Nothing more is planned.',
  AlertDeleted: () => 'The alert was deleted.',
  Superseded: () => 'A later change of the alert replaced this plan.',
  Continued: () => 'The plan goes on in a further execution.',
  PlanChanged: (_, who) => `A later change of the alert replaced the notification of ${who}.`,
  AlertSnoozed: (_, who) => `${who} was not notified because the alert was snoozed.`,
  AlertAcknowledged: (_, who) => `${who} was not notified because somebody acknowledged the alert first.`,
  UserMuted: ({ until }, who, format) =>
    `${who} has muted notifications or has quiet hours${until === undefined ? '' : ` until ${format(until)}`}.`,
  NoNotificationRule: (_, who) => `${who} has no notification rule that applies to this alert at this time.`,
  NoUsableContact: (_, who) => `The notification rule of ${who} has no step with a contact that can be used.`,
  NoVerifiedContact: (_, who) =>
    `No contact that the notification rule of ${who} uses is verified, so nothing is sent there.`,
  UserBlocked: (_, who) => `${who} is blocked.`,
  StepDisabled: (_, who) => `The step of ${who} is disabled.`,
  ContactDisabled: (_, who) => `The contact of ${who} is disabled.`,
  ContactNotVerified: (_, who) => `The contact of ${who} is not verified, so only tests are sent there.`,
  ContactMissing: (_, who) => `The contact of ${who} no longer exists.`,
  RoutedToNobody: ({ team, rule }) =>
    `The routing rule${rule === undefined ? '' : ` "${rule}"`}${
      team === undefined ? '' : ` of team ${team}`
    } notifies nobody.`,
  TeamDeleted: () => 'The team that was to respond no longer exists.',
  EscalationDeleted: () => 'The escalation no longer exists.',
  SuppressedByIntegration: () => 'The integration suppresses the notifications of its alerts.',
  NoResponders: () => 'The alert has no responders, so nobody is notified.',
  UserDeleted: (_, who) => `${who} no longer exists as a user.`,
  InvalidAddress: (_, who) => `The contact of ${who} is not a valid address for its channel.`,
  ProviderFailed: ({ detail }, who) => `The notification of ${who} failed: ${detail}.`,
  OutcomeUnknown: ({ detail }, who) => `It is unknown whether the notification reached ${who}: ${detail}.`,
  Forwarded: ({ to }, who) => `The notifications of ${who} are forwarded to ${to}.`,
  NotOnCall: ({ schedule }, who) => `${who} is not on call in schedule ${schedule}.`,
  NotNamed: ({ by }, who) => `${by} does not lead to ${who}.`,
  RuleNotMatched: ({ rule, conditions }, who) =>
    `Routing rule "${rule}" of ${who} does not match${
      conditions.length > 0 ? `: ${conditions.join('; ')}` : ''
    }.`,
  OutsideHours: ({ rule }, who) => `Routing rule "${rule}" of ${who} does not apply at this time.`,
  AlertSeen: (_, who) => `${who} has seen the alert, which ended their notifications.`,
  LimitReached: () => 'The plan goes on; this is as far as it was worked out.',
};

/** All codes, for schemas and tests. */
export const REASON_CODES = Object.keys(SENTENCES) as readonly ReasonCode[];

/** The reason as a sentence in plain English. `who` is the person or team that it is about; `format` shows an instant. */
export const describeReason = (reason: StoryReason, who: string, format: Formatter): string =>
  (SENTENCES[reason.code] as (details: StoryReason, who: string, format: Formatter) => string)(
    reason,
    who,
    format,
  );
