import { parseArgs } from 'node:util';
import { bundleRows, costRows, faultRows } from './bench/rows.ts';
import { machineOf, type Row, tableOf } from './bench/table.ts';
import { loadFigures, loadRows } from './load/figures.ts';

const PARTS = ['load', 'faults', 'cost', 'bundles'] as const;
type Part = (typeof PARTS)[number];

const USAGE = `npm run bench -- [${PARTS.join('] [')}] [--alerts <number>] [--json]

How fast and how reliable the service is on this machine, what an alert costs, and how soon its functions are ready, in
one table, which README.md quotes. In some ten minutes; in fewer, only what is named. It judges nothing: figures depend
on the machine and on what else it does.`;

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
  load: async () => loadRows(await loadFigures(Number(values.alerts), progress)),
  faults: faultRows,
  cost: costRows,
  bundles: bundleRows,
};

async function rowsOf(part: Part): Promise<readonly Row[]> {
  progress(part);
  try {
    return await MEASURES[part]();
  } catch (error) {
    // What the others find out is worth showing.
    return [{ what: `${part} ended early`, figure: String(error).slice(0, 120), aim: '' }];
  }
}

if (values.help) {
  console.log(USAGE);
} else {
  const machine = machineOf();
  const at = new Date();
  const rows: Row[] = [];
  for (const part of PARTS) {
    if (positionals.length === 0 || positionals.includes(part)) rows.push(...(await rowsOf(part)));
  }
  console.log(values.json ? JSON.stringify({ at, machine, rows }, null, 2) : tableOf(rows, machine, at));
}
process.exit(0);
