import { derivedId } from '../../platform/ids.ts';
import { messageGroupId } from '../alerts/message-group.ts';
import type { IncidentResponder } from './model.ts';

/** The id of the incident that a request to create one opens: known before the incident is there. */
export const incidentIdOfRequest = (accountId: string, requestId: string): string =>
  derivedId('incident', accountId, requestId);

/** The group of the queue in which the actions on one incident keep their order. */
export const incidentGroup = (accountId: string, incidentId: string): string =>
  messageGroupId(accountId, `incident ${incidentId}`);

/** The alias of a responder's alert: one open alert for each, in whatever round. */
export const responderAlias = (incidentId: string, { type, id }: IncidentResponder): string =>
  `incident_${incidentId}_${type}_${id}`;

/** The request by which the alert of a responder is raised in a round. */
export const raisingRequest = (incidentId: string, round: number, { type, id }: IncidentResponder): string =>
  derivedId('incident-alert', incidentId, String(round), type, id);
