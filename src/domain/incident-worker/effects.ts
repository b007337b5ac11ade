import { derivedId } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue.ts';
import type { AlertAction, AlertActionMessage, AlertTarget } from '../alerts/action.ts';
import { messageGroupId } from '../alerts/message-group.ts';
import type { Directory } from '../directory/directory.ts';
import { responderAlertAlias, responderAlertRequestId } from '../incidents/ids.ts';
import type {
  Incident,
  IncidentAction,
  IncidentActionMessage,
  ResponderAlert,
  StakeholderEvent,
  StakeholderNotification,
} from '../incidents/model.ts';
import { ALERT_LIMITS, truncate } from '../kernel/limits.ts';
import { INCIDENT_INTEGRATION } from '../services/rules.ts';
import { findStakeholders, hasConditions } from '../services/stakeholders.ts';
import type { User } from '../users/model.ts';

export interface IncidentEffectDeps {
  readonly directory: Directory;
  /** alert-actions.fifo. */
  readonly alertActions: Queue;
  /** stakeholder-notifications.fifo. */
  readonly stakeholderNotifications: Queue;
}

/** The integration of the actions on responder alerts. */
const INTEGRATION = { id: 'incidents', name: 'Incidents', type: INCIDENT_INTEGRATION };

/** The responder alerts of the current round. */
const getCurrentAlerts = ({ responderAlerts, round }: Incident) =>
  responderAlerts.filter((alert) => alert.round === round);

/**
 * Sends the messages to responder alerts and stakeholders that follow from an action. Their ids are derived from the
 * request, so the alert worker recognizes them if the action is redelivered. Actions that the stored incident shows to
 * be undone by a later one send nothing.
 */
export async function sendIncidentEffects(
  deps: IncidentEffectDeps,
  incident: Incident,
  message: IncidentActionMessage,
): Promise<void> {
  await Promise.all(getAlertMessages(incident, message).map((each) => sendToAlert(deps, incident, each)));
  const event = STAKEHOLDER_EVENTS[message.action.type];
  if (event && incident.stakeholders.notify) await notifyStakeholders(deps, incident, message, event);
}

/** Deletes the responder alerts of a deleted incident, of all rounds. Associated alerts stay. */
export async function deleteResponderAlerts(
  deps: IncidentEffectDeps,
  incident: Incident,
  message: IncidentActionMessage,
): Promise<void> {
  await Promise.all(
    incident.responderAlerts.map((alert) =>
      sendToAlert(deps, incident, toAlertMessage(message, alert, { type: 'Delete' })),
    ),
  );
}

type ResponderAlertMessage = Omit<AlertActionMessage, 'accountId' | 'user' | 'source' | 'integration'> & {
  readonly alert: ResponderAlert;
};

function getAlertMessages(
  incident: Incident,
  message: IncidentActionMessage,
): readonly ResponderAlertMessage[] {
  const { action, requestId, receivedAt } = message;
  const isOpen = incident.status === 'open';
  switch (action.type) {
    case 'Create':
    case 'AddResponders':
    case 'Reopen':
      if (!isOpen) return [];
      return getCurrentAlerts(incident)
        .filter((alert) => alert.requestId === requestId)
        .map((alert) => toCreateMessage(incident, message, alert));
    case 'Close':
    case 'Resolve':
      // An incident that was resolved before has closed its alerts then.
      if (isOpen || incident.resolvedAt !== receivedAt) return [];
      return getCurrentAlerts(incident).map((alert) => toAlertMessage(message, alert, { type: 'Close' }));
    case 'UpdatePriority':
    case 'UpdateDescription':
      return isOpen ? getCurrentAlerts(incident).map((alert) => toAlertMessage(message, alert, action)) : [];
    case 'UpdateMessage': {
      const update = {
        type: 'UpdateMessage',
        message: truncate(action.message, ALERT_LIMITS.message),
        ...(action.fullTitle !== undefined && { fullTitle: action.fullTitle }),
      } as const;
      return isOpen ? getCurrentAlerts(incident).map((alert) => toAlertMessage(message, alert, update)) : [];
    }
    default:
      return [];
  }
}

/** The message that creates the alert of a responder. */
function toCreateMessage(
  incident: Incident,
  message: IncidentActionMessage,
  alert: ResponderAlert,
): ResponderAlertMessage {
  const { responder } = alert;
  const isOwner = responder.type === 'team' && responder.id === incident.ownerTeam;
  const alias = responderAlertAlias(incident.id, responder);
  return {
    alert,
    requestId: responderAlertRequestId(incident.id, incident.round, responder),
    receivedAt: message.receivedAt,
    target: { type: 'alias', value: alias },
    note: '',
    action: {
      type: 'Create',
      message: truncate(incident.message, ALERT_LIMITS.message),
      alias,
      description: incident.description,
      responders: [responder],
      visibleTo: [],
      actions: [],
      tags: incident.tags,
      details: {
        ...incident.extraProperties,
        'incident-id': incident.id,
        'incident-tiny-id': incident.tinyId,
        'incident-alert-type': isOwner ? 'Owner' : 'Responder',
      },
      entity: '',
      priority: incident.priority,
    },
  };
}

function toAlertMessage(
  { requestId, receivedAt }: IncidentActionMessage,
  alert: ResponderAlert,
  action: AlertAction,
) {
  const target: AlertTarget = { type: 'id', value: alert.alertId };
  return {
    alert,
    requestId: derivedId('incident-alert-action', requestId, alert.alertId),
    receivedAt,
    target,
    note: '',
    action,
  };
}

async function sendToAlert(
  { alertActions }: IncidentEffectDeps,
  { accountId, id, tinyId }: Incident,
  { alert, ...rest }: ResponderAlertMessage,
): Promise<void> {
  const message: AlertActionMessage = {
    ...rest,
    accountId,
    user: '',
    source: `Incident #${tinyId}`,
    integration: INTEGRATION,
  };
  await alertActions.send(message, {
    group: messageGroupId(accountId, responderAlertAlias(id, alert.responder)),
    deduplicationId: rest.requestId,
  });
}

/** Actions that stakeholders are notified of. */
const STAKEHOLDER_EVENTS: Readonly<Partial<Record<IncidentAction['type'], StakeholderEvent>>> = {
  Create: 'created',
  UpdateMessage: 'updated',
  UpdateDescription: 'updated',
  UpdatePriority: 'updated',
  Resolve: 'resolved',
  Close: 'closed',
  Reopen: 'reopened',
};

async function notifyStakeholders(
  { directory, stakeholderNotifications }: IncidentEffectDeps,
  { accountId, id: incidentId, impactedServices }: Incident,
  { requestId, receivedAt }: IncidentActionMessage,
  event: StakeholderEvent,
): Promise<void> {
  const services = await directory.services.getMany(accountId, impactedServices);
  const audiences = services.map(({ audience }) => audience);
  const users: readonly User[] = audiences.some(hasConditions)
    ? await directory.users.list(accountId)
    : await directory.users.getMany(
        accountId,
        audiences.flatMap(({ stakeholder }) => stakeholder.individuals),
      );
  await Promise.all(
    findStakeholders(audiences, users).map(({ id: userId }) => {
      const notification: StakeholderNotification = {
        notificationId: derivedId('stakeholder', incidentId, requestId, userId),
        accountId,
        incidentId,
        userId,
        event,
        at: receivedAt,
      };
      return stakeholderNotifications.send(notification, {
        group: derivedId('stakeholder-group', incidentId, userId),
        deduplicationId: notification.notificationId,
      });
    }),
  );
}
