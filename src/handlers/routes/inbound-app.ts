import { type App, createApp } from '../../http/app.ts';
import type { InboundDeps } from '../../inbound/events/apply-event.ts';
import { inboundRoutes } from '../../inbound/events/routes.ts';
import type { Clock } from '../../platform/clock.ts';

export interface InboundAppDeps extends InboundDeps {
  readonly clock: Clock;
}

/** The API that monitoring tools send their own payloads to: apart from the configuration, as that of alerts is. */
export const createInboundApp = ({ clock, ...deps }: InboundAppDeps): App =>
  createApp({ routes: inboundRoutes(deps), findKey: deps.findKey, limiter: deps.limiter, clock });
