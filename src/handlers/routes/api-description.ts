import type { ApiDescription } from '../../api/openapi/document.ts';
import { getRequestExample } from './all-examples.ts';
import { getResponseSchema } from './all-responses.ts';
import { allRoutes } from './all-routes.ts';

/** Describes all routes, the schemas of their responses, and the examples of their request bodies. */
export const describeApi = (): ApiDescription => ({
  routes: allRoutes(),
  getResponseSchema,
  getRequestExample,
});
