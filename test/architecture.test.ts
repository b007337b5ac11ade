import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The house rules of docs/architecture.md that a compiler does not hold. */

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

const imports: Import[] = files.flatMap((file) =>
  [...readFileSync(join('src', file), 'utf8').matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map((found) => ({
    from: file,
    to: relative('src', join('src', dirname(file), found[1] ?? '')),
  })),
);

const roomOf = (file: string) => file.split('/')[0] ?? '';
const SHARED = ['platform', 'api', 'engine', 'senders', 'handlers', 'local'];
const isCapability = (file: string) => !SHARED.includes(roomOf(file));
const isModel = (file: string) => /\/(model|action|ledger|on-call|reducer|criteria)\.ts$/.test(file);

const violations = (broken: (edge: Import) => boolean) =>
  imports.filter(broken).map(({ from, to }) => `${from} imports ${to}`);

test('imports were found at all', () => {
  expect(imports.length).toBeGreaterThan(50);
});

test('the platform stands on itself', () => {
  expect(violations(({ from, to }) => roomOf(from) === 'platform' && roomOf(to) !== 'platform')).toEqual([]);
});

test('models do not know of stores, routes, queues or tables', () => {
  const outside = /\/(store|routes[^/]*|worker|table|queue|clients|executions)\.ts$|^api\/(app|lambda)/;
  expect(violations(({ from, to }) => isCapability(from) && isModel(from) && outside.test(to))).toEqual([]);
});

test("no capability imports a sibling's store or routes", () => {
  expect(
    violations(
      ({ from, to }) =>
        isCapability(from) &&
        isCapability(to) &&
        roomOf(from) !== roomOf(to) &&
        /\/(store|routes)(\.ts|\/)/.test(to.slice(to.indexOf('/'))),
    ),
  ).toEqual([]);
});

test('only the local runner knows that there is a local runner; handlers are for it and the template', () => {
  expect(violations(({ from, to }) => roomOf(to) === 'local' && roomOf(from) !== 'local')).toEqual([]);
  expect(
    violations(({ from, to }) => roomOf(to) === 'handlers' && !['handlers', 'local'].includes(roomOf(from))),
  ).toEqual([]);
});

test('keys of the table are built in one place', () => {
  const elsewhere = files.filter(
    (file) =>
      file !== 'platform/keys.ts' && /[`']A#|[`']ACCOUNT#/.test(readFileSync(join('src', file), 'utf8')),
  );
  expect(elsewhere).toEqual([]);
});

test('domain code does not read the clock or the environment', () => {
  const allowed = /^(platform|handlers|local)\//;
  const readers = files.filter(
    (file) =>
      !allowed.test(file) &&
      /Date\.now\(\)|new Date\(\)|process\.env/.test(readFileSync(join('src', file), 'utf8')),
  );
  expect(readers).toEqual([]);
});
