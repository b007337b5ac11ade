import type { ApiDescription } from '../../api/openapi/routes.ts';
import { getResponseSchema } from './all-responses.ts';
import { allRoutes } from './all-routes.ts';

/** Describes all routes and the schemas of their responses. */
export const describeApi = (): ApiDescription => ({ routes: allRoutes(), getResponseSchema });
