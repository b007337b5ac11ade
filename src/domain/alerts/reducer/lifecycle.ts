import type { Instant } from '../../../platform/clock.ts';
import { toIso } from '../../../platform/clock.ts';
import type { AlertActionMessage } from '../action.ts';
import { type Alert, awake } from '../model.ts';
import { begunAnew, nextRun, rests, withEvent } from './flows.ts';
import { askerOf, logged, notesOf, successOf } from './texts.ts';
import { type AlertState, type Reduction, type Resolved, refused } from './types.ts';

const changed = (message: AlertActionMessage, alert: Alert, log: string): Reduction => ({
  kind: 'changed',
  status: successOf(message, alert),
  alert: { ...alert, updatedAt: Math.max(alert.updatedAt, message.receivedAt) },
  log: [logged(message, log)],
  notes: notesOf(message),
});

const sinceCreation = (alert: Alert, now: Instant): number => Math.max(0, now - alert.createdAt);

function reasonOfAutoClose({ action }: AlertActionMessage): string {
  if (action.type !== 'AutoClose') return '';
  return action.policy ? `: policy ${action.policy}` : ': all rounds of its escalation are through';
}

/** Closes the alert. Nobody is to respond any more; recipients may want to know. */
export function closed(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  resolved: Resolved,
): Reduction {
  if (alert.status === 'closed') return refused('Alert is already closed');
  const now = message.receivedAt;
  const events = alert.flows.filter(({ kind }) => kind === 'event');
  const told = withEvent(state, events, 'closed-alert', resolved.actor, now);
  const next: Alert = {
    ...awake(alert),
    status: 'closed',
    report: { ...alert.report, closeTime: sinceCreation(alert, now), closedBy: askerOf(message) },
    flows: told ?? events,
    run: told ? nextRun(state) : alert.run,
  };
  const why = reasonOfAutoClose(message);
  return changed(message, next, `Alert closed by ${askerOf(message)}${why}`);
}

/**
 * Acknowledges the alert; that ends a snooze too, for nobody is to be reminded of what they have taken. A new run is
 * begun only where something goes on: an escalation rule that ends with the close alone, somebody who wants to know,
 * or flows of which the engine has not said yet whether they go on.
 */
export function acknowledged(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  resolved: Resolved,
): Reduction {
  if (alert.acknowledged && !alert.snoozed) return refused('Alert is already acknowledged');
  const now = message.receivedAt;
  const told = withEvent(state, alert.flows, 'acknowledged-alert', resolved.actor, now);
  const next: Alert = {
    ...awake(alert),
    acknowledged: true,
    isSeen: true,
    owner: alert.owner || (resolved.actor?.username ?? ''),
    report: { ...alert.report, ackTime: sinceCreation(alert, now), acknowledgedBy: askerOf(message) },
    flows: told ?? alert.flows,
  };
  const goesOn = told !== undefined || !rests(next, state.ledger);
  return changed(
    message,
    goesOn ? { ...next, run: nextRun(state) } : next,
    `Alert acknowledged by ${askerOf(message)}`,
  );
}

/** Takes an acknowledge back: all responders are notified from the start again. */
export function unacknowledged(state: AlertState, alert: Alert, message: AlertActionMessage): Reduction {
  if (!alert.acknowledged) return refused('Alert is not acknowledged');
  const run = nextRun(state);
  return changed(
    message,
    {
      ...awake(alert),
      acknowledged: false,
      run,
      flows: begunAnew(alert.flows, run, message.receivedAt),
    },
    `Alert unacknowledged by ${askerOf(message)}`,
  );
}

/** Silences the alert until an instant. The run that begins waits for it. */
export function snoozed(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  until: Instant,
): Reduction {
  if (until <= message.receivedAt) return refused('End of the snooze is not in the future');
  const run = nextRun(state);
  return changed(
    message,
    { ...alert, isSeen: true, snoozed: true, snoozedUntil: until, snoozedInRun: run, run },
    `Alert snoozed until ${toIso(until)} by ${askerOf(message)}`,
  );
}

/**
 * The end of a snooze, where the run is still the one that waited for it. The alert asks for attention again: it is
 * unacknowledged, and all responders are notified from the start.
 */
export function snoozeEnded(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  waitingRun: number,
): Reduction {
  if (!alert.snoozed || alert.run !== waitingRun) return refused('Snooze was over or changed before');
  const run = nextRun(state);
  return changed(
    message,
    { ...awake(alert), acknowledged: false, run, flows: begunAnew(alert.flows, run, message.receivedAt) },
    'Snooze is over',
  );
}
