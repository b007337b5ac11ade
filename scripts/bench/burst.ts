import { measureWebhookBurst, type WebhookBurst } from '../load/webhook-burst.ts';
import type { Figures } from './catalogue.ts';
import { median, repeat } from './median.ts';

/** Bursts, of which the figures are medians. What was lost or sent twice is the sum of them. */
const RUNS = 5;

/** Open alerts when memory is measured. */
const OPEN_ALERTS = 1_000;

/** Names as in the catalogue, without `burst.` or `burst.alone.` before them. */
const summarize = (runs: readonly WebhookBurst[]) => {
  const middle = (figure: (run: WebhookBurst) => number) => median(runs.map(figure));
  const sum = (figure: (run: WebhookBurst) => number) => runs.map(figure).reduce((a, b) => a + b);
  return {
    notified_per_second: middle((run) => run.notifiedPerSecond),
    half_within: middle((run) => run.half) / 1_000,
    // Milliseconds for one are seconds for 1,000.
    cpu_per_thousand: middle((run) => run.processorMsPerAlert),
    lost: sum((run) => run.lost),
    twice: sum((run) => run.twice),
    connections: middle((run) => run.connections),
  } as const;
};

const withPrefix = (prefix: 'burst' | 'burst.alone', figures: ReturnType<typeof summarize>): Figures =>
  Object.fromEntries(Object.entries(figures).map(([name, figure]) => [`${prefix}.${name}`, figure]));

/**
 * A burst of 500 alerts to 50 people through webhooks by https: on the local service as `npm start` runs it, and on the product
 * alone, whose table is called without HTTP and signatures. Then the memory of a larger burst.
 */
export async function measureBursts(): Promise<Figures> {
  const standard = await repeat(RUNS, () => measureWebhookBurst());
  const alone = await repeat(RUNS, () => measureWebhookBurst({ environment: { TABLE_IN_PROCESS: 'true' } }));
  const large = await measureWebhookBurst({ alerts: OPEN_ALERTS });
  return {
    ...withPrefix('burst', summarize(standard)),
    ...withPrefix('burst.alone', summarize(alone)),
    ...(large.memory !== undefined && { 'burst.memory': large.memory / 1e6 }),
    'burst.ready': median(standard.map(({ readyMs }) => readyMs)) / 1_000,
  };
}
