import { parseArgs } from 'node:util';
import {
  type Case,
  campaign,
  caseOfManyFaults,
  caseOfName,
  casesOfOneFault,
  some,
  wireTables,
} from '../simulator/campaign/campaign.ts';
import { seeded } from '../simulator/random.ts';
import { startWire } from '../simulator/wire.ts';
import { reportInWords } from './faults/report.ts';

const USAGE = `npm run faults -- [--seed <number>] [--cases <number> | --all] [--case <name>] [--table memory|wire]

Half of the cases inject one fault into one AWS call, the other half inject several. --all tries every fault at every call
of every scenario, and as many cases with several faults. --case repeats a case from a report. --table wire: over the
network to the DynamoDB emulator, with lost requests and responses as additional faults; it takes a second per case.`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '2000' },
    all: { type: 'boolean', default: false },
    case: { type: 'string' },
    table: { type: 'string', default: 'memory' },
    help: { type: 'boolean', default: false },
  },
});

async function chosen(): Promise<readonly Case[]> {
  if (values.case) return [caseOfName(values.case)];
  const seed = Number(values.seed);
  const all = await casesOfOneFault();
  const half = values.all ? all.length : Math.ceil(Number(values.cases) / 2);
  const ofMany = Array.from({ length: half }, (_, i) => caseOfManyFaults(seed * 1_000_000 + i));
  return [...some(all, half, seeded(`campaign ${seed}`)), ...ofMany];
}

if (values.help || !['memory', 'wire'].includes(values.table)) {
  console.log(USAGE);
} else {
  const cases = await chosen();
  const started = performance.now();
  const wire = values.table === 'wire' ? await startWire() : undefined;
  const report = await campaign(cases, { tableOf: wire && wireTables(wire) }, ({ cases: done, failures }) => {
    if (process.stderr.isTTY && done % 100 === 0) {
      process.stderr.write(`\r${done} of ${cases.length}, ${failures.length} failed`);
    }
  });
  await wire?.stop();
  if (process.stderr.isTTY) process.stderr.write('\r');
  console.log(reportInWords(report, Number(values.seed), (performance.now() - started) / 1000));
  if (report.failures.length > 0) process.exitCode = 1;
}
