import { campaign, wireTables } from '../simulator/campaign/campaign.ts';
import { type Case, caseOfManyFaults, casesOfOneFault, findCase, some } from '../simulator/campaign/cases.ts';
import { seeded } from '../simulator/random.ts';
import { startWire } from '../simulator/wire.ts';
import { parseCommandLine, refuse, requireNumber } from './arguments.ts';
import { reportInWords } from './faults/report.ts';

const USAGE = `npm run faults -- [--seed <number>] [--cases <number> | --all | --case <name>] [--table memory|wire]

Half of the cases inject one fault into one AWS call, the other half inject several. --all tries every fault at every call
of every scenario, and as many cases with several faults. --case repeats a case from a report. --table wire: over the
network to the DynamoDB emulator, with lost requests and responses as additional faults; it takes a second per case.`;

const { values } = parseCommandLine(USAGE, {
  seed: { type: 'string', default: '1' },
  cases: { type: 'string' },
  all: { type: 'boolean', default: false },
  case: { type: 'string' },
  table: { type: 'string', default: 'memory' },
});

const DEFAULT_CASES = '2000';
const MAX_CASES = 10_000_000;
/** Each seed has a million seeds of cases, which are whole numbers. */
const MAX_SEED = 9_000_000_000;

const seed = requireNumber(USAGE, '--seed', values.seed, [0, MAX_SEED]);
const count = requireNumber(USAGE, '--cases', values.cases ?? DEFAULT_CASES, [1, MAX_CASES]);
if (!['memory', 'wire'].includes(values.table)) {
  refuse(`--table must be memory or wire, not ${values.table}.`, USAGE);
}
const chosenBy = [
  ...(values.cases === undefined ? [] : ['--cases']),
  ...(values.all ? ['--all'] : []),
  ...(values.case === undefined ? [] : ['--case']),
];
if (chosenBy.length > 1) refuse(`${chosenBy.join(' and ')} exclude each other.`, USAGE);

async function requireCase(name: string): Promise<Case> {
  try {
    return await findCase(name);
  } catch (error) {
    return refuse((error as Error).message, USAGE);
  }
}

async function chosen(): Promise<readonly Case[]> {
  if (values.case !== undefined) return [await requireCase(values.case)];
  const all = await casesOfOneFault();
  const half = values.all ? all.length : Math.ceil(count / 2);
  const ofMany = Array.from({ length: half }, (_, i) => caseOfManyFaults(seed * 1_000_000 + i));
  return [...some(all, half, seeded(`campaign ${seed}`)), ...ofMany];
}

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
console.log(reportInWords(report, seed, (performance.now() - started) / 1000));
if (report.failures.length > 0) process.exitCode = 1;
