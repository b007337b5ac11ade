import type { Instant } from '../../../platform/clock.ts';
import type { Responder } from '../../kernel/responder.ts';
import type { Ledger } from '../ledger.ts';
import type { Alert } from '../model.ts';

/** What an action is applied to. */
export interface AlertState {
  readonly alert?: Alert;
  readonly ledger?: Ledger;
  /** The run of the alert as it is stored, 0 where it is not: all changes that go into one write make one new run. */
  readonly storedRun: number;
}

export interface Person {
  readonly id: string;
  readonly username: string;
}

/** What the names in a message stand for. Whatever the action does not need, or does not exist, is left out. */
export interface Resolved {
  /** Reserved for the alert that a Create opens. */
  readonly tinyId?: string;
  readonly responders?: readonly Responder[];
  readonly visibleTo?: readonly Responder[];
  /** The policies that made the alert what it is, by name. */
  readonly policies?: readonly string[];
  /** Responders of the message that do not exist, in words. */
  readonly unknown?: readonly string[];
  /** Who asked, where it is a user of the account. */
  readonly actor?: Person;
  readonly owner?: Person;
  readonly escalationId?: string;
  readonly responder?: Responder;
}

export interface LogLine {
  readonly log: string;
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
 * What became of an action. `created`: a new alert. `repeated`: a duplicate that only counts up. `changed`: the alert
 * is another now. `deleted`: it shall go, with all that belongs to it. `replayed`: the alert has applied the request
 * before. `refused`: nothing changes; `status` says why. `status` is what the request's status shows.
 */
export type Reduction =
  | {
      readonly kind: 'created' | 'repeated' | 'changed';
      readonly status: string;
      readonly alert: Alert;
      readonly log: readonly LogLine[];
      readonly notes: readonly Note[];
    }
  | { readonly kind: 'deleted' | 'replayed'; readonly status: string; readonly alert: Alert }
  | { readonly kind: 'refused'; readonly status: string };

export const refused = (status: string): Reduction => ({ kind: 'refused', status });
