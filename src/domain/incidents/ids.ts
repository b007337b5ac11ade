import { derivedId } from '../../platform/ids.ts';
import { messageGroupId } from '../alerts/message-group.ts';
import type { IncidentResponder } from './model.ts';

/** Id of the incident that a create request opens. It is known before the incident exists. */
export const toIncidentId = (accountId: string, requestId: string): string =>
  derivedId('incident', accountId, requestId);

/** Message group of incident-actions.fifo that keeps the actions on one incident in order. */
export const incidentMessageGroup = (accountId: string, incidentId: string): string =>
  messageGroupId(accountId, `incident ${incidentId}`);

/** Alias of the alert that pages a responder. A responder has at most one open alert for an incident. */
export const responderAlertAlias = (incidentId: string, { type, id }: IncidentResponder): string =>
  `incident_${incidentId}_${type}_${id}`;

/** Id of the request that creates the alert of a responder in a round. */
export const responderAlertRequestId = (
  incidentId: string,
  round: number,
  { type, id }: IncidentResponder,
): string => derivedId('incident-alert', incidentId, String(round), type, id);
