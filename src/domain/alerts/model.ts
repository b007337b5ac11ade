import type { Instant } from '../../platform/clock.ts';
import type { AlertEvent } from '../kernel/alert-event.ts';
import type { IntegrationRef } from '../kernel/integration-ref.ts';
import type { Priority } from '../kernel/priority.ts';
import type { Responder } from '../kernel/responder.ts';

/**
 * One strand of an alert's plan: whom to notify since when. The engine works all strands of the alert off; what it
 * has done of each is in the ledger under the same key.
 *
 * - `responder`: work through a team's routing, an escalation, a schedule or a user.
 * - `owner`: tell the user to whom the alert was assigned.
 * - `event`: tell the recipients who asked for it that something happened (acknowledged, closed, note added).
 */
export type Flow =
  | (FlowBase & {
      readonly kind: 'responder';
      readonly target: Responder;
      /** The instants at which somebody asked by hand for the next escalation rule. */
      readonly escalatedAt: readonly Instant[];
    })
  | (FlowBase & { readonly kind: 'owner'; readonly userId: string })
  | (FlowBase & {
      readonly kind: 'event';
      readonly event: Exclude<AlertEvent, 'create-alert' | 'assigned-alert'>;
      /** Who did it, and need not be told. Absent where it was no user of the account. */
      readonly actorUserId?: string;
    });

interface FlowBase {
  readonly key: string;
  /** The run in which the strand began; part of the ids of its notifications. */
  readonly run: number;
  readonly startedAt: Instant;
}

/** An alert as it is stored: the aggregate on which the alert worker applies actions, one at a time. */
export interface Alert {
  readonly accountId: string;
  readonly id: string;
  readonly tinyId: string;
  readonly alias: string;
  readonly message: string;
  readonly description: string;
  readonly status: 'open' | 'closed';
  readonly acknowledged: boolean;
  readonly isSeen: boolean;
  readonly tags: readonly string[];
  readonly snoozed: boolean;
  readonly snoozedUntil?: Instant;
  /** The run that the snooze began: what was planned later was planned by somebody who knew of it. */
  readonly snoozedInRun?: number;
  readonly count: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly lastOccurredAt: Instant;
  /** The latest occurrences, newest last: kept only while a notification waits for a number of them within a time. */
  readonly occurrences?: readonly Instant[];
  readonly source: string;
  /** Username of the owner; empty where nobody owns it. */
  readonly owner: string;
  readonly ownerTeamId: string;
  readonly priority: Priority;
  readonly responders: readonly Responder[];
  readonly visibleTo: readonly Responder[];
  readonly actions: readonly string[];
  readonly entity: string;
  readonly details: Readonly<Record<string, string>>;
  readonly integration: IntegrationRef;
  readonly report: {
    /** Milliseconds from creation. */
    readonly ackTime?: number;
    readonly closeTime?: number;
    readonly acknowledgedBy?: string;
    readonly closedBy?: string;
  };
  /** Grows by one with each change of plan; every execution belongs to one run. 0 while nothing was ever planned. */
  readonly run: number;
  readonly flows: readonly Flow[];
  /** Grows by one with each write. */
  readonly version: number;
  /** The latest requests applied, newest last: a message delivered again is recognised by them. */
  readonly appliedRequests: readonly string[];
}

/** How many of the latest requests an alert remembers: more than can be in flight for one alert at a time. */
export const REMEMBERED_REQUESTS = 20;

/**
 * Whether a snooze keeps the flow silent. It does not where somebody was made the owner after it began: they are told
 * at once, because nothing would tell them when the snooze is over.
 */
export const isSnoozedForFlow = (alert: Alert, flow: Flow): boolean =>
  alert.snoozed && !(flow.kind === 'owner' && flow.run > (alert.snoozedInRun ?? Number.POSITIVE_INFINITY));

/** The alert without its snooze. */
export const awake = ({ snoozedUntil: _until, snoozedInRun: _run, ...alert }: Alert): Alert => ({
  ...alert,
  snoozed: false,
});
