import {
  ALL_PARTS,
  formatResults,
  type Measure,
  MIN_ALERTS,
  PARTS,
  type Part,
  parseParts,
  runBench,
} from './bench/run.ts';
import { parseCommandLine } from './command-line.ts';

const USAGE = `npm run bench -- [--only <parts>] [--alerts <number>] [--json]

Measures the claims of README.md on this machine and prints a row for each: speed, costs, start of functions, reliability.
Figures depend on the machine, so the load before and while each part was measured is beside them. Close everything else.

  --only    parts, separated by commas: ${ALL_PARTS.join(', ')}
            default: all of them, in about ${ALL_PARTS.reduce((sum, part) => sum + PARTS[part], 0)} minutes
  --alerts  alerts that are open in the part load; default: 10000, at least ${MIN_ALERTS}
  --json    prints JSON: for each row its name, figure, unit, aim and the load

A figure that misses its aim does not fail the run. A part that cannot be measured does, after the others.`;

const { values, positionals } = parseCommandLine(USAGE, {
  only: { type: 'string' },
  alerts: { type: 'string', default: '10000' },
  json: { type: 'boolean', default: false },
});

const progress = (text: string) => process.stderr.write(`${text} …\n`);

function readArguments(): { readonly parts: readonly Part[]; readonly alerts: number } {
  try {
    if (positionals.length > 0) throw new Error(`Name parts like this: --only ${positionals.join(',')}`);
    const alerts = Number(values.alerts);
    if (!Number.isInteger(alerts) || alerts < MIN_ALERTS) {
      throw new Error(`--alerts is a whole number of at least ${MIN_ALERTS}.`);
    }
    return { parts: parseParts(values.only), alerts };
  } catch (error) {
    console.error((error as Error).message);
    return process.exit(1);
  }
}

const { parts, alerts } = readArguments();

// Each part is loaded when it is measured: the code of the others would take memory and time from it.
const MEASURES: Readonly<Record<Part, Measure>> = {
  latency: async () => (await import('./bench/page-latency.ts')).measurePageLatency(),
  burst: async () => (await import('./bench/burst.ts')).measureBursts(),
  storm: async () => (await import('./bench/storm.ts')).measureStormWithQuotas(),
  load: async () => {
    const { measureLoad, toLoadFigures } = await import('./load/figures.ts');
    return toLoadFigures(await measureLoad(alerts, progress));
  },
  faults: async () => (await import('./bench/faults.ts')).measureFaults(),
  price: async () => (await import('./bench/price.ts')).measurePrice(),
  calls: async () => (await import('./bench/price.ts')).measureCalls(),
  capacity: async () => (await import('./bench/capacity.ts')).measureCapacity(),
  cold_start: async () => (await import('./bench/cold-start.ts')).measureColdStart(),
  console: async () => (await import('./bench/console.ts')).measureConsole(),
  bulk: async () => (await import('./bench/bulk-actions.ts')).measureBulkAction(),
};

const results = await runBench(parts, MEASURES, progress);
console.log(values.json ? JSON.stringify(results, null, 2) : formatResults(results));
process.exit(results.failures.length > 0 ? 1 : 0);
