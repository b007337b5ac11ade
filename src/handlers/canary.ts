import { putAccount } from '../domain/accounts/store.ts';
import { type ApiCall, type ApiResponse, createCanary } from '../domain/canary/canary.ts';
import { webhookUrl } from '../domain/users/contact-address.ts';
import { createUserStore } from '../domain/users/store.ts';
import { tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../platform/emf-metrics.ts';
import { readVariable, requireVariable } from '../platform/environment.ts';

/** Limit of one API request in ms, including a cold start. */
const LIMIT_MS = 15_000;

const url = readVariable('DEAD_MANS_SWITCH_URL', '');
const allowHttp = readVariable('WEBHOOK_ALLOW_PRIVATE', 'false') === 'true';
const api = requireVariable('PUBLIC_URL');
const table = tableFromEnvironment();
const metrics = metricsFromEnvironment();

async function callApi({ method, path, key, body }: ApiCall): Promise<ApiResponse> {
  const response = await fetch(`${api}${path}`, {
    method,
    headers: { authorization: `GenieKey ${key}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  await response.arrayBuffer();
  return toApiResponse(response);
}

/** 202: the alert action was accepted. 401: the key is unknown. */
const toApiResponse = ({ status, headers }: Response): ApiResponse => ({
  outcome: status === 202 ? 'accepted' : status === 401 ? 'key-rejected' : 'failed',
  detail: String(status),
  requestId: headers.get('x-request-id') ?? '',
});

const send = createCanary({
  table,
  users: createUserStore(table),
  putAccount: (account) => putAccount(table, account),
  callApi,
  metrics,
  clock: systemClock,
  url,
});

/** Runs every five minutes. Creates an alert that pages the dead man's switch. Does nothing if none is configured. */
export const handler = publishMetricsAfter(metrics, async () => {
  if (!url) return;
  if (!webhookUrl(url, allowHttp)) throw new Error('DEAD_MANS_SWITCH_URL is not an https URL.');
  await send();
});
