import { readdirSync, readFileSync } from 'node:fs';
import { METRICS } from '../../../src/platform/metrics.ts';

const runbook = readFileSync('docs/operations.md', 'utf8');

const idsIn = (file: string, pattern: RegExp) =>
  [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, id]) => id ?? '');

const declared = idsIn('serverless/alarms.yml', /^ {2}(\w+Alarm):$/gm);

/** serverless/release.ts adds an alarm of its error rate to each function without one of its errors. */
const ERROR_RATES = 'Error rate alarms of senders';

const alarms = [...declared, ERROR_RATES];

const headings = runbook
  .split('\n')
  .filter((line) => line.startsWith('### '))
  .flatMap((line) => line.slice(4).split(', '));

test('every alarm has exactly one section in the runbook', () => {
  expect(alarms.length).toBeGreaterThan(30);
  expect(headings.toSorted()).toEqual(alarms.toSorted());
});

test('no alarm is declared anywhere else', () => {
  const declaring = readdirSync('serverless')
    .filter((file) => file.endsWith('.yml'))
    .filter((file) => readFileSync(`serverless/${file}`, 'utf8').includes('Type: AWS::CloudWatch::Alarm'));
  expect(declaring).toEqual(['alarms.yml']);
});

test('the runbook explains every metric, and no others', () => {
  const rows = [...runbook.matchAll(/^\| (`.*?) \|/gm)].map(([, cell]) => cell ?? '');
  const explained = rows.flatMap((cell) => cell.match(/\b[A-Z]\w+/g) ?? []);
  expect(explained.toSorted()).toEqual(Object.keys(METRICS).toSorted());
});

test.each(['admin', 'redrive'])('the commands of npm run %s in the runbook exist', (script) => {
  const source = readFileSync(`scripts/${script}.ts`, 'utf8');
  const lines = [...runbook.matchAll(new RegExp(`npm run ${script} -- [^\\n\`]*`, 'g'))].map(
    ([line]) => line,
  );
  const words = lines.flatMap(
    (line) => line.match(/--[a-z][a-z-]+|\b[a-z]+-keys?\b|\bcreate-account\b/g) ?? [],
  );
  expect(words.length).toBeGreaterThan(3);
  for (const word of words) expect(source).toContain(word.replace(/^--/, ''));
});
