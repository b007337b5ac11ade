import { accountRoutes } from '../../api/accounts/routes.ts';
import { auditRoutes } from '../../api/audit/routes.ts';
import { deploymentRoutes } from '../../api/deployments/routes.ts';
import { escalationRoutes } from '../../api/escalations/routes.ts';
import { forwardingRuleRoutes } from '../../api/forwarding-rules/routes.ts';
import { heartbeatRoutes } from '../../api/heartbeats/routes.ts';
import { createServiceUsageFinder, incidentRoutes } from '../../api/incidents/routes.ts';
import { integrationRoutes } from '../../api/integrations/routes.ts';
import { maintenanceRoutes } from '../../api/maintenance/routes.ts';
import { policyRoutes } from '../../api/policies/routes.ts';
import { roleRoutes } from '../../api/roles/routes.ts';
import { userSavedSearchRoutes } from '../../api/saved-searches/user-routes.ts';
import { scheduleRoutes } from '../../api/schedules/routes.ts';
import { serviceRoutes } from '../../api/services/routes.ts';
import { teamRoutes } from '../../api/teams/routes.ts';
import { userRoutes } from '../../api/users/routes.ts';
import type { MailAddressLookup } from '../../domain/accounts/mail-addresses.ts';
import { deploymentStore } from '../../domain/deployments/store.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { createHeartbeatStore } from '../../domain/heartbeats/store.ts';
import { createPostmortemStore } from '../../domain/incidents/postmortem.ts';
import { createIncidentTemplateStore } from '../../domain/incidents/template.ts';
import { createMaintenanceStore } from '../../domain/maintenance/store.ts';
import { createSavedSearchStore } from '../../domain/saved-searches/store.ts';
import { type App, type AppDeps, createApp } from '../../http/app.ts';
import type { Route } from '../../http/route.ts';
import type { Executions } from '../../platform/executions.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Table } from '../../platform/table.ts';

export interface ConfigurationDeps {
  readonly table: Table;
  readonly directory: Directory;
  /** incident-actions.fifo. */
  readonly incidentActions: Queue;
  /** alert-actions.fifo. */
  readonly alertActions: Queue;
  /** Executions of heartbeat-checks. */
  readonly heartbeatChecks: Executions;
  /** Absent where the stage has no domain for mail to come in by. */
  readonly createMailAddressLookup?: MailAddressLookup | undefined;
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
  ...userSavedSearchRoutes({ savedSearches: createSavedSearchStore(deps.table) }),
  ...policyRoutes(deps),
  ...integrationRoutes(deps),
  ...maintenanceRoutes({ ...deps, maintenance: createMaintenanceStore(deps.table) }),
  ...heartbeatRoutes({ ...deps, heartbeats: createHeartbeatStore(deps.table) }),
  ...incidentsAndServices(deps),
  ...deploymentRoutes({ table: deps.table, deployments: deploymentStore(deps.table) }),
];

/** They know of each other: incidents are opened on services, and a service with open incidents cannot go. */
function incidentsAndServices(deps: ConfigurationDeps): readonly Route[] {
  const { table } = deps;
  const incidents = {
    ...deps,
    templates: createIncidentTemplateStore(table),
    postmortems: createPostmortemStore(table),
  };
  return [
    ...serviceRoutes({ ...deps, findServiceUsages: createServiceUsageFinder(incidents) }),
    ...incidentRoutes(incidents),
  ];
}

export interface ConfigurationAppDeps extends Omit<AppDeps, 'routes'> {
  readonly configuration: ConfigurationDeps;
  /**
   * Routes of the other functions. The gateway knows paths to the letter and gives what it does not know to this one:
   * clients' `/v2/alerts/` (the Node SDK creates alerts by it) and doubled slashes, which the router here understands.
   */
  readonly otherRoutes?: readonly Route[];
}

/** The API of the configuration: a function of its own, so that a broken release of it stops no alerts. */
export const createConfigurationApp = ({
  configuration,
  otherRoutes = [],
  ...parts
}: ConfigurationAppDeps): App =>
  createApp({ ...parts, routes: [...configurationRoutes(configuration), ...otherRoutes] });
