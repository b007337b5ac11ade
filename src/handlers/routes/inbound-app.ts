import { type App, createApp } from '../../http/app.ts';
import type { InboundDeps } from '../../inbound/events/apply-event.ts';
import { inboundRoutes } from '../../inbound/events/routes.ts';
import type { Clock } from '../../platform/clock.ts';

export interface InboundAppDeps extends InboundDeps {
  readonly clock: Clock;
}

/** Creates the API that monitoring tools send their events to. Like the API of alerts, it is a function of its own. */
export const createInboundApp = ({ clock, ...deps }: InboundAppDeps): App =>
  createApp({ routes: inboundRoutes(deps), findKey: deps.findKey, limiter: deps.limiter, clock });
