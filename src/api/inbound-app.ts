import type { InboundDeps } from '../integrations/inbound.ts';
import { inboundRoutes } from '../integrations/inbound-routes.ts';
import type { Clock } from '../platform/clock.ts';
import { type App, createApp } from './app.ts';

export interface InboundAppParts extends InboundDeps {
  readonly clock: Clock;
}

/** The API that monitoring tools send their own payloads to: apart from the configuration, as that of alerts is. */
export const createInboundApp = ({ clock, ...deps }: InboundAppParts): App =>
  createApp({ routes: inboundRoutes(deps), findKey: deps.findKey, limiter: deps.limiter, clock });
