import { createRouteDefiner } from '../../http/route.ts';
import type * as responses from './responses.ts';

/** Declares a route whose response is described in responses.ts. */
export const defineRoute = createRouteDefiner<typeof responses>('readiness');
