import { type AlertDeps, alertRoutes } from '../../api/alerts/routes.ts';
import { type App, type AppDeps, createApp } from '../../http/app.ts';
import type { Route } from '../../http/route.ts';

export interface AlertsAppDeps extends Omit<AppDeps, 'routes'> {
  readonly alerts: AlertDeps;
  /** Routes of signed links, which act on alerts too. */
  readonly linkRoutes?: readonly Route[];
}

/** Creates the API of alerts. It is a function of its own, so that alerts are accepted whatever happens to the rest. */
export const createAlertsApp = ({ alerts, linkRoutes = [], ...deps }: AlertsAppDeps): App =>
  createApp({ ...deps, routes: [...alertRoutes(alerts), ...linkRoutes] });
