import { parseCommandLine, refuse, requireNumber } from './arguments.ts';
import {
  ALL_PARTS,
  formatResults,
  MAX_ALERTS,
  type Measure,
  MIN_ALERTS,
  PARTS,
  type Part,
  parseParts,
  runBench,
} from './bench/run.ts';

const USAGE = `npm run bench -- [--only <parts>] [--alerts <number>] [--json]

Measures the claims of README.md on this machine and prints a row for each: speed, costs, start of functions, reliability.
Figures depend on the machine, so the load before and while each part was measured is beside them. Close everything else.

  --only    parts, separated by commas: ${ALL_PARTS.join(', ')}
            default: all of them, in about ${ALL_PARTS.reduce((sum, part) => sum + PARTS[part], 0)} minutes
  --alerts  alerts that are open in the part load; default: 10000, at least ${MIN_ALERTS}
  --json    prints JSON: for each row its name, figure, unit, aim and the load

A figure that misses its aim does not fail the run. A part that cannot be measured does, after the others.`;

const { values } = parseCommandLine(USAGE, {
  only: { type: 'string' },
  alerts: { type: 'string', default: '10000' },
  json: { type: 'boolean', default: false },
});

const progress = (text: string) => process.stderr.write(`${text} …\n`);

function readArguments(): { readonly parts: readonly Part[]; readonly alerts: number } {
  try {
    const alerts = requireNumber(USAGE, '--alerts', values.alerts, [MIN_ALERTS, MAX_ALERTS]);
    return { parts: parseParts(values.only), alerts };
  } catch (error) {
    return refuse((error as Error).message, USAGE);
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
