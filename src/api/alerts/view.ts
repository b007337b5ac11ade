import type { RecipientState } from '../../domain/alerts/ledger.ts';
import type { Alert } from '../../domain/alerts/model.ts';
import { findSeenAt } from '../../domain/alerts/seen.ts';
import { toIso } from '../../platform/clock.ts';

/** The alert in a list. An absent time is omitted, because Opsgenie's Go client fails to parse an empty one. */
export const toAlertSummary = (alert: Alert) => ({
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

/** The alert with all its fields. */
export const toAlertView = (alert: Alert) => ({
  ...toAlertSummary(alert),
  actions: alert.actions,
  entity: alert.entity,
  description: alert.description,
  details: alert.details,
});

/**
 * A recipient of the alert, as Opsgenie shows it: for the user who acknowledged or closed the alert, the state is `action`
 * and the method is the action instead of the channel.
 */
export function toRecipientView(
  alert: Alert,
  user: { readonly id: string; readonly username: string },
  { state, method, createdAt, updatedAt }: RecipientState,
) {
  const seenAt = findSeenAt(alert, user.id);
  const action = findCurrentAction(alert, user.username);
  return {
    user,
    state: action ? 'action' : state,
    method: action ? action.method : method,
    createdAt: toIso(createdAt),
    updatedAt: toIso(Math.max(updatedAt, action ? alert.createdAt + action.afterMs : 0)),
    ...(seenAt !== undefined && { seenAt: toIso(seenAt) }),
  };
}

/** The user's close or acknowledge, if it is the alert's current state, and how long after the creation it was. */
function findCurrentAction({ status, acknowledged, report }: Alert, username: string) {
  const isBy = (name = '') => name !== '' && name.toLowerCase() === username.toLowerCase();
  if (status === 'closed' && isBy(report.closedBy))
    return { method: 'Close', afterMs: report.closeTime ?? 0 };
  if (acknowledged && isBy(report.acknowledgedBy))
    return { method: 'Acknowledge', afterMs: report.ackTime ?? 0 };
  return undefined;
}
