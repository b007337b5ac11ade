import type { Instant } from '../../../platform/clock.ts';
import type { Escalation } from '../../escalations/model.ts';
import type { Responder } from '../../kernel/responder.ts';
import type { Ledger } from '../ledger.ts';
import type { LogFact } from '../log-facts.ts';
import type { Alert } from '../model.ts';

/** The state to which an action is applied. */
export interface AlertState {
  readonly alert?: Alert;
  readonly ledger?: Ledger;
  /** The run of the stored alert, 0 if there is none. All changes of one write share one new run. */
  readonly storedRun: number;
}

/** A user of the account. */
export interface UserRef {
  readonly id: string;
  readonly username: string;
}

/** The resolved references of a message. Absent: the action does not need it, or it does not exist. */
export interface ResolvedReferences {
  /** Reserved for the alert that a Create may create. */
  readonly tinyId?: string;
  readonly responders?: readonly Responder[];
  readonly visibleTo?: readonly Responder[];
  /** Names of the alert policies that changed the message. */
  readonly policies?: readonly string[];
  /** Names of the alert policies that could not be evaluated. */
  readonly failedPolicies?: readonly string[];
  /** Patterns of alert policies that took too long, or are skipped because they did before. */
  readonly skippedPatterns?: readonly string[];
  /** Descriptions of the responders that do not exist. */
  readonly unknown?: readonly string[];
  /** The user who made the request. */
  readonly actor?: UserRef;
  readonly owner?: UserRef;
  readonly escalation?: Escalation;
  readonly responder?: Responder;
  /** The users with the role owner. */
  readonly accountOwners?: readonly UserRef[];
  /** Who responds if nobody else can be notified. */
  readonly fallback?: FallbackResponder;
}

/** The fallback responder of an account, which exists. */
export interface FallbackResponder {
  readonly responder: Responder;
  /** Its name; of a user, their username. */
  readonly name: string;
}

export interface LogEntry {
  readonly log: string;
  /** The same for programs. */
  readonly fact?: LogFact;
  readonly type: 'system' | 'userAction';
  readonly owner: string;
  readonly createdAt: Instant;
}

export interface Note {
  readonly note: string;
  readonly owner: string;
  readonly createdAt: Instant;
}

/**
 * The effect of an action. `created`: a new alert. `deduplicated`: a duplicate that only increases the count. `changed`:
 * the alert has changed. `deleted`: the alert and everything that belongs to it must be deleted. `already-applied`: the
 * alert has applied the request before. `refused`: nothing changes, for the reason in `status`. `status` becomes the
 * status of the request.
 */
export type Reduction =
  | {
      readonly kind: 'created' | 'deduplicated' | 'changed';
      readonly status: string;
      readonly alert: Alert;
      readonly log: readonly LogEntry[];
      readonly notes: readonly Note[];
    }
  | { readonly kind: 'deleted' | 'already-applied'; readonly status: string; readonly alert: Alert }
  | { readonly kind: 'refused'; readonly status: string };

export const refuse = (status: string): Reduction => ({ kind: 'refused', status });
