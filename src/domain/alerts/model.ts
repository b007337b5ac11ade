import type { Instant } from '../../platform/clock.ts';
import type { AlertEvent } from '../kernel/alert-event.ts';
import type { IntegrationRef } from '../kernel/integration-ref.ts';
import type { Priority } from '../kernel/priority.ts';
import type { Responder } from '../kernel/responder.ts';
import type { AlertDuplicates } from './duplicates.ts';

/**
 * One thread of notifications for an alert: whom to notify, starting when. The engine processes all flows of an alert
 * and stores its progress in the ledger under the flow's key.
 *
 * - `responder`: follow a team's routing rules, an escalation, a schedule or a user.
 * - `owner`: notify the user to whom the alert was assigned.
 * - `event`: notify the recipients with a notification rule for the event (acknowledged, closed, note added).
 */
export type Flow =
  | (FlowBase & {
      readonly kind: 'responder';
      readonly target: Responder;
      /** When somebody escalated the alert to the next rule by hand. */
      readonly escalatedAt: readonly Instant[];
      /**
       * The flow continues its escalation at the position where the earlier flow with its key stopped, because somebody
       * escalated the acknowledged alert to the next rule.
       */
      readonly continues?: true;
    })
  | (FlowBase & { readonly kind: 'owner'; readonly userId: string })
  | (FlowBase & {
      readonly kind: 'event';
      readonly event: Exclude<AlertEvent, 'create-alert' | 'assigned-alert'>;
      /** The user who caused the event and is not notified of it. Absent if no user of the account did. */
      readonly actorUserId?: string;
      /** The note that came with it, or its beginning. Absent: there was none. */
      readonly note?: string;
    });

interface FlowBase {
  readonly key: string;
  /** The run in which the flow began; part of the ids of its notifications. */
  readonly run: number;
  readonly startedAt: Instant;
}

/** An alert as it is stored. The alert worker applies actions to it, one at a time. */
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
  /** The users who have opened the alert, each with the last time that counted; absent: nobody has. */
  readonly seenBy?: readonly { readonly userId: string; readonly at: Instant }[];
  readonly tags: readonly string[];
  readonly snoozed: boolean;
  readonly snoozedUntil?: Instant;
  /** The run that the snooze began. Later runs were begun by somebody who knew of the snooze. */
  readonly snoozedInRun?: number;
  readonly count: number;
  readonly createdAt: Instant;
  /**
   * When the notifications last started again from the beginning, or a snooze ended. Auto-close policies count from here;
   * absent: from the creation.
   */
  readonly restartedAt?: Instant;
  readonly updatedAt: Instant;
  readonly lastOccurredAt: Instant;
  /** The latest occurrences, newest last. Kept only while a notification waits for a dedup threshold with a time frame. */
  readonly occurrences?: readonly Instant[];
  readonly source: string;
  /** Username of the owner; empty if nobody owns the alert. */
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
  /** Grows by one with each change that notifications depend on. Every execution belongs to one run. 0: no run yet. */
  readonly run: number;
  readonly flows: readonly Flow[];
  /** Set once nobody could be notified and the owners of the account were notified instead. It happens once per alert. */
  readonly accountOwnersNotified?: true;
  /** Set once the account's fallback responder was notified, because nobody else could be. It happens once per alert. */
  readonly fallbackNotified?: true;
  /** Grows by one with each write. */
  readonly version: number;
  /** The latest applied requests, without those of `duplicates`, newest last. A redelivered message is recognized by them. */
  readonly appliedRequests: readonly string[];
  /** The latest duplicates that are counted beside the alert, in an item of their own; absent: there are none. */
  readonly duplicates?: AlertDuplicates;
}

/**
 * Whether the alert is snoozed for this flow. It is not for a user who was assigned after the snooze began: they are
 * notified at once, because nothing would notify them when the snooze ends.
 */
export const isSnoozedForFlow = (alert: Alert, flow: Flow): boolean =>
  alert.snoozed && !(flow.kind === 'owner' && flow.run > (alert.snoozedInRun ?? Number.POSITIVE_INFINITY));

/** The alert without its snooze. */
export const withoutSnooze = ({ snoozedUntil: _until, snoozedInRun: _run, ...alert }: Alert): Alert => ({
  ...alert,
  snoozed: false,
});
