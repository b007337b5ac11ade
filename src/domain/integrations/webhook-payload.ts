import type { AlertActionMessage } from '../alerts/action.ts';
import type { Alert } from '../alerts/model.ts';
import { truncate } from '../kernel/limits.ts';
import type { Integration } from './model.ts';

/** What Opsgenie sends of a description and of each of the details, in characters. */
const MAX_TEXT = 1_000;

/** What is done to alerts, where Opsgenie's payloads call it otherwise. */
const NAMES: Readonly<Partial<Record<AlertActionMessage['action']['type'], string>>> = {
  AutoClose: 'Close',
  EndSnooze: 'SnoozeEnded',
  EscalateToNext: 'EscalateNext',
  NotifyAccountOwners: 'OwnersNotified',
};

/** The name of an action in payloads; that of a custom action is its own. */
export const actionName = ({ action }: AlertActionMessage): string =>
  action.type === 'CustomAction' ? action.name : (NAMES[action.type] ?? action.type);

/** Whether Opsgenie's webhooks have no such event, so that nobody expects it. */
export const isInternalAction = ({ action }: AlertActionMessage): boolean => action.type === 'MarkSeen';

/** All names that a configuration may call an action by: as payloads do, or as Opsgenie's mappings do (add-note). */
export function isListedAction(names: readonly string[], message: AlertActionMessage): boolean {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const own = [actionName(message), message.action.type].map(plain);
  return names.some((name) => own.includes(plain(name)));
}

/** What only the action itself can tell of what was changed. */
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
 * The body of an outgoing webhook: Opsgenie's, and the id of the event, by which a receiver that gets it twice knows that
 * it has had it. Description and details come where the integration wants them, cut as Opsgenie cuts them.
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
