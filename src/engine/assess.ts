import type { FlowLedger, Ledger, PendingNotification } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import type { AlertEvent } from '../domain/kernel/alert-event.ts';
import type { NotificationRecord, NotificationRequest } from '../domain/notifications/model.ts';
import { DAY, type Instant, MINUTE } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import {
  type ConfigurationLookup,
  type ConfigurationRef,
  type ConfigurationSnapshot,
  createLookup,
} from './configuration-snapshot.ts';
import { findNextEvent } from './escalation-timeline.ts';
import type { EngineLogEntry, EngineRequest, Evaluation, WakeUp } from './evaluation.ts';
import { advanceFlow, getFlowLedger, isActive } from './flow.ts';
import { estimateHistoryEvents } from './history-limit.ts';
import {
  classifyPending,
  MAX_BATCH,
  takeDueNotifications,
  withFailuresHandled,
} from './notification-batch.ts';
import {
  findSuppression,
  getPendingThresholds,
  hasAutoClose,
  requestAutoClose,
} from './notification-policies.ts';

/** The longest wait: within what timers of emulators can count, and far below the year that an execution may last. */
export const MAX_WAIT = 20 * DAY;

export interface AssessInput {
  readonly alert: Alert;
  readonly ledger: Ledger;
  readonly config: ConfigurationSnapshot;
  /** The records of the ledger's pending notifications, as far as there are any. */
  readonly outcomes: readonly NotificationRecord[];
  readonly now: Instant;
}

/** Codes of why a pass came out as it did; `detail` of the decision says it to people. */
export type AssessReason =
  | 'NotificationsDue'
  | WakeUp['reason']
  | 'AlertClosed'
  | 'Acknowledged'
  | 'SnoozeOver'
  | 'AskedOfTheAlert'
  | 'SuppressedByPolicy'
  | 'NothingMoreDue';

export interface AssessDecision {
  readonly kind: 'decision';
  readonly decision: 'NOTIFY' | 'WAIT' | 'END';
  readonly reason: AssessReason;
  readonly detail: string;
  readonly notifications: readonly NotificationRequest[];
  /** When to wakeUp again; absent where nothing is waited for. */
  readonly resumeAt?: Instant;
  /** To be stored before the notifications are handed out. Its version is the next one. */
  readonly ledger: Ledger;
  readonly logEntries: readonly EngineLogEntry[];
  /** To be put on the queue of the alert's actions before the ledger is stored. */
  readonly requests: readonly EngineRequest[];
}

/** These have to be read before it can be decided. */
export interface ConfigurationNeeded {
  readonly kind: 'needs';
  readonly refs: readonly ConfigurationRef[];
}

/**
 * Who is due now, and when is the next wakeUp? A pure function of the alert, what was done for it, as much of the
 * configuration as has been read, and the time: where more of the configuration matters it says what, and is to be
 * asked again with it. Nothing is due before its time, and nothing is handed out twice, except what was handed out
 * before and has no outcome: again, under the same id.
 */
export function assess({
  alert,
  ledger,
  config,
  outcomes,
  now,
}: AssessInput): AssessDecision | ConfigurationNeeded {
  const lookup = createLookup(config);
  const evaluation: Evaluation = {
    alert,
    now,
    lookup,
    logEntries: [],
    requests: [],
    recipients: new Map(Object.entries(ledger.recipients)),
    observers: new Map(
      Object.entries(ledger.observers).map(([event, ids]) => [event as AlertEvent, new Set(ids)]),
    ),
  };
  const { again, failed, held } = classifyPending(alert, ledger.pending, outcomes);
  const wakeUps: WakeUp[] = [];
  const flows = new Map<string, FlowLedger>();
  for (const flow of alert.flows) {
    const before = withFailuresHandled(getFlowLedger(ledger, flow), flow, failed, now);
    const { ledger: after, wakeUp: next } = isActive(flow, alert)
      ? advanceFlow(evaluation, flow, before)
      : { ledger: before };
    flows.set(flow.key, after);
    if (next) wakeUps.push(next);
  }
  if (lookup.getMissing().length > 0) return { kind: 'needs', refs: lookup.getMissing() };

  if (alert.snoozed && alert.status === 'open') wakeUps.push(...waitForSnoozeEnd(evaluation));
  wakeUps.push(...requestAutoClose(evaluation, flows));
  const handedOut = takeDueNotifications(evaluation, flows, MAX_BATCH - again.length);
  wakeUps.push(...handedOut.wakeUps);
  const pending = [...again, ...handedOut.notifications];

  const wakeUp = wakeUps.reduce<WakeUp | undefined>(
    (first, each) => (first && first.at <= each.at ? first : each),
    undefined,
  );
  const resumeAt = wakeUp && Math.min(wakeUp.at, now + MAX_WAIT);
  // After a batch the reconciler wakeUps soon whether it was sent. What was asked of the alert begins a new run or closes
  // it; until then this run is not over, and is asked again.
  const lookAgainAt = resumeAt ?? (evaluation.requests.length > 0 ? now + MINUTE : undefined);
  const dueAt = pending.length > 0 ? now : lookAgainAt;
  const { dueAt: _dueAt, resumeAt: _resumeAt, pendingThresholds: _heldFor, ...rest } = ledger;
  const holds = getPendingThresholds(flows);
  return {
    kind: 'decision',
    ...summarize(evaluation, flows, pending.length, wakeUp),
    notifications: pending.map(({ round: _cycle, rule: _rule, ...request }) => request),
    ...(resumeAt !== undefined && { resumeAt }),
    ledger: {
      ...rest,
      version: ledger.version + 1,
      evaluatedAt: now,
      ...(dueAt !== undefined && { dueAt }),
      ...(lookAgainAt !== undefined && { resumeAt: lookAgainAt }),
      flows: Object.fromEntries(flows),
      pending: [...pending, ...held],
      ...(holds.length > 0 && { pendingThresholds: { run: alert.run, thresholds: holds } }),
      recipients: Object.fromEntries(evaluation.recipients),
      observers: Object.fromEntries(
        [...evaluation.observers]
          .filter(([, ids]) => ids.size > 0)
          .map(([event, ids]) => [event, [...ids].sort()]),
      ),
      continuesWhenAcknowledged: continuesWhenAcknowledged(lookup, alert, flows, [...pending, ...held]),
      historyEvents: ledger.historyEvents + estimateHistoryEvents(pending.length),
    },
    logEntries: evaluation.logEntries,
    requests: evaluation.requests,
  };
}

function summarize(
  { alert, requests }: Evaluation,
  flows: ReadonlyMap<string, FlowLedger>,
  pending: number,
  wakeUp: WakeUp | undefined,
): Pick<AssessDecision, 'decision' | 'reason' | 'detail'> {
  if (pending > 0) return { decision: 'NOTIFY', reason: 'NotificationsDue', detail: `${pending} due` };
  if (wakeUp) return { decision: 'WAIT', reason: wakeUp.reason, detail: wakeUp.detail };
  const end = (reason: AssessReason, detail: string) => ({ decision: 'END' as const, reason, detail });
  if (alert.status === 'closed') return end('AlertClosed', 'the alert is closed');
  if (requests.some(({ action }) => action.type === 'EndSnooze')) {
    return end('SnoozeOver', 'a new run begins with the end of the snooze');
  }
  if (requests.length > 0)
    return end('AskedOfTheAlert', requests.map(({ action }) => action.type).join(', '));
  if (alert.acknowledged) return end('Acknowledged', 'somebody has the alert');
  const silenced = findSuppression(flows);
  if (silenced) return end(silenced.reason, silenced.detail);
  return end('NothingMoreDue', 'all that was planned has been done');
}

/** While the alert is snoozed: wait for the end, then ask for it. */
function waitForSnoozeEnd({ alert, now, requests }: Evaluation): readonly WakeUp[] {
  const until = alert.snoozedUntil ?? now;
  if (until > now) return [{ at: until, reason: 'SnoozedUntil', detail: 'the alert is snoozed' }];
  requests.push({
    requestId: derivedId('end-snooze', alert.id, String(alert.run)),
    at: until,
    action: { type: 'EndSnooze', run: alert.run },
  });
  return [];
}

/** Whether something would still be due if the alert were acknowledged now. In doubt, yes. */
function continuesWhenAcknowledged(
  lookup: ConfigurationLookup,
  alert: Alert,
  flows: ReadonlyMap<string, FlowLedger>,
  pending: readonly PendingNotification[],
): boolean {
  if (hasAutoClose(flows) || pending.some(({ condition }) => condition !== 'if-not-acked')) return true;
  return alert.flows.some(({ key, kind }) => {
    const ledger = flows.get(key) as FlowLedger;
    if (ledger.fired.some(({ condition }) => condition !== 'if-not-acked')) return true;
    if (ledger.finished || ledger.policy?.dedupThreshold) return false;
    const escalation =
      kind === 'responder' && ledger.escalationId && lookup.find('escalation', ledger.escalationId);
    return !escalation || findNextEvent(escalation, ledger, true) !== undefined;
  });
}
