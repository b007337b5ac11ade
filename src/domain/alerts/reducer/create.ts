import type { Instant } from '../../../platform/clock.ts';
import type { Responder } from '../../kernel/responder.ts';
import type { AlertAction, AlertActionMessage } from '../action.ts';
import { isThresholdReached } from '../dedup-threshold.ts';
import { alertIdOfRequest } from '../ids.ts';
import type { DedupThreshold } from '../ledger.ts';
import type { Alert } from '../model.ts';
import { nextRun, responderFlow } from './flows.ts';
import { askerOf, logged, notesOf, successOf } from './texts.ts';
import type { AlertState, Reduction, Resolved } from './types.ts';

type Create = Extract<AlertAction, { type: 'Create' }>;

/** Duplicates beyond this count are not logged any more, as in Opsgenie. */
export const LOGGED_DUPLICATES = 100;

/** The alias of the alert that a request creates: its id where the client gives none. */
export const aliasOfCreate = (message: AlertActionMessage, action: Create): string =>
  action.alias || alertIdOfRequest(message.accountId, message.requestId);

const theTeam = (teamId: string | undefined): readonly Responder[] =>
  teamId ? [{ type: 'team', id: teamId }] : [];

/**
 * Opens an alert. Its responders are those of the message; where it names none, or none that exists, the team of the
 * key: better that somebody is notified who need not be than that nobody is.
 */
export function opened(
  state: AlertState,
  message: AlertActionMessage,
  action: Create,
  resolved: Resolved,
): Reduction {
  if (!resolved.tinyId) throw new Error('A tiny id is reserved before an alert is opened.');
  const now = message.receivedAt;
  const named = resolved.responders ?? [];
  const responders = named.length > 0 ? named : theTeam(message.teamId);
  const silent = action.suppressNotifications === true;
  const run = responders.length > 0 && !silent ? nextRun(state) : 0;
  const alert: Alert = {
    accountId: message.accountId,
    id: alertIdOfRequest(message.accountId, message.requestId),
    tinyId: resolved.tinyId,
    alias: aliasOfCreate(message, action),
    message: action.message,
    description: action.description,
    status: 'open',
    acknowledged: false,
    isSeen: false,
    tags: [...new Set(action.tags)],
    snoozed: false,
    count: 1,
    createdAt: now,
    updatedAt: now,
    lastOccurredAt: now,
    source: message.source,
    owner: '',
    ownerTeamId: message.teamId ?? responders.find(({ type }) => type === 'team')?.id ?? '',
    priority: action.priority,
    responders,
    visibleTo: resolved.visibleTo ?? [],
    actions: action.actions,
    entity: action.entity,
    details: action.details,
    integration: message.integration,
    report: {},
    run,
    flows: silent ? [] : responders.map((target) => responderFlow(target, run, now)),
    version: 0,
    appliedRequests: [],
  };
  return {
    kind: 'created',
    status: successOf(message, alert),
    alert,
    log: [
      logged(message, `Alert created by ${askerOf(message)}`),
      ...(resolved.policies ?? []).map((name) => logged(message, `Policy ${name} applied`)),
      ...(resolved.unknown ?? []).map((name) => logged(message, `Left out: ${name} does not exist`)),
      ...(silent ? [logged(message, 'Notifications are suppressed by the integration')] : []),
      ...(run === 0 && !silent ? [logged(message, 'The alert has no responders: nobody is notified')] : []),
    ],
    notes: notesOf(message),
  };
}

/**
 * Counts a duplicate of an open alert. Nothing else of it changes, so that a storm of them stays cheap; but where
 * notifications wait for the alert to come so often, and now it has, a run begins that lets them go.
 */
export function repeated(state: AlertState, alert: Alert, message: AlertActionMessage): Reduction {
  const count = alert.count + 1;
  const shown = count <= LOGGED_DUPLICATES;
  const holds = holdsOn(state, alert);
  const occurrences = occurrencesFor(holds, alert, message.receivedAt);
  const next: Alert = {
    ...alert,
    count,
    lastOccurredAt: Math.max(alert.lastOccurredAt, message.receivedAt),
    ...(occurrences && { occurrences }),
  };
  const wakes = holds.some((hold) => isThresholdReached(hold, next));
  return {
    kind: wakes ? 'changed' : 'repeated',
    status: successOf(message, alert),
    alert: wakes ? { ...next, run: nextRun(state) } : next,
    log: shown ? [logged(message, `Alert came again from ${askerOf(message)}: count is ${count}`)] : [],
    notes: shown ? notesOf(message) : [],
  };
}

/** What notifications of the alert wait for; nothing while somebody has it, or it is to be silent. */
function holdsOn({ ledger }: AlertState, alert: Alert): readonly DedupThreshold[] {
  const pending = ledger?.pendingThresholds;
  return pending?.run === alert.run && !alert.acknowledged && !alert.snoozed ? pending.thresholds : [];
}

/** The latest occurrences, as many as a hold looks at; undefined where none looks at their times. */
function occurrencesFor(
  holds: readonly DedupThreshold[],
  alert: Alert,
  now: Instant,
): readonly Instant[] | undefined {
  const counts = holds.flatMap(({ count, withinMs }) => (withinMs === undefined ? [] : count));
  if (counts.length === 0) return undefined;
  const first = alert.count > 1 ? [alert.createdAt, alert.lastOccurredAt] : [alert.createdAt];
  const all = [...(alert.occurrences ?? first), now].sort((a, b) => a - b);
  return all.slice(-Math.max(...counts));
}
