import { parseArgs } from 'node:util';
import { bulkActionRows } from './bench/bulk-actions.ts';
import { burstRows, stormRows } from './bench/burst.ts';
import { consoleRows } from './bench/console.ts';
import { bundleRows, costRows, faultRows } from './bench/rows.ts';
import { describeMachine, formatTable, type Row } from './bench/table.ts';
import { measureLoad, toLoadRows } from './load/figures.ts';

const PARTS = ['load', 'burst', 'storm', 'faults', 'cost', 'bundles', 'bulk', 'console'] as const;
type Part = (typeof PARTS)[number];

const USAGE = `npm run bench -- [${PARTS.join('] [')}] [--alerts <number>] [--json]

Measures speed and reliability of the service on this machine, the cost of an alert, the start time of functions, a bulk
action on 5,000 alerts, and the speed of the console in Chromium, and prints the table of README.md. Takes about fifteen minutes, or less if you name
parts. It does not pass or fail: results depend on the machine and its load.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    alerts: { type: 'string', default: '10000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const progress = (text: string) => process.stderr.write(`${text} …\n`);

const MEASURES: Readonly<Record<Part, () => Promise<readonly Row[]>>> = {
  load: async () => toLoadRows(await measureLoad(Number(values.alerts), progress)),
  burst: burstRows,
  storm: stormRows,
  faults: faultRows,
  cost: costRows,
  bundles: bundleRows,
  bulk: bulkActionRows,
  console: consoleRows,
};

async function measure(part: Part): Promise<readonly Row[]> {
  progress(part);
  try {
    return await MEASURES[part]();
  } catch (error) {
    // Show the results of the other parts.
    return [{ what: `${part} ended early`, figure: String(error).slice(0, 120), aim: '' }];
  }
}

if (values.help) {
  console.log(USAGE);
} else {
  const machine = describeMachine();
  const at = new Date();
  const rows: Row[] = [];
  for (const part of PARTS) {
    if (positionals.length === 0 || positionals.includes(part)) rows.push(...(await measure(part)));
  }
  console.log(values.json ? JSON.stringify({ at, machine, rows }, null, 2) : formatTable(rows, machine, at));
}
process.exit(0);
