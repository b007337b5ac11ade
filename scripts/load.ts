import { formatTable } from './bench/table.ts';
import { parseCommandLine } from './command-line.ts';
import { MIN_ALERTS, measureLoad, toLoadRows } from './load/figures.ts';

/** `npm run load -- --alerts 10000`: measures the service under load on this machine. */

const USAGE = `npm run load -- [--alerts <number>]

Starts the service on this machine and measures it: a burst of that many alerts (default 10000, at least ${MIN_ALERTS}), a quiet
account beside a noisy one, and a storm of events of one alias. 30 alerts take about a minute, 10000 some ten. Each
figure is printed as soon as it is measured, and all of them as a table at the end.`;

const { values } = parseCommandLine(USAGE, { alerts: { type: 'string', default: '10000' } });
const alerts = Number(values.alerts);
if (!Number.isInteger(alerts) || alerts < MIN_ALERTS) {
  console.error(`--alerts is a whole number of at least ${MIN_ALERTS}.\n\n${USAGE}`);
  process.exit(1);
}
const progress = (what: string) => process.stderr.write(`${what} …\n`);
const figures = await measureLoad(alerts, progress, (rows) => {
  for (const { what, figure } of rows) process.stderr.write(`  ${what}: ${figure}\n`);
});
console.log(formatTable(toLoadRows(figures)));
