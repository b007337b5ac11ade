import type { FlowLedger, Ledger, PendingNotification } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import type { AlertEvent } from '../domain/kernel/alert-event.ts';
import type { NotificationRecord, NotificationRequest } from '../domain/notifications/model.ts';
import { DAY, type Instant, MINUTE } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import { type ConfigurationRef, type Lookup, lookupIn, type Snapshot } from './configuration-snapshot.ts';
import { nextEvent } from './escalation-timeline.ts';
import type { EngineLogEntry, EngineRequest, Look, Pass } from './evaluation.ts';
import { advance, flowLedgerOf, isAlive } from './flow.ts';
import { eventsOfPass } from './history-limit.ts';
import { BATCH_MAX, handOut, settle, withFailures } from './notification-batch.ts';
import { autoClose, holdsOf, silencedBy, willBeClosed } from './notification-policies.ts';

/** The longest wait: within what timers of emulators can count, and far below the year that an execution may last. */
export const WAIT_MAX = 20 * DAY;

export interface AssessInput {
  readonly alert: Alert;
  readonly ledger: Ledger;
  readonly config: Snapshot;
  /** The records of the ledger's pending notifications, as far as there are any. */
  readonly outcomes: readonly NotificationRecord[];
  readonly now: Instant;
}

/** Codes of why a pass came out as it did; `detail` of the decision says it to people. */
export type Reason =
  | 'NotificationsDue'
  | Look['reason']
  | 'AlertClosed'
  | 'Acknowledged'
  | 'SnoozeOver'
  | 'AskedOfTheAlert'
  | 'SuppressedByPolicy'
  | 'NothingMoreDue';

export interface Decision {
  readonly kind: 'decision';
  readonly decision: 'NOTIFY' | 'WAIT' | 'END';
  readonly reason: Reason;
  readonly detail: string;
  readonly notifications: readonly NotificationRequest[];
  /** When to look again; absent where nothing is waited for. */
  readonly resumeAt?: Instant;
  /** To be stored before the notifications are handed out. Its version is the next one. */
  readonly ledger: Ledger;
  readonly logEntries: readonly EngineLogEntry[];
  /** To be put on the queue of the alert's actions before the ledger is stored. */
  readonly requests: readonly EngineRequest[];
}

/** These have to be read before it can be decided. */
export interface Needs {
  readonly kind: 'needs';
  readonly refs: readonly ConfigurationRef[];
}

/**
 * Who is due now, and when is the next look? A pure function of the alert, what was done for it, as much of the
 * configuration as has been read, and the time: where more of the configuration matters it says what, and is to be
 * asked again with it. Nothing is due before its time, and nothing is handed out twice, except what was handed out
 * before and has no outcome: again, under the same id.
 */
export function assess({ alert, ledger, config, outcomes, now }: AssessInput): Decision | Needs {
  const lookup = lookupIn(config);
  const pass: Pass = {
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
  const { again, failed, held } = settle(alert, ledger.pending, outcomes);
  const looks: Look[] = [];
  const flows = new Map<string, FlowLedger>();
  for (const flow of alert.flows) {
    const before = withFailures(flowLedgerOf(ledger, flow), flow, failed, now);
    const { ledger: after, next } = isAlive(flow, alert) ? advance(pass, flow, before) : { ledger: before };
    flows.set(flow.key, after);
    if (next) looks.push(next);
  }
  if (lookup.needs().length > 0) return { kind: 'needs', refs: lookup.needs() };

  if (alert.snoozed && alert.status === 'open') looks.push(...snooze(pass));
  looks.push(...autoClose(pass, flows));
  const handedOut = handOut(pass, flows, BATCH_MAX - again.length);
  looks.push(...handedOut.looks);
  const pending = [...again, ...handedOut.notifications];

  const look = looks.reduce<Look | undefined>(
    (first, each) => (first && first.at <= each.at ? first : each),
    undefined,
  );
  const resumeAt = look && Math.min(look.at, now + WAIT_MAX);
  // After a batch the reconciler looks soon whether it was sent. What was asked of the alert begins a new run or closes
  // it; until then this run is not over, and is asked again.
  const lookAgainAt = resumeAt ?? (pass.requests.length > 0 ? now + MINUTE : undefined);
  const dueAt = pending.length > 0 ? now : lookAgainAt;
  const { dueAt: _dueAt, resumeAt: _resumeAt, pendingThresholds: _heldFor, ...rest } = ledger;
  const holds = holdsOf(flows);
  return {
    kind: 'decision',
    ...verdict(pass, flows, pending.length, look),
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
      recipients: Object.fromEntries(pass.recipients),
      observers: Object.fromEntries(
        [...pass.observers].filter(([, ids]) => ids.size > 0).map(([event, ids]) => [event, [...ids].sort()]),
      ),
      continuesWhenAcknowledged: continuesWhenAcknowledged(lookup, alert, flows, [...pending, ...held]),
      historyEvents: ledger.historyEvents + eventsOfPass(pending.length),
    },
    logEntries: pass.logEntries,
    requests: pass.requests,
  };
}

function verdict(
  { alert, requests }: Pass,
  flows: ReadonlyMap<string, FlowLedger>,
  pending: number,
  look: Look | undefined,
): Pick<Decision, 'decision' | 'reason' | 'detail'> {
  if (pending > 0) return { decision: 'NOTIFY', reason: 'NotificationsDue', detail: `${pending} due` };
  if (look) return { decision: 'WAIT', reason: look.reason, detail: look.detail };
  const end = (reason: Reason, detail: string) => ({ decision: 'END' as const, reason, detail });
  if (alert.status === 'closed') return end('AlertClosed', 'the alert is closed');
  if (requests.some(({ action }) => action.type === 'EndSnooze')) {
    return end('SnoozeOver', 'a new run begins with the end of the snooze');
  }
  if (requests.length > 0)
    return end('AskedOfTheAlert', requests.map(({ action }) => action.type).join(', '));
  if (alert.acknowledged) return end('Acknowledged', 'somebody has the alert');
  const silenced = silencedBy(flows);
  if (silenced) return end(silenced.reason, silenced.detail);
  return end('NothingMoreDue', 'all that was planned has been done');
}

/** While the alert is snoozed: wait for the end, then ask for it. */
function snooze({ alert, now, requests }: Pass): readonly Look[] {
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
  lookup: Lookup,
  alert: Alert,
  flows: ReadonlyMap<string, FlowLedger>,
  pending: readonly PendingNotification[],
): boolean {
  if (willBeClosed(flows) || pending.some(({ condition }) => condition !== 'if-not-acked')) return true;
  return alert.flows.some(({ key, kind }) => {
    const ledger = flows.get(key) as FlowLedger;
    if (ledger.fired.some(({ condition }) => condition !== 'if-not-acked')) return true;
    if (ledger.finished || ledger.policy?.dedupThreshold) return false;
    const escalation =
      kind === 'responder' && ledger.escalationId && lookup.find('escalation', ledger.escalationId);
    return !escalation || nextEvent(escalation, ledger, true) !== undefined;
  });
}
