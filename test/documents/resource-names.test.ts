import { readdirSync, readFileSync } from 'node:fs';

/** The commands of docs/operations.md name resources of a stage. A name that the stage does not have fails on the bad day. */

const runbook = readFileSync('docs/operations.md', 'utf8');

const sources = [
  'serverless.yml',
  ...readdirSync('serverless')
    .filter((file) => file.endsWith('.yml'))
    .map((file) => `serverless/${file}`),
].map((file) => readFileSync(file, 'utf8'));

const functions = [
  ...(sources[0]?.split(/^functions:$/m)[1]?.split(/^\S/m)[0] ?? '').matchAll(/^ {2}([a-z][a-z-]*):$/gm),
].map(([, name = '']) => name);

const resources = sources.flatMap((source) =>
  [...source.matchAll(/\$\{self:service\}-\$\{sls:stage\}-([a-z-]+)/g)].map(([, name = '']) => name),
);

const declared = new Set([...functions, ...resources]);

/** A place for any function, and a table that the reader has just made. */
const OTHERS = ['FUNCTION', 'restored'];

const named = [...runbook.matchAll(/\btocsin-(?:STAGE|prod)-([A-Za-z][A-Za-z-]*)/g)].map(
  ([, name = '']) => name,
);

test('the template declares functions and resources with names of the stage', () => {
  expect(declared.has('alert-worker')).toBe(true);
  expect(declared.has('alert-escalation')).toBe(true);
  expect(functions.length).toBeGreaterThan(20);
});

test('every resource that a command of the runbook names is in the template', () => {
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((name) => !declared.has(name) && !OTHERS.includes(name))).toEqual([]);
});

test('every queue that a redrive of the runbook names has a dead-letter queue', () => {
  const queues = [...runbook.matchAll(/npm run redrive -- [^`\n]*--queue ([a-z-]+)/g)].map(
    ([, name = '']) => name,
  );
  expect(queues.length).toBeGreaterThan(5);
  expect([...new Set(queues)].filter((name) => !declared.has(`${name}-dlq`))).toEqual([]);
});

test('every function whose log the runbook sends the reader to exists', () => {
  const logs = [...runbook.matchAll(/\blogs? of `([a-z-]+)`/g)].map(([, name = '']) => name);
  expect(logs.length).toBeGreaterThan(5);
  expect(logs.filter((name) => !functions.includes(name))).toEqual([]);
});

test('the lines of the AWS command line have options in pairs, and no word that the reader must guess', () => {
  const lines = [...runbook.matchAll(/^ {4}(aws [^\n]*(?:\\\n[^\n]*)*)$/gm)].map(([, line = '']) => line);
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) {
    expect(line).toMatch(/^aws [a-z0-9-]+ [a-z0-9-]+/);
    expect(line).not.toMatch(/…|<[a-z ]+>/);
  }
});
