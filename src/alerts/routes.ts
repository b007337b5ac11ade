import type { Route } from '../api/route.ts';
import { actionRoutes } from './routes/actions.ts';
import { attachmentRoutes } from './routes/attachments.ts';
import type { AlertDeps } from './routes/deps.ts';
import { readRoutes } from './routes/reads.ts';
import { savedSearchRoutes } from './routes/saved-searches.ts';
import { searchRoutes } from './routes/search.ts';

export type { AlertDeps } from './routes/deps.ts';

/** Every operation under /v2/alerts. */
export const alertRoutes = (deps: AlertDeps): readonly Route[] => [
  ...actionRoutes(deps),
  ...readRoutes(deps),
  ...searchRoutes(deps),
  ...savedSearchRoutes(deps),
  ...attachmentRoutes(deps),
];
