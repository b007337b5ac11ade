import type { Route } from '../../http/route.ts';
import { savedSearchRoutes } from '../saved-searches/routes.ts';
import { actionRoutes } from './action-routes.ts';
import { attachmentRoutes } from './attachment-routes.ts';
import type { AlertDeps } from './deps.ts';
import { readRoutes } from './detail-routes.ts';
import { searchRoutes } from './search-routes.ts';

export type { AlertDeps } from './deps.ts';

/** Every operation under /v2/alerts. */
export const alertRoutes = (deps: AlertDeps): readonly Route[] => [
  ...actionRoutes(deps),
  ...readRoutes(deps),
  ...searchRoutes(deps),
  ...savedSearchRoutes(deps),
  ...attachmentRoutes(deps),
];
