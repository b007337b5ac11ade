import type { Instant } from '../../platform/clock.ts';
import type { NotifyType } from '../escalations/model.ts';
import type { Channel } from '../notifications/model.ts';
import type { DeadEndReason, SkippedStepReason, UnreachableReason } from '../notifications/reasons.ts';
import type { AlertAction } from './action.ts';

/** The routing rule of a team that chose where an alert goes. */
export interface ChosenRoute {
  /** The name of the rule; absent if it cannot be read. */
  readonly rule?: string;
  /** Its position among the rules of the team, from 1. */
  readonly position: number;
}

/** A rule that fired: whom it leads to, whom it notifies, and why it does not notify others. */
export interface FiredFact {
  readonly kind: 'fired';
  /** The key of the alert's flow. */
  readonly flow: string;
  /** Absent if no escalation is followed. `rule` and `round` count from 1. */
  readonly escalation?: { readonly id: string; readonly rule: number; readonly round: number };
  /** Present if this is the first rule that fires after the routing rule of a team led here. */
  readonly route?: ChosenRoute;
  /** The responders that the rule names: users, teams, schedules, escalations. */
  readonly recipients: readonly { readonly type: string; readonly id: string }[];
  /** Which of the people behind a team or schedule; absent: by its routing rules, or who is on call. */
  readonly notifyType?: Exclude<NotifyType, 'default'>;
  /** The ids of those who are notified, at most {@link MAX_FACT_PEOPLE}. */
  readonly people: readonly string[];
  /** How many more are notified. */
  readonly more?: number;
  readonly unreachable?: readonly { readonly userId: string; readonly reason: UnreachableReason }[];
  /** Whose notifications begin later because of a mute or quiet hours. */
  readonly muted?: readonly { readonly userId: string; readonly until: Instant }[];
  /** Whose notifications go to somebody else. */
  readonly forwarded?: readonly { readonly from: string; readonly to: string }[];
  /** Steps of notification rules that are left out. */
  readonly skipped?: readonly {
    readonly userId: string;
    readonly channel: Channel;
    readonly reason: SkippedStepReason;
  }[];
}

/** How many people a fact lists of each kind, so that an entry of the log stays small. */
export const MAX_FACT_PEOPLE = 20;

/**
 * The machine-readable form of an entry of an alert's log, from which the story is built. It is stored with the text.
 * Absent on entries of earlier releases.
 */
export type LogFact =
  | FiredFact
  /** Somebody, or the engine, did something to the alert. */
  | { readonly kind: 'action'; readonly action: AlertAction['type'] }
  /** The alert occurred again. `count`: how often it has occurred by then. */
  | { readonly kind: 'counted'; readonly count: number }
  /** An alert policy changed the alert, or could not be evaluated. */
  | { readonly kind: 'alert-policy'; readonly policy: string; readonly failed?: true }
  | { readonly kind: 'unknown-responder'; readonly responder: string }
  /** Notification policies apply to a flow. */
  | {
      readonly kind: 'policy';
      readonly flow: string;
      readonly policies: readonly string[];
      readonly suppressed?: true;
      readonly delayedUntil?: Instant;
      /** Occurrences that the flow waits for. */
      readonly threshold?: number;
      readonly closesAt?: Instant;
    }
  /** A responder, or the whole alert, leads to nobody. `name`: of the team. */
  | {
      readonly kind: 'dead-end';
      readonly reason: DeadEndReason;
      readonly name?: string;
      readonly route?: ChosenRoute;
    }
  /** A notification policy restarts the notifications. */
  | {
      readonly kind: 'restart';
      readonly policies: readonly string[];
      readonly number: number;
      readonly of: number;
    }
  /** Paging is stopped in the account, so nobody is notified. */
  | {
      readonly kind: 'paging-stopped';
      readonly until: Instant;
      readonly by: string;
      readonly reason: string;
    }
  /** Paging goes on. */
  | { readonly kind: 'paging-resumed' }
  /** A part of the configuration could not be evaluated. */
  | { readonly kind: 'not-evaluated' };
