import type { AlertEvent } from '../../domain/kernel/alert-event.ts';
import { truncate } from '../../domain/kernel/limits.ts';
import type { MessageContext } from './message-context.ts';

/** The action names of Opsgenie's outgoing webhooks. */
const ACTION: Readonly<Record<AlertEvent, string>> = {
  'create-alert': 'Create',
  'acknowledged-alert': 'Acknowledge',
  'closed-alert': 'Close',
  'assigned-alert': 'AssignOwnership',
  'add-note': 'AddNote',
};

/** Opsgenie's limit of the description, in characters. */
const MAX_DESCRIPTION_LENGTH = 1_000;

/**
 * Renders the body of a webhook in the format of Opsgenie's outgoing webhooks. It adds the notification's id, by which
 * receivers recognize a repetition, the recipient, what the alert's plan is, and the action links.
 */
export function webhookPayload(context: MessageContext): object {
  const { notificationId, alert, user, event, links } = context;
  return {
    action: ACTION[event],
    notificationId,
    ...(context.isPossibleRepeat && { possibleRepeat: true }),
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
      description: truncate(alert.description, MAX_DESCRIPTION_LENGTH),
      details: alert.details,
      count: alert.count,
      createdAt: alert.createdAt,
      updatedAt: alert.updatedAt,
      username: findActor(alert, event),
      source: alert.source,
    },
    ...planMembers(context),
    recipient: { userId: user.id, username: user.username },
    links,
    source: { name: alert.source, type: alert.integration.type },
    integrationId: alert.integration.id,
    integrationName: alert.integration.name,
  };
}

/** What messages of other channels say in words: why, who has not answered, who is next, and the note of the event. */
function planMembers({ plan }: MessageContext): object {
  const { reason, forwardedFrom, notifiedSince, notified, next, isLast, note } = plan;
  return {
    ...(reason && {
      reason: { type: reason.kind, ...('name' in reason && { name: reason.name }) },
    }),
    ...(forwardedFrom !== undefined && { forwardedFrom }),
    ...(notifiedSince !== undefined && { notifiedSince }),
    ...(notified && { notified }),
    ...(next && { next: { at: next.at, names: next.names, type: next.target.type, name: next.target.name } }),
    ...(isLast && { next: null }),
    ...(note !== undefined && { note }),
  };
}

function findActor(alert: MessageContext['alert'], event: AlertEvent): string {
  if (event === 'acknowledged-alert') return alert.report.acknowledgedBy ?? '';
  if (event === 'closed-alert') return alert.report.closedBy ?? '';
  return alert.owner;
}
