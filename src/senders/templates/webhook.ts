import type { AlertEvent } from '../../domain/kernel/alert-event.ts';
import { truncate } from '../../domain/kernel/limits.ts';
import type { Notice } from '../delivery/contract.ts';

/** The names that Opsgenie's outgoing webhooks give to what happened. */
const ACTION: Readonly<Record<AlertEvent, string>> = {
  'create-alert': 'Create',
  'acknowledged-alert': 'Acknowledge',
  'closed-alert': 'Close',
  'assigned-alert': 'AssignOwnership',
  'add-note': 'AddNote',
};

/** What Opsgenie sends of a description and of the details, in characters. */
const MAX_TEXT = 1_000;

/**
 * The body of a webhook, in the form of Opsgenie's outgoing ones, with the notification's id (a receiver that gets it
 * twice has had it), the person who is notified, and the links.
 */
export function webhookPayload({ notificationId, alert, user, event, links }: Notice): object {
  return {
    action: ACTION[event],
    notificationId,
    alert: {
      alertId: alert.id,
      message: alert.message,
      tags: alert.tags,
      tinyId: alert.tinyId,
      alias: alert.alias,
      entity: alert.entity,
      priority: alert.priority,
      status: alert.status,
      acknowledged: alert.acknowledged,
      owner: alert.owner,
      description: truncate(alert.description, MAX_TEXT),
      details: alert.details,
      count: alert.count,
      createdAt: alert.createdAt,
      updatedAt: alert.updatedAt,
      username: actorOf(alert, event),
      source: alert.source,
    },
    recipient: { userId: user.id, username: user.username },
    links,
    source: { name: alert.source, type: alert.integration.type },
    integrationId: alert.integration.id,
    integrationName: alert.integration.name,
  };
}

function actorOf(alert: Notice['alert'], event: AlertEvent): string {
  if (event === 'acknowledged-alert') return alert.report.acknowledgedBy ?? '';
  if (event === 'closed-alert') return alert.report.closedBy ?? '';
  return alert.owner;
}
