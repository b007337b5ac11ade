import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseCommandLine, refuse } from './arguments.ts';
import { planEdit } from './mutants/edit.ts';
import { MUTANTS, type Mutant } from './mutants/mutants.ts';

const USAGE = `npm run mutants -- [--subset] [--only <text>]

Breaks one rule of the service at a time, in a copy of the tree, and runs the tests that must notice. A mutant whose tests
stay green survives: the rule is not tested.

  --subset        only the mutants of CI
  --only <text>   only those whose name contains the text`;

const { values } = parseCommandLine(USAGE, {
  subset: { type: 'boolean', default: false },
  only: { type: 'string' },
});

const COPIED = ['src', 'simulator', 'test', 'scripts', 'statemachines', 'serverless'];
const COPIED_FILES = ['package.json', 'jest.config.json', 'tsconfig.json', 'serverless.yml'];

/** Each copy runs one mutant at a time. */
const MOST_COPIES = 4;

/** A mutant that makes the tests run for ever counts as noticed. */
const LIMIT_MS = 300_000;

interface JestReport {
  readonly numFailedTests: number;
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Runs suites in the copy; undefined if they take too long. */
async function runTests(root: string, tests: readonly string[]): Promise<JestReport | undefined> {
  const output = join(root, 'report.json');
  rmSync(output, { force: true });
  const jest = spawn(
    process.execPath,
    [
      join(root, 'node_modules/jest/bin/jest.js'),
      '--runInBand',
      '--silent',
      '--json',
      `--outputFile=${output}`,
      ...tests,
    ],
    { cwd: root, stdio: 'ignore', env: { ...process.env, NODE_OPTIONS: '' } },
  );
  const timer = setTimeout(() => jest.kill('SIGKILL'), LIMIT_MS);
  await new Promise((done) => jest.once('exit', done));
  clearTimeout(timer);
  return existsSync(output) ? (JSON.parse(readFileSync(output, 'utf8')) as JestReport) : undefined;
}

/** The test that noticed; undefined if none did. Throws if a suite could not run at all: that proves nothing. */
function findNoticed(name: string, report: JestReport | undefined): string | undefined {
  if (!report) return 'the tests did not end';
  const broken = report.testResults.find(({ assertionResults }) => assertionResults.length === 0);
  if (broken) throw new Error(`${name}: a suite could not run:\n${broken.message}`);
  return report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === 'failed')?.fullName;
}

const mutants = MUTANTS.filter(
  ({ name, subset }) => (!values.subset || subset) && (!values.only || name.includes(values.only)),
);
if (mutants.length === 0) refuse(`No mutant has the text "${values.only}" in its name.`, USAGE);
const roots = Array.from({ length: Math.min(availableParallelism(), mutants.length, MOST_COPIES) }, () =>
  mkdtempSync(join(tmpdir(), 'mutants-')),
);
process.once('exit', () => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

for (const root of roots) {
  for (const path of [...COPIED, ...COPIED_FILES]) cpSync(path, join(root, path), { recursive: true });
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
}

/** Throws if a rule to break is no longer where the list says. */
function checkEdits(root: string): void {
  const problems = mutants.flatMap((mutant) => {
    try {
      planEdit(root, mutant);
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
  if (problems.length > 0) throw new Error(`Edits that do not apply any more:\n${problems.join('\n')}`);
}

/** Divides the suites of all mutants among the copies. */
async function checkUnbroken(): Promise<void> {
  const suites = [...new Set(mutants.flatMap(({ tests }) => tests))];
  const share = Math.ceil(suites.length / roots.length);
  const noticed = await Promise.all(
    roots.map(async (root, index) => {
      const part = suites.slice(index * share, (index + 1) * share);
      return part.length > 0 ? findNoticed('the unbroken tree', await runTests(root, part)) : undefined;
    }),
  );
  const failed = noticed.find((name) => name !== undefined);
  if (failed) throw new Error(`Without any mutant a test fails already: ${failed}`);
}

const survivors: string[] = [];

async function tryMutant(root: string, mutant: Mutant): Promise<void> {
  const edit = planEdit(root, mutant);
  writeFileSync(edit.file, edit.after);
  try {
    const noticed = findNoticed(mutant.name, await runTests(root, mutant.tests));
    if (!noticed) survivors.push(`${mutant.name} (${relative(root, edit.file)})`);
    console.log(`${noticed ? 'noticed ' : 'SURVIVED'}  ${mutant.name}${noticed ? `: ${noticed}` : ''}`);
  } finally {
    writeFileSync(edit.file, edit.before);
  }
}

if (roots[0]) checkEdits(roots[0]);
await checkUnbroken();
const waiting = [...mutants];
await Promise.all(
  roots.map(async (root) => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) await tryMutant(root, mutant);
  }),
);

console.log(`${mutants.length} mutants, ${survivors.length} survived`);
for (const survivor of survivors) console.log(`  ${survivor}`);
process.exitCode = survivors.length > 0 ? 1 : 0;
