import type { AlertActionMessage } from '../alerts/action.ts';
import type { Alert } from '../alerts/model.ts';
import { truncate } from '../kernel/limits.ts';
import type { Integration } from './model.ts';

/** The characters to which Opsgenie truncates the description and each detail. */
const MAX_TEXT = 1_000;

/** The actions that have another name in Opsgenie's payloads. */
const NAMES: Readonly<Partial<Record<AlertActionMessage['action']['type'], string>>> = {
  AutoClose: 'Close',
  EndSnooze: 'SnoozeEnded',
  EscalateToNext: 'EscalateNext',
  NotifyAccountOwners: 'OwnersNotified',
};

/** The name of an action in payloads; a custom action has its own name. */
export const actionName = ({ action }: AlertActionMessage): string =>
  action.type === 'CustomAction' ? action.name : (NAMES[action.type] ?? action.type);

/** Whether Opsgenie's webhooks have no event for the action, so that it is not sent. */
export const isInternalAction = ({ action }: AlertActionMessage): boolean => action.type === 'MarkSeen';

/** All names of an action in a configuration: that of the payloads, and that of Opsgenie's mappings (add-note). */
export function isListedAction(names: readonly string[], message: AlertActionMessage): boolean {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const own = [actionName(message), message.action.type].map(plain);
  return names.some((name) => own.includes(plain(name)));
}

/** The members of the payload that come from the action, because the alert does not show what changed. */
function changedMembers({ action, note }: AlertActionMessage): Readonly<Record<string, unknown>> {
  switch (action.type) {
    case 'AddTags':
      return { addedTags: action.tags.join(',') };
    case 'RemoveTags':
      return { removedTags: action.tags.join(',') };
    case 'AddDetails':
      return { addedDetails: action.details };
    case 'RemoveDetails':
      return { removedDetails: action.keys };
    case 'AddNote':
      return { note };
    default:
      return note ? { note } : {};
  }
}

/**
 * The body of an outgoing webhook: Opsgenie's, and the id of the event, by which a receiver recognizes a repetition. It
 * contains description and details only if the integration is configured so, truncated as Opsgenie truncates them.
 */
export function outgoingPayload(
  eventId: string,
  alert: Alert,
  message: AlertActionMessage,
  { id, name, webhook }: Pick<Integration, 'id' | 'name' | 'webhook'>,
): object {
  return {
    action: actionName(message),
    eventId,
    alert: {
      alertId: alert.id,
      message: alert.message,
      tags: alert.tags,
      tinyId: alert.tinyId,
      entity: alert.entity,
      alias: alert.alias,
      createdAt: alert.createdAt,
      updatedAt: alert.updatedAt,
      username: message.user || message.integration.name,
      priority: alert.priority,
      status: alert.status,
      acknowledged: alert.acknowledged,
      owner: alert.owner,
      count: alert.count,
      source: alert.source,
      responders: alert.responders,
      team: alert.ownerTeamId,
      ...(alert.snoozedUntil !== undefined && { snoozedUntil: alert.snoozedUntil }),
      ...changedMembers(message),
      ...(webhook?.addAlertDescription && {
        description: truncate(alert.description, MAX_TEXT),
      }),
      ...(webhook?.addAlertDetails && {
        details: Object.fromEntries(
          Object.entries(alert.details).map(([key, value]) => [key, truncate(value, MAX_TEXT)]),
        ),
      }),
    },
    source: { name: message.source, type: message.integration.type },
    integrationId: id,
    integrationName: name,
  };
}
