import type { Route } from '../../http/route.ts';
import { savedSearchRoutes } from '../saved-searches/routes.ts';
import { actionRoutes } from './actions.ts';
import { attachmentRoutes } from './attachments.ts';
import type { AlertDeps } from './deps.ts';
import { readRoutes } from './reads.ts';
import { searchRoutes } from './search.ts';

export type { AlertDeps } from './deps.ts';

/** Every operation under /v2/alerts. */
export const alertRoutes = (deps: AlertDeps): readonly Route[] => [
  ...actionRoutes(deps),
  ...readRoutes(deps),
  ...searchRoutes(deps),
  ...savedSearchRoutes(deps),
  ...attachmentRoutes(deps),
];
