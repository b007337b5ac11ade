import { derivedId } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue.ts';
import type { AlertAction, AlertActionMessage, AlertTarget } from '../alerts/action.ts';
import { messageGroupId } from '../alerts/message-group.ts';
import type { Directory } from '../directory/directory.ts';
import { raisingRequest, responderAlias } from '../incidents/ids.ts';
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

/** As whom incidents act on alerts. */
const INTEGRATION = { id: 'incidents', name: 'Incidents', type: INCIDENT_INTEGRATION };

/** The alerts by which the responders of the present round are paged. */
const present = ({ responderAlerts, round }: Incident) =>
  responderAlerts.filter((alert) => alert.round === round);

/**
 * Brings the alerts of the responders in line with the incident as it is stored, and tells the stakeholders. Every
 * message has an id that follows from the request, so that a repetition sends the same messages again and the alert
 * worker knows them; what a later action has undone meanwhile is not sent.
 */
export async function settleIncident(
  deps: IncidentEffectDeps,
  incident: Incident,
  message: IncidentActionMessage,
): Promise<void> {
  await Promise.all(alertMessages(incident, message).map((each) => sendToAlert(deps, incident, each)));
  const event = EVENTS[message.action.type];
  if (event && incident.stakeholders.notify) await tellStakeholders(deps, incident, message, event);
}

/** Closes the alerts of an incident that is deleted. */
export async function closeAlerts(
  deps: IncidentEffectDeps,
  incident: Incident,
  message: IncidentActionMessage,
): Promise<void> {
  await Promise.all(
    present(incident).map((alert) => sendToAlert(deps, incident, onAlert(message, alert, { type: 'Close' }))),
  );
}

type ToAlert = Omit<AlertActionMessage, 'accountId' | 'user' | 'source' | 'integration'> & {
  readonly alert: ResponderAlert;
};

function alertMessages(incident: Incident, message: IncidentActionMessage): readonly ToAlert[] {
  const { action, requestId, receivedAt } = message;
  const isOpen = incident.status === 'open';
  switch (action.type) {
    case 'Create':
    case 'AddResponders':
    case 'Reopen':
      if (!isOpen) return [];
      return present(incident)
        .filter((alert) => alert.requestId === requestId)
        .map((alert) => raised(incident, message, alert));
    case 'Close':
    case 'Resolve':
      // What was resolved before has closed its alerts then.
      if (isOpen || incident.resolvedAt !== receivedAt) return [];
      return present(incident).map((alert) => onAlert(message, alert, { type: 'Close' }));
    case 'UpdatePriority':
    case 'UpdateDescription':
      return isOpen ? present(incident).map((alert) => onAlert(message, alert, action)) : [];
    case 'UpdateMessage': {
      const update = {
        type: 'UpdateMessage',
        message: truncate(action.message, ALERT_LIMITS.message),
      } as const;
      return isOpen ? present(incident).map((alert) => onAlert(message, alert, update)) : [];
    }
    default:
      return [];
  }
}

/** The alert that pages the responder. */
function raised(incident: Incident, message: IncidentActionMessage, alert: ResponderAlert): ToAlert {
  const { responder } = alert;
  const isOwner = responder.type === 'team' && responder.id === incident.ownerTeam;
  const alias = responderAlias(incident.id, responder);
  return {
    alert,
    requestId: raisingRequest(incident.id, incident.round, responder),
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

function onAlert(
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
  { alert, ...rest }: ToAlert,
): Promise<void> {
  const message: AlertActionMessage = {
    ...rest,
    accountId,
    user: '',
    source: `Incident #${tinyId}`,
    integration: INTEGRATION,
  };
  await alertActions.send(message, {
    group: messageGroupId(accountId, responderAlias(id, alert.responder)),
    deduplicationId: rest.requestId,
  });
}

/** What stakeholders are told of; the rest would be noise to them. */
const EVENTS: Readonly<Partial<Record<IncidentAction['type'], StakeholderEvent>>> = {
  Create: 'created',
  UpdateMessage: 'updated',
  UpdateDescription: 'updated',
  UpdatePriority: 'updated',
  Resolve: 'resolved',
  Close: 'closed',
  Reopen: 'reopened',
};

async function tellStakeholders(
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
