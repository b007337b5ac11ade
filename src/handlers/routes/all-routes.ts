import { type AlertDeps, alertRoutes } from '../../api/alerts/routes.ts';
import { healthRoutes } from '../../api/health/routes.ts';
import { documentRoutes } from '../../api/openapi/routes.ts';
import type { Route } from '../../http/route.ts';
import { inboundRoutes } from '../../inbound/events/routes.ts';
import { linkRoutes } from '../../inbound/links/routes.ts';
import { type ConfigurationDeps, configurationRoutes } from './configuration-app.ts';

/** Stands for any dependency: each of its members, and each result of a call, is the object itself. */
const inert: never = new Proxy(() => {}, { get: () => inert, apply: () => inert }) as never;

// Listed member by member, because a capability may copy its dependencies.
const ALERTS: AlertDeps = {
  table: inert,
  queue: inert,
  directory: inert,
  savedSearches: inert,
  blobs: inert,
};

const CONFIGURATION: ConfigurationDeps = {
  table: inert,
  directory: inert,
  incidentActions: inert,
  alertActions: inert,
  bulkActions: inert,
  contactMessages: inert,
  heartbeatChecks: inert,
};

/** The routes of all functions, for reading their declarations. They cannot be called. */
export const allRoutes = (): readonly Route[] => [
  ...alertRoutes(ALERTS),
  ...linkRoutes(inert),
  ...inboundRoutes(inert),
  ...healthRoutes(inert),
  ...configurationRoutes(CONFIGURATION),
  ...documentRoutes(inert),
];
