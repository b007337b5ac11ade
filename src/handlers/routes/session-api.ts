import { type AlertDeps, alertRoutes } from '../../api/alerts/routes.ts';
import { userAccess } from '../../api/roles/user-access.ts';
import { type App, type AppDeps, createApp } from '../../http/app.ts';
import { alertPlanRoutes } from '../../web/alert-plans/routes.ts';
import { nameRoutes } from '../../web/names/routes.ts';
import { type ConfigurationDeps, configurationRoutes } from './configuration-app.ts';
import { createLazyAlertStories } from './lazy-alert-stories.ts';

export interface SessionApiDeps extends Omit<AppDeps, 'routes' | 'userAccess'> {
  readonly configuration: ConfigurationDeps;
  readonly alerts: AlertDeps;
}

/** Creates the whole REST API for the console: `findSession` takes the place of the key. */
export const createSessionApi = ({ configuration, alerts, ...options }: SessionApiDeps): App =>
  createApp({
    ...options,
    routes: [
      ...alertRoutes(alerts),
      ...configurationRoutes(configuration),
      ...alertPlanRoutes({
        table: configuration.table,
        stories: createLazyAlertStories(configuration.table),
      }),
      ...nameRoutes(configuration.directory),
    ],
    userAccess: userAccess(configuration.directory, options.clock),
  });
