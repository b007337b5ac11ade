import { apiKeyLookup } from '../accounts/store.ts';
import { createInboundApp } from '../api/inbound-app.ts';
import { lambdaHandler } from '../api/lambda.ts';
import { integrationStore } from '../integrations/store.ts';
import { maintenanceStore } from '../maintenance/store.ts';
import { alertActionsQueueFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { limiterFromEnvironment } from './rate-limits.ts';

const table = tableFromEnvironment();

/** A certificate or the confirmation of a subscription, from SNS itself; the rest of the function's time is for us. */
const FETCH_MS = 4_000;

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(FETCH_MS) });
  if (!response.ok) throw new Error(`${response.status} of ${new URL(url).hostname}`);
  return response.text();
}

/** The API that monitoring tools send their own payloads to, and PagerDuty's Events API. */
export const handler = lambdaHandler(
  createInboundApp({
    queue: alertActionsQueueFromEnvironment(),
    integrations: integrationStore(table),
    findKey: apiKeyLookup(table, systemClock, maintenanceStore(table)),
    limiter: limiterFromEnvironment(),
    fetchText,
    clock: systemClock,
  }),
);
