import type { Instant } from '../../../platform/clock.ts';
import { toIso } from '../../../platform/clock.ts';
import { getRequesterName } from '../../requests/requester.ts';
import type { AlertActionMessage } from '../action.ts';
import { type Alert, withoutSnooze } from '../model.ts';
import { changeTo } from './changes.ts';
import { isIdle, nextRun, withEventFlow, withNotificationsRestarted } from './flows.ts';
import { type AlertState, type Reduction, type ResolvedReferences, refuse } from './types.ts';

/** Milliseconds since the alert was created. */
const getAge = (alert: Alert, now: Instant): number => Math.max(0, now - alert.createdAt);

function formatAutoCloseReason({ action }: AlertActionMessage): string {
  if (action.type !== 'AutoClose') return '';
  return action.policy ? `: policy ${action.policy}` : ': all rounds of its escalation are complete';
}

/** Closes the alert. Responders are not notified any more; recipients with a rule for closed alerts are. */
export function closeAlert(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  resolved: ResolvedReferences,
): Reduction {
  if (alert.status === 'closed') return refuse('Alert is already closed');
  const now = message.receivedAt;
  const events = alert.flows.filter(({ kind }) => kind === 'event');
  const eventFlows = withEventFlow(state, events, 'closed-alert', resolved.actor, message);
  const next: Alert = {
    ...withoutSnooze(alert),
    status: 'closed',
    report: { ...alert.report, closeTime: getAge(alert, now), closedBy: getRequesterName(message) },
    flows: eventFlows ?? events,
    run: eventFlows ? nextRun(state) : alert.run,
  };
  const reason = formatAutoCloseReason(message);
  return changeTo(message, next, `Alert closed by ${getRequesterName(message)}${reason}`);
}

/**
 * Acknowledges the alert, which also ends a snooze. A new run begins only if something may still be due: an escalation
 * rule that only a close stops, a notification about the acknowledge, or a flow that the engine has not evaluated yet.
 */
export function acknowledgeAlert(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  resolved: ResolvedReferences,
): Reduction {
  if (alert.acknowledged && !alert.snoozed) return refuse('Alert is already acknowledged');
  const now = message.receivedAt;
  const eventFlows = withEventFlow(state, alert.flows, 'acknowledged-alert', resolved.actor, message);
  const next: Alert = {
    ...withoutSnooze(alert),
    acknowledged: true,
    ...(alert.snoozed && { restartedAt: now }),
    isSeen: true,
    owner: alert.owner || (resolved.actor?.username ?? ''),
    report: { ...alert.report, ackTime: getAge(alert, now), acknowledgedBy: getRequesterName(message) },
    flows: eventFlows ?? alert.flows,
  };
  const mayContinue = eventFlows !== undefined || !isIdle(next, state.ledger);
  return changeTo(
    message,
    mayContinue ? { ...next, run: nextRun(state) } : next,
    `Alert acknowledged by ${getRequesterName(message)}`,
  );
}

/** Unacknowledges the alert: all responders are notified again from the start. */
export function unacknowledgeAlert(state: AlertState, alert: Alert, message: AlertActionMessage): Reduction {
  if (!alert.acknowledged) return refuse('Alert is not acknowledged');
  return changeTo(
    message,
    withNotificationsRestarted(withoutSnooze(alert), nextRun(state), message.receivedAt),
    `Alert unacknowledged by ${getRequesterName(message)}`,
  );
}

/** Snoozes the alert until an instant. The new run waits for it. */
export function snoozeAlert(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  until: Instant,
): Reduction {
  if (until <= message.receivedAt) return refuse('End of the snooze is not in the future');
  const run = nextRun(state);
  return changeTo(
    message,
    { ...alert, isSeen: true, snoozed: true, snoozedUntil: until, snoozedInRun: run, run },
    `Alert snoozed until ${toIso(until)} by ${getRequesterName(message)}`,
  );
}

/**
 * Ends a snooze if the alert still has the run that waited for it. The alert becomes unacknowledged, and all responders
 * are notified from the start.
 */
export function endSnooze(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  waitingRun: number,
): Reduction {
  if (!alert.snoozed || alert.run !== waitingRun) return refuse('Snooze has ended or changed already');
  return changeTo(
    message,
    withNotificationsRestarted(withoutSnooze(alert), nextRun(state), message.receivedAt),
    'Snooze ended',
  );
}
