import type { Incident } from '../../domain/incidents/model.ts';
import { toIso } from '../../platform/clock.ts';

/** Converts an incident to its response body. */
export const incidentView = (incident: Incident) => ({
  id: incident.id,
  serviceId: incident.impactedServices[0] ?? '',
  impactedServices: incident.impactedServices,
  tinyId: incident.tinyId,
  message: incident.message,
  description: incident.description,
  status: incident.status,
  isSeen: incident.isSeen,
  tags: incident.tags,
  createdAt: toIso(incident.createdAt),
  updatedAt: toIso(incident.updatedAt),
  source: incident.source,
  owner: incident.owner,
  priority: incident.priority,
  responders: incident.responders,
  ownerTeam: incident.ownerTeam,
  extraProperties: incident.extraProperties,
});
