import { alertIdOfRequest } from '../alerts/ids.ts';
import { ALERT_LIMITS, getDetailsLength } from '../kernel/limits.ts';
import type { Priority } from '../kernel/priority.ts';
import { withAppliedRequest } from '../requests/redelivery.ts';
import { getRequesterName } from '../requests/requester.ts';
import { incidentIdOfRequest, raisingRequest } from './ids.ts';
import {
  type Incident,
  type IncidentAction,
  type IncidentActionMessage,
  type IncidentResponder,
  isIncidentVisibleTo,
} from './model.ts';

/** What the names in a message stand for. */
export interface ResolvedNames {
  /** Reserved for the incident that a Create opens. */
  readonly tinyId?: string;
  /** Of the service: its team. Absent where the service does not exist. */
  readonly ownerTeam?: string;
  readonly responders: readonly IncidentResponder[];
  /** Responders that do not exist, in words. */
  readonly unknown: readonly string[];
}

/** What became of an action. `status` is what the request's status shows, `log` what the incident's log says. */
export type IncidentReduction =
  | {
      readonly kind: 'changed';
      readonly status: string;
      readonly incident: Incident;
      readonly log: string;
    }
  | { readonly kind: 'deleted'; readonly status: string; readonly incident: Incident }
  | { readonly kind: 'refused'; readonly status: string };

/** Beyond these an incident counts no further alerts: they are what a storm would fill the item with. */
export const ASSOCIATED_MAX = 1_000;
/** All alerts of all rounds stay listed, up to so many. */
export const RESPONDER_ALERTS_MAX = 500;

const SUCCESS: Readonly<Record<IncidentAction['type'], string>> = {
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

/** The status of a request that was applied: the same whenever it is asked for again. */
export const getSuccessStatus = ({ action }: IncidentActionMessage): string => SUCCESS[action.type];

const refused = (status: string): IncidentReduction => ({ kind: 'refused', status });

/** Applies an action, purely. Undefined incident: there is none that the message means. */
export function applyIncidentAction(
  incident: Incident | undefined,
  message: IncidentActionMessage,
  names: ResolvedNames,
): IncidentReduction {
  const { action } = message;
  if (action.type === 'Create')
    return incident ? refused('Incident exists already') : opened(message, action, names);
  if (!incident) return refused('Incident does not exist');
  if (!isIncidentVisibleTo(incident, message.teamId)) return refused('Incident belongs to another team');
  if (action.type === 'Delete') return { kind: 'deleted', status: getSuccessStatus(message), incident };
  return remembered(reduced(incident, message, action, names), message);
}

function remembered(reduction: IncidentReduction, { requestId, receivedAt, action }: IncidentActionMessage) {
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

function opened(message: IncidentActionMessage, action: Create, names: ResolvedNames): IncidentReduction {
  const { accountId, requestId, receivedAt: now } = message;
  if (!names.ownerTeam) return refused('Service does not exist');
  if (!names.tinyId) throw new Error('A tiny id is reserved before an incident is opened.');
  if (message.teamId && message.teamId !== names.ownerTeam) return refused('Service belongs to another team');
  const owner: IncidentResponder = { type: 'team', id: names.ownerTeam };
  const responders = distinct([owner, ...names.responders]).slice(0, ALERT_LIMITS.responders);
  const incident: Incident = {
    accountId,
    id: incidentIdOfRequest(accountId, requestId),
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
  return remembered(
    {
      kind: 'changed',
      status: getSuccessStatus(message),
      incident: withAlerts(incident, responders, requestId),
      log: `Incident created by ${getRequesterName(message)}${leftOut(names)}`,
    },
    message,
  );
}

const leftOut = ({ unknown }: ResolvedNames): string =>
  unknown.length === 0 ? '' : `; left out, for it does not exist: ${unknown.join(', ')}`;

const distinct = (all: readonly IncidentResponder[]): readonly IncidentResponder[] => [
  ...new Map(all.map((responder) => [`${responder.type}:${responder.id}`, responder])).values(),
];

/** The incident with an alert of its present round for each of the responders. */
function withAlerts(
  incident: Incident,
  responders: readonly IncidentResponder[],
  requestId: string,
): Incident {
  const { accountId, id, round } = incident;
  const raised = responders.map((responder) => ({
    alertId: alertIdOfRequest(accountId, raisingRequest(id, round, responder)),
    responder,
    requestId,
    round,
  }));
  return {
    ...incident,
    responderAlerts: [...incident.responderAlerts, ...raised].slice(-RESPONDER_ALERTS_MAX),
  };
}

function reduced(
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
      if (status === 'closed') return refused('Incident is already closed');
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
      const again = withAlerts(
        { ...rest, status: 'open', round: incident.round + 1 },
        incident.responders,
        message.requestId,
      );
      return {
        kind: 'changed',
        status: getSuccessStatus(message),
        incident: again,
        log: `Incident reopened ${by}`,
      };
    }
    case 'AddNote':
      return message.note ? changed({}, `Note added ${by}`) : refused('Note is empty');
    case 'AddResponders':
      return respondersAdded(incident, message, names);
    case 'AddTags': {
      const wanted = [...new Set([...incident.tags, ...action.tags])];
      const tags = wanted.slice(0, ALERT_LIMITS.tags);
      const rest = wanted.length > tags.length ? `; ${wanted.length - tags.length} left out` : '';
      return changed({ tags }, `Tags added ${by}: ${action.tags.join(', ')}${rest}`);
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
      return changed({ message: action.message }, `Message changed ${by}`);
    case 'UpdateDescription':
      return changed({ description: action.description }, `Description changed ${by}`);
    case 'UpdatePriority':
      return changed({ priority: action.priority }, priorityLog(incident.priority, action.priority, by));
    case 'AssociateAlert': {
      const { associatedAlertIds: before } = incident;
      if (before.includes(action.alertId)) return refused('Alert is associated already');
      if (before.length >= ASSOCIATED_MAX) return refused('Incident has too many associated alerts');
      return changed(
        { associatedAlertIds: [...before, action.alertId] },
        'Alert associated, for it met the rule of the incident',
      );
    }
  }
}

const priorityLog = (from: Priority, to: Priority, by: string): string =>
  `Priority changed from ${from} to ${to} ${by}`;

/** New responders are paged while the incident is open; those of one that is not come to it when it is reopened. */
function respondersAdded(
  incident: Incident,
  message: IncidentActionMessage,
  names: ResolvedNames,
): IncidentReduction {
  const has = new Set(incident.responders.map(({ type, id }) => `${type}:${id}`));
  const fresh = distinct(names.responders).filter(({ type, id }) => !has.has(`${type}:${id}`));
  if (fresh.length === 0) {
    return refused(
      names.unknown.length > 0 ? 'Responder does not exist' : 'Incident has these responders already',
    );
  }
  const room = ALERT_LIMITS.responders - incident.responders.length;
  if (fresh.length > room)
    return refused(`Incident would have more than ${ALERT_LIMITS.responders} responders`);
  const more = { ...incident, responders: [...incident.responders, ...fresh] };
  return {
    kind: 'changed',
    status: getSuccessStatus(message),
    incident: incident.status === 'open' ? withAlerts(more, fresh, message.requestId) : more,
    log: `${fresh.length === 1 ? 'Responder' : 'Responders'} added by ${getRequesterName(message)}${leftOut(names)}`,
  };
}
