import { measureStorm } from '../load/storm.ts';
import type { Figures } from './catalogue.ts';

const EVENTS = 10_000;
const PER_SECOND = 1_000;

/** A storm on one alias, while queues, tables and Step Functions throttle as AWS does in eu-west-1. */
export async function measureStormWithQuotas(): Promise<Figures> {
  const storm = await measureStorm(EVENTS, {
    perSecond: PER_SECOND,
    environment: { QUOTAS: 'eu-west-1' },
  });
  return {
    'storm.alerts': storm.alerts,
    'storm.count': storm.count,
    'storm.notifications': storm.notifications,
    'storm.failed': storm.errors,
    'storm.throttled': storm.throttled,
    'storm.all_sent': storm.sentSeconds,
    'storm.all_counted': storm.seconds,
  };
}
