import { costs } from './bench/costs.ts';
import { latencyOf } from './bench/latency.ts';
import { creationOf, stormOf } from './bench/load.ts';
import { startService } from './bench/service.ts';
import { cpuOf, type Row, tableOf } from './bench/table.ts';
import { bundles } from './bundles.ts';

/**
 * `npm run bench`: how fast the service is on this machine, what an alert costs, and how soon its functions are ready,
 * side by side in one table. It judges nothing: figures depend on the machine and on what else it does.
 * `npm run bench -- latency load storm cost bundles` measures only what is named.
 */

const LATENCY_ALERTS = 200;
/** Before what counts: until code is compiled, and what came before is through. */
const WARM_UP_ALERTS = 50;
const OPEN_ALERTS = 5_000;
const STORM_EVENTS = 10_000;
const CONNECTIONS = 32;

const wanted = process.argv.slice(2);
const measures = (part: string) => wanted.length === 0 || wanted.includes(part);
const rows: Row[] = [];
const ms = (value: number) => `${value.toFixed(0)} ms`;
const dollars = (value: number) => `$${value.toFixed(2)}`;
const progress = (text: string) => process.stderr.write(`${text} …\n`);

async function measureService(): Promise<void> {
  const service = await startService(CONNECTIONS);
  try {
    progress('warming up');
    await latencyOf(service, WARM_UP_ALERTS, 'Warm-up');
    progress('latency');
    const quiet = await latencyOf(service, LATENCY_ALERTS, 'Quiet');
    rows.push(
      { what: 'From 202 to the provider, p50', figure: ms(quiet.p50), aim: '≤ 100 ms' },
      { what: 'From 202 to the provider, p99', figure: ms(quiet.p99), aim: '≤ 300 ms' },
    );
    if (measures('load') || measures('latency')) {
      progress(`${OPEN_ALERTS} alerts at once`);
      const cpu = cpuOf(service.pid);
      const made = await creationOf(service, OPEN_ALERTS, CONNECTIONS, 'Many');
      const cpuMs = cpuOf(service.pid) - cpu;
      rows.push(
        {
          what: `Distinct alerts accepted, of ${made.count}`,
          figure: `${made.perSecond.toFixed(0)}/s`,
          aim: '≥ 300/s',
        },
        { what: 'Errors; alerts not escalated', figure: `${made.errors}; ${made.notEscalated}`, aim: '0; 0' },
        { what: 'Until every one was escalated', figure: `${made.seconds.toFixed(0)} s`, aim: '' },
        { what: 'Escalated', figure: `${made.escalatedPerSecond.toFixed(0)}/s`, aim: '' },
        { what: 'Processor time for an alert', figure: `${(cpuMs / made.count).toFixed(1)} ms`, aim: '' },
      );
    }
    if (measures('latency')) {
      progress('latency among open alerts');
      await latencyOf(service, WARM_UP_ALERTS, 'Settling');
      const crowded = await latencyOf(service, LATENCY_ALERTS, 'Crowded');
      rows.push(
        { what: `The same among ${OPEN_ALERTS} open alerts, p50`, figure: ms(crowded.p50), aim: '' },
        { what: `The same among ${OPEN_ALERTS} open alerts, p99`, figure: ms(crowded.p99), aim: '' },
        { what: 'Ratio of the p50', figure: (crowded.p50 / quiet.p50).toFixed(2), aim: '≤ 1.5' },
        { what: 'Ratio of the p99', figure: (crowded.p99 / quiet.p99).toFixed(2), aim: '≤ 1.5' },
      );
    }
    if (measures('storm')) {
      progress(`${STORM_EVENTS} events of one alias`);
      const storm = await stormOf(service, STORM_EVENTS, CONNECTIONS);
      rows.push(
        {
          what: `Storm of ${storm.events} events: alerts; its count`,
          figure: `${storm.alerts}; ${storm.count}`,
          aim: `1; ${storm.events}`,
        },
        {
          what: 'Notifications of it; errors',
          figure: `${storm.notifications}; ${storm.errors}`,
          aim: '1; 0',
        },
        { what: 'Until all of it was counted', figure: `${storm.seconds.toFixed(0)} s`, aim: '' },
      );
    }
  } finally {
    await service.stop();
  }
}

async function measureCosts(): Promise<void> {
  progress('costs');
  const { alert, duplicate, loneDuplicate } = await costs();
  const [transitions] = alert.bill.filter(({ what }) => what === 'state transitions');
  for (const { what, count, dollars: price } of alert.bill) {
    rows.push({
      what: `An alert: ${what}`,
      figure: `${Math.round(count * 1e3) / 1e3}  ${dollars(price)}`,
      aim: what === transitions?.what ? '≤ 8' : '',
    });
  }
  rows.push(
    { what: 'A million alerts', figure: dollars(alert.total), aim: '< $250' },
    { what: 'A million duplicates in a storm', figure: dollars(duplicate.total), aim: '< $5' },
    { what: 'A million duplicates, each alone', figure: dollars(loneDuplicate.total), aim: '' },
  );
}

async function measureBundles(): Promise<void> {
  progress('bundles');
  for (const { name, bytes, ratio } of await bundles()) {
    rows.push({
      what: `Bundle of ${name}: size, start`,
      figure: `${(bytes / 1000).toFixed(0)} kB  ${ratio.toFixed(2)} ×`,
      aim: name === 'alerts-api' ? '< 3 ×' : '',
    });
  }
}

const parts: readonly (readonly [names: readonly string[], measure: () => Promise<void>])[] = [
  [['latency', 'load', 'storm'], measureService],
  [['cost'], measureCosts],
  [['bundles'], measureBundles],
];
for (const [names, measure] of parts) {
  if (!names.some(measures)) continue;
  try {
    await measure();
  } catch (error) {
    // What the others have found out is worth showing.
    rows.push({ what: `${names.join(', ')} ended early`, figure: String(error).slice(0, 120), aim: '' });
  }
}
console.log(tableOf(rows));
process.exit(0);
