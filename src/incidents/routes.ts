import type { Route } from '../api/route.ts';
import { incidentActionRoutes } from './routes/actions.ts';
import type { IncidentDeps } from './routes/deps.ts';
import { postmortemRoutes } from './routes/postmortems.ts';
import { incidentReadRoutes } from './routes/reads.ts';
import { incidentTemplateRoutes } from './routes/templates.ts';
import { incidentTimelineRoutes } from './routes/timeline.ts';
import { openIncidentsOf } from './search.ts';

export type { IncidentDeps } from './routes/deps.ts';

/** Incidents with their timelines, templates and postmortems. */
export const incidentRoutes = (deps: IncidentDeps): readonly Route[] => [
  ...incidentActionRoutes(deps),
  ...incidentReadRoutes(deps),
  ...incidentTimelineRoutes(deps),
  ...incidentTemplateRoutes(deps),
  ...postmortemRoutes(deps),
];

/** What a service is used in and cannot be deleted for: incidents that are not closed, and templates. */
export const usesOfService =
  (deps: Pick<IncidentDeps, 'table' | 'directory' | 'templates'>) =>
  async (accountId: string, serviceId: string): Promise<readonly string[]> => {
    const [incidents, templates] = await Promise.all([
      openIncidentsOf(deps, accountId, serviceId),
      deps.templates.list(accountId),
    ]);
    return [
      ...incidents.map(({ tinyId, message }) => `incident #${tinyId} [${message}]`),
      ...templates
        .filter(({ impactedServices }) => impactedServices.includes(serviceId))
        .map(({ name }) => `incident template [${name}]`),
    ];
  };
