import { type AlertDeps, alertRoutes } from '../../api/alerts/routes.ts';
import { type App, type AppParts, createApp } from '../../http/app.ts';
import type { Route } from '../../http/route.ts';

export interface AlertsAppParts extends Omit<AppParts, 'routes'> {
  readonly alerts: AlertDeps;
  /** Those of signed links, which act on alerts as well. */
  readonly linkRoutes?: readonly Route[];
}

/** The API of alerts: apart from the rest, so that whatever happens to that, alerts come in. */
export const createAlertsApp = ({ alerts, linkRoutes = [], ...parts }: AlertsAppParts): App =>
  createApp({ ...parts, routes: [...alertRoutes(alerts), ...linkRoutes] });
