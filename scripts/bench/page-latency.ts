import { measureLatency } from '../load/latency.ts';
import { NEVER, setUp, startLoaded } from '../load/service.ts';
import type { Figures } from './catalogue.ts';
import { median, repeat } from './median.ts';

/** Services, each fresh, of which the figures are medians; and alerts on each. */
const RUNS = 3;
const ALERTS = 200;

/** Alerts before the measurement, so that code is compiled. */
const WARM_UP_ALERTS = 30;

const DOMAIN = 'page.example.com';

async function measureOnce() {
  const service = await startLoaded();
  try {
    const [call] = service.accounts;
    if (!call) throw new Error('The service has no account.');
    await setUp(call, { domain: DOMAIN, secondAfterMinutes: NEVER });
    await measureLatency(service, call, DOMAIN, WARM_UP_ALERTS, 'Warm');
    return await measureLatency(service, call, DOMAIN, ALERTS, 'Page');
  } finally {
    await service.stop();
  }
}

/** From the 202 until the provider gets the notification, one alert after the other. */
export async function measurePageLatency(): Promise<Figures> {
  const runs = await repeat(RUNS, measureOnce);
  return {
    'latency.page.p50': median(runs.map(({ p50 }) => p50)),
    'latency.page.p99': median(runs.map(({ p99 }) => p99)),
    'latency.page.max': median(runs.map(({ max }) => max)),
  };
}
