import { toIso } from '../platform/clock.ts';
import type { Alert } from './model.ts';

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
