import { alertIdOfRequest } from '../alerts/ids.ts';
import { ALERT_LIMITS, describeWithTitle, getDetailsLength } from '../kernel/limits.ts';
import type { Priority } from '../kernel/priority.ts';
import { withAppliedRequest } from '../requests/redelivery.ts';
import { getRequesterName } from '../requests/requester.ts';
import { responderAlertRequestId, toIncidentId } from './ids.ts';
import {
  type Incident,
  type IncidentAction,
  type IncidentActionMessage,
  type IncidentResponder,
  isIncidentVisibleTo,
} from './model.ts';

/** The values that the worker looked up for a message. */
export interface ResolvedNames {
  /** Reserved for the incident that a Create opens. */
  readonly tinyId?: string;
  /** Id of the team of the service. Absent if the service does not exist. */
  readonly ownerTeam?: string;
  readonly responders: readonly IncidentResponder[];
  /** Labels of responders that do not exist. */
  readonly unknown: readonly string[];
}

/** Result of an action. `status` is the text of the request status, `log` the log entry of the incident. */
export type IncidentReduction =
  | {
      readonly kind: 'changed';
      readonly status: string;
      readonly incident: Incident;
      readonly log: string;
    }
  | { readonly kind: 'deleted'; readonly status: string; readonly incident: Incident }
  | { readonly kind: 'refused'; readonly status: string };

/** Further alerts are not associated, so that an alert storm does not exceed the size limit of an item. */
export const MAX_ASSOCIATED_ALERTS = 1_000;
/** The incident lists at most this many responder alerts of all rounds. */
export const MAX_RESPONDER_ALERTS = 500;

const SUCCESS_STATUS: Readonly<Record<IncidentAction['type'], string>> = {
  Create: 'Created incident',
  Close: 'Closed incident',
  Resolve: 'Resolved incident',
  Reopen: 'Reopened incident',
  Delete: 'Deleted incident',
  AddNote: 'Added note to incident',
  AddResponders: 'Added responders to incident',
  AddTags: 'Added tags to incident',
  RemoveTags: 'Removed tags from incident',
  AddDetails: 'Added details to incident',
  RemoveDetails: 'Removed details from incident',
  UpdateMessage: 'Updated message of incident',
  UpdateDescription: 'Updated description of incident',
  UpdatePriority: 'Updated priority of incident',
  AssociateAlert: 'Associated alert with incident',
};

/** Status text of an applied request. It is the same when the request is redelivered. */
export const getSuccessStatus = ({ action }: IncidentActionMessage): string => SUCCESS_STATUS[action.type];

const refused = (status: string): IncidentReduction => ({ kind: 'refused', status });

/** Applies an action. `incident` is undefined if the target of the message does not exist. */
export function applyIncidentAction(
  incident: Incident | undefined,
  message: IncidentActionMessage,
  names: ResolvedNames,
): IncidentReduction {
  const { action } = message;
  if (action.type === 'Create')
    return incident ? refused('Incident already exists') : createIncident(message, action, names);
  if (!incident) return refused('Incident does not exist');
  if (!isIncidentVisibleTo(incident, message.teamId)) return refused('Incident belongs to another team');
  if (action.type === 'Delete') return { kind: 'deleted', status: getSuccessStatus(message), incident };
  if (incident.status === 'closed' && action.type !== 'AssociateAlert')
    return refused(describeClosed(action));
  return withRequestApplied(applyToIncident(incident, message, action, names), message);
}

/**
 * A closed incident can only be deleted, as in Opsgenie. Incident rules may still associate an alert that was created before
 * the incident was closed.
 */
const describeClosed = ({ type }: IncidentAction): string =>
  type === 'Close' || type === 'Resolve' ? 'Incident is already closed' : 'Incident is closed';

function withRequestApplied(
  reduction: IncidentReduction,
  { requestId, receivedAt, action }: IncidentActionMessage,
) {
  if (reduction.kind !== 'changed') return reduction;
  const { incident } = reduction;
  return {
    ...reduction,
    incident: {
      ...incident,
      isSeen: incident.isSeen || (action.type !== 'Create' && action.type !== 'AssociateAlert'),
      updatedAt: Math.max(incident.updatedAt, receivedAt),
      appliedRequests: withAppliedRequest(incident.appliedRequests, requestId),
    },
  };
}

type Create = Extract<IncidentAction, { type: 'Create' }>;

function createIncident(
  message: IncidentActionMessage,
  action: Create,
  names: ResolvedNames,
): IncidentReduction {
  const { accountId, requestId, receivedAt: now } = message;
  if (!names.ownerTeam) return refused('Service does not exist');
  if (!names.tinyId) throw new Error('No tiny id was reserved for the new incident.');
  if (message.teamId && message.teamId !== names.ownerTeam) return refused('Service belongs to another team');
  const owner: IncidentResponder = { type: 'team', id: names.ownerTeam };
  const responders = distinct([owner, ...names.responders]).slice(0, ALERT_LIMITS.responders);
  const incident: Incident = {
    accountId,
    id: toIncidentId(accountId, requestId),
    tinyId: names.tinyId,
    message: action.message,
    description: action.description,
    status: 'open',
    isSeen: false,
    tags: [...new Set(action.tags)].slice(0, ALERT_LIMITS.tags),
    priority: action.priority,
    createdAt: now,
    updatedAt: now,
    source: message.integration.name,
    owner: '',
    ownerTeam: names.ownerTeam,
    responders,
    extraProperties: action.details,
    impactedServices: [...new Set([action.serviceId, ...action.impactedServices])],
    round: 0,
    responderAlerts: [],
    associatedAlertIds: action.associatedAlertIds,
    stakeholders: action.stakeholders,
    version: 0,
    appliedRequests: [],
  };
  return withRequestApplied(
    {
      kind: 'changed',
      status: getSuccessStatus(message),
      incident: withResponderAlerts(incident, responders, requestId),
      log: `Incident created by ${getRequesterName(message)}${describeUnknownResponders(names)}`,
    },
    message,
  );
}

const describeUnknownResponders = ({ unknown }: ResolvedNames): string =>
  unknown.length === 0 ? '' : `; unknown responders ignored: ${unknown.join(', ')}`;

const distinct = (all: readonly IncidentResponder[]): readonly IncidentResponder[] => [
  ...new Map(all.map((responder) => [`${responder.type}:${responder.id}`, responder])).values(),
];

/** Adds an alert of the current round for each of the responders. */
function withResponderAlerts(
  incident: Incident,
  responders: readonly IncidentResponder[],
  requestId: string,
): Incident {
  const { accountId, id, round } = incident;
  const added = responders.map((responder) => ({
    alertId: alertIdOfRequest(accountId, responderAlertRequestId(id, round, responder)),
    responder,
    requestId,
    round,
  }));
  return {
    ...incident,
    responderAlerts: [...incident.responderAlerts, ...added].slice(-MAX_RESPONDER_ALERTS),
  };
}

function applyToIncident(
  incident: Incident,
  message: IncidentActionMessage,
  action: Exclude<IncidentAction, { type: 'Create' | 'Delete' }>,
  names: ResolvedNames,
): IncidentReduction {
  const by = `by ${getRequesterName(message)}`;
  const { status } = incident;
  const changed = (change: Partial<Incident>, log: string): IncidentReduction => ({
    kind: 'changed',
    status: getSuccessStatus(message),
    incident: { ...incident, ...change },
    log,
  });

  switch (action.type) {
    case 'Close':
      return changed(
        { status: 'closed', resolvedAt: incident.resolvedAt ?? message.receivedAt },
        `Incident closed ${by}`,
      );
    case 'Resolve':
      if (status !== 'open') return refused(`Incident is already ${status}`);
      return changed({ status: 'resolved', resolvedAt: message.receivedAt }, `Incident resolved ${by}`);
    case 'Reopen': {
      if (status === 'open') return refused('Incident is already open');
      const { resolvedAt: _, ...rest } = incident;
      const reopened = withResponderAlerts(
        { ...rest, status: 'open', round: incident.round + 1 },
        incident.responders,
        message.requestId,
      );
      return {
        kind: 'changed',
        status: getSuccessStatus(message),
        incident: reopened,
        log: `Incident reopened ${by}`,
      };
    }
    case 'AddNote':
      return message.note ? changed({}, `Note added ${by}`) : refused('Note is empty');
    case 'AddResponders':
      return withResponders(incident, message, names);
    case 'AddTags': {
      const wanted = [...new Set([...incident.tags, ...action.tags])];
      const tags = wanted.slice(0, ALERT_LIMITS.tags);
      const ignored =
        wanted.length > tags.length
          ? `; ${wanted.length - tags.length} ignored, the limit is ${ALERT_LIMITS.tags}`
          : '';
      return changed({ tags }, `Tags added ${by}: ${action.tags.join(', ')}${ignored}`);
    }
    case 'RemoveTags':
      return changed(
        { tags: incident.tags.filter((tag) => !action.tags.includes(tag)) },
        `Tags removed ${by}: ${action.tags.join(', ')}`,
      );
    case 'AddDetails': {
      const extraProperties = { ...incident.extraProperties, ...action.details };
      if (getDetailsLength(extraProperties) > ALERT_LIMITS.details) {
        return refused(`Details would be longer than ${ALERT_LIMITS.details} characters`);
      }
      return changed({ extraProperties }, `Details added ${by}: ${Object.keys(action.details).join(', ')}`);
    }
    case 'RemoveDetails': {
      const kept = Object.entries(incident.extraProperties).filter(([key]) => !action.keys.includes(key));
      return changed(
        { extraProperties: Object.fromEntries(kept) },
        `Details removed ${by}: ${action.keys.join(', ')}`,
      );
    }
    case 'UpdateMessage':
      return changed(
        {
          message: action.message,
          description: describeWithTitle(action.fullTitle, incident.description),
        },
        `Message changed ${by}`,
      );
    case 'UpdateDescription':
      return changed({ description: action.description }, `Description changed ${by}`);
    case 'UpdatePriority':
      return changed(
        { priority: action.priority },
        describePriorityChange(incident.priority, action.priority, by),
      );
    case 'AssociateAlert': {
      const { associatedAlertIds: before } = incident;
      if (before.includes(action.alertId)) return refused('Alert is already associated');
      if (before.length >= MAX_ASSOCIATED_ALERTS) return refused('Incident has too many associated alerts');
      return changed(
        { associatedAlertIds: [...before, action.alertId] },
        'Alert associated: it matches the rule that opened the incident',
      );
    }
  }
}

const describePriorityChange = (from: Priority, to: Priority, by: string): string =>
  `Priority changed from ${from} to ${to} ${by}`;

/** Pages the new responders if the incident is open. Otherwise they are paged when it is reopened. */
function withResponders(
  incident: Incident,
  message: IncidentActionMessage,
  names: ResolvedNames,
): IncidentReduction {
  const present = new Set(incident.responders.map(({ type, id }) => `${type}:${id}`));
  const added = distinct(names.responders).filter(({ type, id }) => !present.has(`${type}:${id}`));
  if (added.length === 0) {
    return refused(
      names.unknown.length > 0 ? 'Responder does not exist' : 'Incident already has these responders',
    );
  }
  const room = ALERT_LIMITS.responders - incident.responders.length;
  if (added.length > room)
    return refused(`Incident would have more than ${ALERT_LIMITS.responders} responders`);
  const changed = { ...incident, responders: [...incident.responders, ...added] };
  return {
    kind: 'changed',
    status: getSuccessStatus(message),
    incident: incident.status === 'open' ? withResponderAlerts(changed, added, message.requestId) : changed,
    log: `${added.length === 1 ? 'Responder' : 'Responders'} added by ${getRequesterName(message)}${describeUnknownResponders(names)}`,
  };
}
