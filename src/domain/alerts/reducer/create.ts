import type { Instant } from '../../../platform/clock.ts';
import type { Responder } from '../../kernel/responder.ts';
import { getRequesterName } from '../../requests/requester.ts';
import type { AlertActionMessage, CreateAction } from '../action.ts';
import { isThresholdReached } from '../dedup-threshold.ts';
import { hasDuplicates, toDuplicate, toDuplicateLogEntry, withDuplicate } from '../duplicates.ts';
import { alertIdOfRequest } from '../ids.ts';
import type { DedupThreshold, Ledger } from '../ledger.ts';
import type { LogFact } from '../log-facts.ts';
import type { Alert } from '../model.ts';
import { createOwnerFlows, describeFallback, describeOwners } from './account-owners.ts';
import { createResponderFlow, nextRun } from './flows.ts';
import { describeSkippedPattern, getSuccessStatus, toLogEntry, toNotes } from './texts.ts';
import type {
  AlertState,
  FallbackResponder,
  LogEntry,
  Reduction,
  ResolvedReferences,
  UserRef,
} from './types.ts';

interface RecipientsOfNewAlert {
  /** Whether anybody is notified. */
  readonly isNotified: boolean;
  /** Whether the integration suppresses notifications. */
  readonly isSuppressed: boolean;
  readonly fallback?: FallbackResponder | undefined;
  readonly owners?: readonly UserRef[] | undefined;
}

/** The alias of the alert that a request creates: its id if the client gives none. */
export const getCreatedAlias = (message: AlertActionMessage, action: CreateAction): string =>
  action.alias || alertIdOfRequest(message.accountId, message.requestId);

const toTeamResponders = (teamId: string | undefined): readonly Responder[] =>
  teamId ? [{ type: 'team', id: teamId }] : [];

/**
 * Creates an alert. If the message names no responder that exists, the team of the API key responds, or else the fallback
 * responder of the account: it is better to notify too many people than nobody. Without either, the owners of the account
 * are notified if the message names responders, and nobody if it names none.
 */
export function createAlert(
  state: AlertState,
  message: AlertActionMessage,
  action: CreateAction,
  resolved: ResolvedReferences,
): Reduction {
  if (!resolved.tinyId) throw new Error('No tiny id is reserved for the new alert.');
  const now = message.receivedAt;
  const isSuppressed = action.suppressNotifications === true;
  const { responders, fallback, owners } = chooseResponders(message, isSuppressed, resolved);
  const isNotified = !isSuppressed && responders.length + (owners?.length ?? 0) > 0;
  const run = isNotified ? nextRun(state) : 0;
  const alert: Alert = {
    accountId: message.accountId,
    id: alertIdOfRequest(message.accountId, message.requestId),
    tinyId: resolved.tinyId,
    alias: getCreatedAlias(message, action),
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
    flows: isSuppressed
      ? []
      : [
          ...responders.map((target) => createResponderFlow(target, run, now)),
          ...createOwnerFlows(owners ?? [], run, now),
        ],
    ...(fallback && { fallbackNotified: true as const }),
    ...(owners && { accountOwnersNotified: true as const }),
    version: 0,
    appliedRequests: [],
  };
  return {
    kind: 'created',
    status: getSuccessStatus(message, alert),
    alert,
    log: listCreationEntries(message, { isNotified, isSuppressed, fallback, owners }, resolved),
    notes: toNotes(message),
  };
}

/** What the log of a new alert says: who created it, what policies did, and whom it does not notify as planned. */
function listCreationEntries(
  message: AlertActionMessage,
  { isNotified, isSuppressed, fallback, owners }: RecipientsOfNewAlert,
  { policies = [], failedPolicies = [], skippedPatterns = [], unknown = [] }: ResolvedReferences,
): readonly LogEntry[] {
  const entry = (log: string, fact?: LogFact) => toLogEntry(message, log, fact);
  const entries = [
    entry(`Alert created by ${getRequesterName(message)}`),
    ...policies.map((policy) => entry(`Policy ${policy} applied`, { kind: 'alert-policy', policy })),
    ...failedPolicies.map((policy) =>
      entry(`Policy ${policy} could not be evaluated and was skipped`, {
        kind: 'alert-policy',
        policy,
        failed: true,
      }),
    ),
    ...skippedPatterns.map((pattern) => entry(describeSkippedPattern(pattern), { kind: 'not-evaluated' })),
    ...unknown.map((responder) =>
      entry(`Responder ignored: ${responder} does not exist`, { kind: 'unknown-responder', responder }),
    ),
  ];
  if (isSuppressed) {
    entries.push(
      entry('Notifications are suppressed by the integration', {
        kind: 'dead-end',
        reason: 'SuppressedByIntegration',
      }),
    );
  }
  if (fallback) {
    entries.push(
      entry(
        `The alert has no responder. The fallback responder is notified: ${describeFallback(fallback)}.`,
        { kind: 'action', action: 'NotifyAccountOwners' },
      ),
    );
  }
  if (owners && owners.length > 0) {
    entries.push(
      entry(`No responder of the alert exists. ${describeOwners(owners)}`, {
        kind: 'action',
        action: 'NotifyAccountOwners',
      }),
    );
  }
  if (!isNotified && !isSuppressed) {
    entries.push(
      entry(
        owners
          ? 'Nobody is notified: no responder of the alert exists, and the account has no owner'
          : 'Nobody is notified: the alert has no responders',
        { kind: 'dead-end', reason: 'NoResponders' },
      ),
    );
  }
  return entries;
}

/** Who is notified of a new alert. `owners`: those of the account, because no responder that was named exists. */
function chooseResponders(
  message: AlertActionMessage,
  isSuppressed: boolean,
  { responders = [], unknown = [], fallback, accountOwners = [] }: ResolvedReferences,
): {
  readonly responders: readonly Responder[];
  readonly fallback?: FallbackResponder;
  readonly owners?: readonly UserRef[];
} {
  if (responders.length > 0) return { responders };
  if (message.teamId || isSuppressed) return { responders: toTeamResponders(message.teamId) };
  if (fallback) return { responders: [fallback.responder], fallback };
  return unknown.length > 0 ? { responders: [], owners: accountOwners } : { responders: [] };
}

/**
 * Counts a duplicate of an open alert. The first one changes the alert, and begins a new run if it reaches a dedup threshold that
 * notifications wait for. The others are counted beside it, so that a storm of duplicates stays cheap; for them,
 * {@link beginRunAtThreshold} begins the run.
 */
export function countDuplicate(state: AlertState, alert: Alert, message: AlertActionMessage): Reduction {
  const count = alert.count + 1;
  const thresholds = getPendingThresholds(state.ledger, alert);
  const occurrences = getOccurrences(thresholds, alert, message.receivedAt);
  const next: Alert = {
    ...alert,
    count,
    lastOccurredAt: Math.max(alert.lastOccurredAt, message.receivedAt),
    ...(occurrences && { occurrences }),
  };
  const isReached = thresholds.some((threshold) => isThresholdReached(threshold, next));
  const effect = { kind: 'deduplicated', status: getSuccessStatus(message, alert) } as const;
  const entry = toDuplicateLogEntry(toDuplicate(message, count));
  const notes = entry ? toNotes(message) : [];
  if (hasDuplicates(alert)) {
    const duplicates = withDuplicate(alert, message, count);
    const reached = isReached ? { reachedInRun: alert.run } : {};
    return { ...effect, alert: { ...next, duplicates: { ...duplicates, ...reached } }, log: [], notes };
  }
  return {
    ...effect,
    alert: isReached ? { ...next, run: nextRun(state) } : next,
    log: entry ? [entry] : [],
    notes,
  };
}

/**
 * The alert with a new run, if duplicates that are counted beside it have reached a dedup threshold that its notifications still
 * wait for. Otherwise the alert as it is. Depends only on what is stored, so it can be repeated.
 */
export function beginRunAtThreshold(ledger: Ledger | undefined, alert: Alert): Alert {
  const isReached = alert.duplicates?.reachedInRun === alert.run;
  return isReached && alert.status === 'open' && getPendingThresholds(ledger, alert).length > 0
    ? { ...alert, run: nextRun({ storedRun: alert.run }) }
    : alert;
}

/** The thresholds that notifications wait for. None while the alert is acknowledged or snoozed. */
function getPendingThresholds(ledger: Ledger | undefined, alert: Alert): readonly DedupThreshold[] {
  const pending = ledger?.pendingThresholds;
  return pending?.run === alert.run && !alert.acknowledged && !alert.snoozed ? pending.thresholds : [];
}

/** The latest occurrences, as many as the thresholds need; undefined if no threshold has a time frame. */
function getOccurrences(
  thresholds: readonly DedupThreshold[],
  alert: Alert,
  now: Instant,
): readonly Instant[] | undefined {
  const counts = thresholds.flatMap(({ count, withinMs }) => (withinMs === undefined ? [] : count));
  if (counts.length === 0) return undefined;
  const first = alert.count > 1 ? [alert.createdAt, alert.lastOccurredAt] : [alert.createdAt];
  const all = [...(alert.occurrences ?? first), now].sort((a, b) => a - b);
  return all.slice(-Math.max(...counts));
}
