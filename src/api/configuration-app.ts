import type { MailAddresses } from '../accounts/mail-addresses.ts';
import { accountRoutes } from '../accounts/routes.ts';
import { savedSearchStore } from '../alerts/saved-searches.ts';
import { auditRoutes } from '../audit/routes.ts';
import { deploymentRoutes } from '../deployments/routes.ts';
import { deploymentStore } from '../deployments/store.ts';
import { escalationRoutes } from '../escalations/routes.ts';
import { forwardingRuleRoutes } from '../forwarding-rules/routes.ts';
import { heartbeatRoutes } from '../heartbeats/routes.ts';
import { heartbeatStore } from '../heartbeats/store.ts';
import { postmortemStore } from '../incidents/postmortem.ts';
import { incidentRoutes, usesOfService } from '../incidents/routes.ts';
import { incidentTemplateStore } from '../incidents/template.ts';
import { integrationRoutes } from '../integrations/routes.ts';
import { maintenanceRoutes } from '../maintenance/routes.ts';
import { maintenanceStore } from '../maintenance/store.ts';
import type { Executions } from '../platform/executions.ts';
import type { Queue } from '../platform/queue.ts';
import type { Table } from '../platform/table.ts';
import { policyRoutes } from '../policies/routes.ts';
import { roleRoutes } from '../roles/routes.ts';
import { scheduleRoutes } from '../schedules/routes.ts';
import { serviceRoutes } from '../services/routes.ts';
import { teamRoutes } from '../teams/routes.ts';
import { userRoutes } from '../users/routes.ts';
import { userSavedSearchRoutes } from '../users/saved-search-routes.ts';
import { type App, type AppParts, createApp } from './app.ts';
import type { Directory } from './directory.ts';
import { documentRoutes } from './openapi/routes.ts';
import type { Route } from './route.ts';

export interface ConfigurationDeps {
  readonly table: Table;
  readonly directory: Directory;
  /** incident-actions.fifo. */
  readonly incidentActions: Queue;
  /** alert-actions.fifo. */
  readonly alertActions: Queue;
  /** Executions of heartbeat-watch. */
  readonly heartbeatWatches: Executions;
  /** Absent where the stage has no domain for mail to come in by. */
  readonly mailAddresses?: MailAddresses | undefined;
}

/** Everything of the API that is configuration; a capability adds its routes by one line. */
export const configurationRoutes = (deps: ConfigurationDeps): readonly Route[] => [
  ...accountRoutes(deps),
  ...userRoutes(deps),
  ...teamRoutes(deps),
  ...escalationRoutes(deps),
  ...scheduleRoutes(deps),
  ...forwardingRuleRoutes(deps),
  ...roleRoutes(deps),
  ...auditRoutes(deps),
  ...userSavedSearchRoutes({ savedSearches: savedSearchStore(deps.table) }),
  ...policyRoutes(deps),
  ...integrationRoutes(deps),
  ...maintenanceRoutes({ ...deps, maintenance: maintenanceStore(deps.table) }),
  ...heartbeatRoutes({ ...deps, heartbeats: heartbeatStore(deps.table) }),
  ...incidentsAndServices(deps),
  ...documentRoutes(async () => (await import('./all-routes.ts')).allRoutes()),
  ...deploymentRoutes({ table: deps.table, deployments: deploymentStore(deps.table) }),
];

/** They know of each other: incidents are opened on services, and a service with open incidents cannot go. */
function incidentsAndServices(deps: ConfigurationDeps): readonly Route[] {
  const { table } = deps;
  const incidents = { ...deps, templates: incidentTemplateStore(table), postmortems: postmortemStore(table) };
  return [
    ...serviceRoutes({ ...deps, usesOfService: usesOfService(incidents) }),
    ...incidentRoutes(incidents),
  ];
}

export interface ConfigurationAppParts extends Omit<AppParts, 'routes'> {
  readonly configuration: ConfigurationDeps;
  /**
   * Routes of the other functions. The gateway knows paths to the letter and gives what it does not know to this one:
   * clients' `/v2/alerts/` (the Node SDK creates alerts by it) and doubled slashes, which the router here understands.
   */
  readonly strays?: readonly Route[];
}

/** The API of the configuration: a function of its own, so that a broken release of it stops no alerts. */
export const createConfigurationApp = ({
  configuration,
  strays = [],
  ...parts
}: ConfigurationAppParts): App =>
  createApp({ ...parts, routes: [...configurationRoutes(configuration), ...strays] });
