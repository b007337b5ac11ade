import { type AlertDeps, alertRoutes } from '../../api/alerts/routes.ts';
import { type App, type AppDeps, createApp } from '../../http/app.ts';
import type { Route } from '../../http/route.ts';

export interface AlertsAppDeps extends Omit<AppDeps, 'routes'> {
  readonly alerts: AlertDeps;
  /** Those of signed links, which act on alerts as well. */
  readonly linkRoutes?: readonly Route[];
}

/** The API of alerts: apart from the rest, so that whatever happens to that, alerts come in. */
export const createAlertsApp = ({ alerts, linkRoutes = [], ...parts }: AlertsAppDeps): App =>
  createApp({ ...parts, routes: [...alertRoutes(alerts), ...linkRoutes] });
