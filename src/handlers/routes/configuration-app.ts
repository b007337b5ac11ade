import { accountRoutes } from '../../api/accounts/routes.ts';
import { alertStoryRoutes } from '../../api/alert-story/routes.ts';
import { auditRoutes } from '../../api/audit/routes.ts';
import { bulkActionRoutes } from '../../api/bulk-actions/routes.ts';
import { deploymentRoutes } from '../../api/deployments/routes.ts';
import { escalationRoutes } from '../../api/escalations/routes.ts';
import { forwardingRuleRoutes } from '../../api/forwarding-rules/routes.ts';
import { heartbeatRoutes } from '../../api/heartbeats/routes.ts';
import { createServiceUsageFinder, incidentRoutes } from '../../api/incidents/routes.ts';
import { integrationRoutes } from '../../api/integrations/routes.ts';
import { maintenanceRoutes } from '../../api/maintenance/routes.ts';
import { policyRoutes } from '../../api/policies/routes.ts';
import { readinessRoutes } from '../../api/readiness/routes.ts';
import { roleRoutes } from '../../api/roles/routes.ts';
import { userSavedSearchRoutes } from '../../api/saved-searches/user-routes.ts';
import { scheduleRoutes } from '../../api/schedules/routes.ts';
import { serviceRoutes } from '../../api/services/routes.ts';
import { teamRoutes } from '../../api/teams/routes.ts';
import { userRoutes } from '../../api/users/routes.ts';
import type { MailAddressLookup } from '../../domain/accounts/mail-addresses.ts';
import { createAccountSecrets } from '../../domain/accounts/secrets.ts';
import { createDeploymentStore } from '../../domain/deployments/store.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { createHeartbeatStore } from '../../domain/heartbeats/store.ts';
import { createPostmortemStore } from '../../domain/incidents/postmortem.ts';
import { createIncidentTemplateStore } from '../../domain/incidents/template.ts';
import { createMaintenanceStore } from '../../domain/maintenance/store.ts';
import { createSavedSearchStore } from '../../domain/saved-searches/store.ts';
import { type App, type AppDeps, createApp } from '../../http/app.ts';
import type { RateLimiter, RateLimits } from '../../http/rate-limit.ts';
import type { Route } from '../../http/route.ts';
import type { Executions } from '../../platform/executions.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Table } from '../../platform/table.ts';
import { createLazyAlertStories } from './lazy-alert-stories.ts';

export interface ConfigurationDeps {
  readonly table: Table;
  readonly directory: Directory;
  /** incident-actions.fifo. */
  readonly incidentActions: Queue;
  /** alert-actions.fifo. */
  readonly alertActions: Queue;
  /** bulk-actions.fifo. */
  readonly bulkActions: Queue;
  /** contact-messages.fifo. */
  readonly contactMessages: Queue;
  /** Executions of heartbeat-checks. */
  readonly heartbeatChecks: Executions;
  /** Shown to clients; the limiter enforces them. */
  readonly rateLimits?: RateLimits | undefined;
  /** Limits requests that come without a key. */
  readonly limiter?: RateLimiter | undefined;
  /** The ARN of alert-escalation, for links to executions. */
  readonly escalationStateMachineArn?: string | undefined;
  /** Absent if the stage has no domain for inbound e-mail. */
  readonly createMailAddressLookup?: MailAddressLookup | undefined;
  /** Whether the stage makes voice calls; without, voice contacts are refused. Default: true. */
  readonly makesCalls?: boolean | undefined;
}

/** The routes of the configuration API. A capability adds a line here. */
export const configurationRoutes = (deps: ConfigurationDeps): readonly Route[] => [
  ...accountRoutes(deps),
  ...readinessRoutes(deps),
  ...userRoutes({ ...deps, secrets: createAccountSecrets(deps.table) }),
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
  ...alertStoryRoutes({ ...deps, stories: createLazyAlertStories(deps.table) }),
  ...bulkActionRoutes(deps),
  ...deploymentRoutes({ table: deps.table, deployments: createDeploymentStore(deps.table) }),
];

/** Wired together because a service with open incidents cannot be deleted. */
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
   * Routes of the other functions. API Gateway matches paths exactly and sends the rest here, such as paths with doubled
   * slashes, or `/v2/alerts/`, by which the Node SDK creates alerts.
   */
  readonly otherRoutes?: readonly Route[];
}

/** Creates the configuration API. It is a function of its own, so that a broken release of it stops no alerts. */
export const createConfigurationApp = ({
  configuration,
  otherRoutes = [],
  ...deps
}: ConfigurationAppDeps): App =>
  createApp({
    ...deps,
    routes: [...configurationRoutes({ limiter: deps.limiter, ...configuration }), ...otherRoutes],
  });
