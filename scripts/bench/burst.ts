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

/** A burst of 500 alerts to 50 people through webhooks by https, on the local service as `npm start` runs it. */
export async function burstRows(): Promise<readonly Row[]> {
  return [
    toRow('Burst of 500 alerts to 50 people by webhook', '90; 4.5 s; 18 s; 0, 0', await measureMedian()),
  ];
}
