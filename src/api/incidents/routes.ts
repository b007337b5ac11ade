import { findUnclosedIncidents } from '../../domain/incidents/search.ts';
import type { Route } from '../../http/route.ts';
import { incidentActionRoutes } from './action-routes.ts';
import type { IncidentDeps } from './deps.ts';
import { postmortemRoutes } from './postmortem-routes.ts';
import { incidentReadRoutes } from './read-routes.ts';
import { incidentTemplateRoutes } from './template-routes.ts';
import { incidentTimelineRoutes } from './timeline-routes.ts';

export type { IncidentDeps } from './deps.ts';

/** Incidents with their timelines, templates and postmortems. */
export const incidentRoutes = (deps: IncidentDeps): readonly Route[] => [
  ...incidentActionRoutes(deps),
  ...incidentReadRoutes(deps),
  ...incidentTimelineRoutes(deps),
  ...incidentTemplateRoutes(deps),
  ...postmortemRoutes(deps),
];

/** Finds the unclosed incidents and the templates that use a service, which therefore cannot be deleted. */
export const createServiceUsageFinder =
  (deps: Pick<IncidentDeps, 'table' | 'directory' | 'templates'>) =>
  async (accountId: string, serviceId: string): Promise<readonly string[]> => {
    const [incidents, templates] = await Promise.all([
      findUnclosedIncidents(deps, accountId, serviceId),
      deps.templates.list(accountId),
    ]);
    return [
      ...incidents.map(({ tinyId, message }) => `incident #${tinyId} [${message}]`),
      ...templates
        .filter(({ impactedServices }) => impactedServices.includes(serviceId))
        .map(({ name }) => `incident template [${name}]`),
    ];
  };
