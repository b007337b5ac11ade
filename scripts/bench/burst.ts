import { measureStorm } from '../load/storm.ts';
import { measureWebhookBurst, type WebhookBurst } from '../load/webhook-burst.ts';
import type { Row } from './table.ts';

/** Runs per row; the row shows the one in the middle. */
const RUNS = 3;

async function measureMedian(environment: Readonly<Record<string, string>> = {}): Promise<WebhookBurst> {
  const runs: WebhookBurst[] = [];
  for (let i = 0; i < RUNS; i++) runs.push(await measureWebhookBurst({ environment }));
  const sorted = runs.toSorted((a, b) => a.notifiedPerSecond - b.notifiedPerSecond);
  return sorted[Math.floor(RUNS / 2)] as WebhookBurst;
}

const seconds = (ms: number) => (ms / 1000).toFixed(1);

const toRow = (
  name: string,
  aim: string,
  { notifiedPerSecond, half, processorMsPerAlert, lost, twice }: WebhookBurst,
): Row => ({
  what: `${name}: notified per second; half within; CPU time for 1,000; lost, twice`,
  figure: `${notifiedPerSecond.toFixed(0)}; ${seconds(half)} s; ${processorMsPerAlert.toFixed(1)} s; ${lost}, ${twice}`,
  aim,
});

const BURST = 'Burst of 500 alerts to 50 people by webhook';

/**
 * A burst of 500 alerts to 50 people through webhooks by https: on the local service as `npm start` runs it, and on the product
 * alone, whose table is in its own process and is called without HTTP.
 */
export async function burstRows(): Promise<readonly Row[]> {
  const standard = await measureMedian();
  const alone = await measureMedian({ TABLE_IN_PROCESS: 'true' });
  return [
    toRow(BURST, '90; 4.5 s; 18 s; 0, 0', standard),
    toRow('The same, product alone', '150; –; 8 s; 0, 0', alone),
    {
      what: 'Memory after that burst; time until ready',
      figure: `${Math.round((standard.memory ?? Number.NaN) / 1e6)} MB; ${seconds(standard.readyMs)} s`,
      aim: '350 MB; 2 s',
    },
  ];
}

const STORM_EVENTS = 10_000;
const STORM_PER_SECOND = 1_000;

/** A storm on one alias, while queues, tables and Step Functions throttle as AWS does in eu-west-1. */
export async function stormRows(): Promise<readonly Row[]> {
  const storm = await measureStorm(STORM_EVENTS, {
    perSecond: STORM_PER_SECOND,
    environment: { QUOTAS: 'eu-west-1' },
  });
  return [
    {
      what: `Storm of ${STORM_EVENTS.toLocaleString('en')} events on one alias with the quotas of eu-west-1: alerts, count, notifications, answered with other than 202 and 429`,
      figure: `${storm.alerts}, ${storm.count.toLocaleString('en')}, ${storm.notifications}, ${storm.errors}`,
      aim: `1, ${STORM_EVENTS.toLocaleString('en')}, 1, 0`,
    },
    {
      what: `Sent at ${STORM_PER_SECOND.toLocaleString('en')} a second: time until all are counted; answered 429 and repeated`,
      figure: `${storm.seconds.toFixed(0)} s; ${storm.throttled}`,
      aim: '',
    },
  ];
}
