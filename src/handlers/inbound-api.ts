import { createApiKeyLookup } from '../domain/accounts/store.ts';
import { integrationStore } from '../domain/integrations/store.ts';
import { createUnreadableEvents } from '../domain/integrations/unreadable-events.ts';
import { createMaintenanceStore } from '../domain/maintenance/store.ts';
import { lambdaHandler } from '../http/lambda.ts';
import { alertActionsQueueFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { limiterFromEnvironment } from './rate-limits.ts';
import { createInboundApp } from './routes/inbound-app.ts';

const table = tableFromEnvironment();

/** Limit in ms for fetching a certificate or confirming a subscription at SNS. It leaves time to process the event. */
const FETCH_MS = 4_000;

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(FETCH_MS) });
  if (!response.ok) throw new Error(`${response.status} of ${new URL(url).hostname}`);
  return response.text();
}

/** The API that monitoring tools send their events to, including PagerDuty's Events API. */
export const handler = lambdaHandler(
  createInboundApp({
    queue: alertActionsQueueFromEnvironment(),
    integrations: integrationStore(table),
    findKey: createApiKeyLookup(table, systemClock, createMaintenanceStore(table)),
    limiter: limiterFromEnvironment(),
    fetchText,
    unreadable: createUnreadableEvents(table),
    table,
    clock: systemClock,
  }),
);
