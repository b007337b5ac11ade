import type { RecipientState } from '../../domain/alerts/ledger.ts';
import type { Alert } from '../../domain/alerts/model.ts';
import { toIso } from '../../platform/clock.ts';

/**
 * The alert as a list shows it. What is not there is left out: Opsgenie's Go client reads an empty text as a malformed
 * time.
 */
export const alertSummary = (alert: Alert) => ({
  id: alert.id,
  tinyId: alert.tinyId,
  alias: alert.alias,
  message: alert.message,
  status: alert.status,
  acknowledged: alert.acknowledged,
  isSeen: alert.isSeen,
  seen: alert.isSeen,
  tags: alert.tags,
  snoozed: alert.snoozed,
  ...(alert.snoozedUntil !== undefined && { snoozedUntil: toIso(alert.snoozedUntil) }),
  count: alert.count,
  lastOccurredAt: toIso(alert.lastOccurredAt),
  createdAt: toIso(alert.createdAt),
  updatedAt: toIso(alert.updatedAt),
  source: alert.source,
  owner: alert.owner,
  ownerTeamId: alert.ownerTeamId,
  priority: alert.priority,
  teams: alert.responders.filter(({ type }) => type === 'team').map(({ id }) => ({ id })),
  responders: alert.responders.map(({ type, id }) => ({ type, id })),
  integration: alert.integration,
  report: alert.report,
});

/** The alert as it is shown on its own. */
export const alertAnswer = (alert: Alert) => ({
  ...alertSummary(alert),
  actions: alert.actions,
  entity: alert.entity,
  description: alert.description,
  details: alert.details,
});

/**
 * Somebody who was told of the alert, as Opsgenie shows them: who closed or acknowledged it is in the state `action`, and
 * what they did stands where otherwise the way by which they were told does.
 */
export function recipientAnswer(
  alert: Alert,
  user: { readonly id: string; readonly username: string },
  { state, method, createdAt, updatedAt }: RecipientState,
) {
  const deed = deedOf(alert, user.username);
  return {
    user,
    state: deed ? 'action' : state,
    method: deed ? deed.method : method,
    createdAt: toIso(createdAt),
    updatedAt: toIso(Math.max(updatedAt, deed ? alert.createdAt + deed.after : 0)),
  };
}

/** What the user has done about the alert that still holds, and how long after its creation. */
function deedOf({ status, acknowledged, report }: Alert, username: string) {
  const isBy = (who = '') => who !== '' && who.toLowerCase() === username.toLowerCase();
  if (status === 'closed' && isBy(report.closedBy)) return { method: 'Close', after: report.closeTime ?? 0 };
  if (acknowledged && isBy(report.acknowledgedBy))
    return { method: 'Acknowledge', after: report.ackTime ?? 0 };
  return undefined;
}
