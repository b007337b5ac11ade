import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The rules of docs/architecture.md that the compiler does not enforce. Every file under src is checked. */

interface Import {
  readonly from: string;
  readonly to: string;
}

/** The parts that a part may import besides itself. Nothing else, so no two parts import each other. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  platform: [],
  domain: ['platform'],
  http: ['domain', 'platform'],
  engine: ['domain', 'platform'],
  senders: ['domain', 'platform'],
  api: ['http', 'domain', 'platform'],
  inbound: ['http', 'domain', 'platform'],
  web: ['http', 'domain', 'platform'],
  simulation: ['engine', 'senders', 'inbound', 'domain', 'platform'],
  handlers: ['simulation', 'api', 'engine', 'senders', 'inbound', 'web', 'http', 'domain', 'platform'],
  local: [
    'handlers',
    'simulation',
    'api',
    'engine',
    'senders',
    'inbound',
    'web',
    'http',
    'domain',
    'platform',
  ],
};

const sources = new Map(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, readFileSync(join('src', file), 'utf8')]),
);

const imports: readonly Import[] = [...sources].flatMap(([file, text]) =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path = '']) => ({
    from: file,
    to: relative('src', join('src', dirname(file), path)),
  })),
);

const partOf = (file: string) => file.split('/')[0] ?? '';

/** A folder inside a part, such as domain/alerts; the files beside such folders count as one folder. */
const folderOf = (file: string) => {
  const [part = '', folder = ''] = file.split('/');
  return file.split('/').length > 2 ? `${part}/${folder}` : part;
};

const listed = (edges: readonly Import[]) => edges.map(({ from, to }) => `${from} imports ${to}`);

const filesThatContain = (pattern: RegExp, within: (file: string) => boolean) =>
  [...sources].flatMap(([file, text]) => (within(file) && pattern.test(text) ? [file] : []));

const isDomain = (file: string) => partOf(file) === 'domain';

/** These parts get time, configuration and connections as parameters. */
const isPure = (file: string) =>
  ['domain', 'engine', 'http', 'api', 'inbound', 'senders'].includes(partOf(file));

/** The imports that are part of a cycle of folders. */
function cyclicImports(): readonly Import[] {
  const across = imports.filter(({ from, to }) => folderOf(from) !== folderOf(to));
  const targets = Map.groupBy(across, ({ from }) => folderOf(from));
  const reaches = (start: string, end: string): boolean => {
    const seen = new Set<string>();
    const open = [start];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      if (folder === end) return true;
      if (seen.has(folder)) continue;
      seen.add(folder);
      open.push(...(targets.get(folder) ?? []).map(({ to }) => folderOf(to)));
    }
    return false;
  };
  return across.filter(({ from, to }) => reaches(folderOf(to), folderOf(from)));
}

test('the check sees the imports of the whole tree', () => {
  expect(imports.length).toBeGreaterThan(1_500);
  expect(new Set(imports.map(({ from }) => partOf(from)))).toContain('senders');
});

test('every file is in a part that has a rule', () => {
  expect([...sources.keys()].filter((file) => !(partOf(file) in MAY_IMPORT))).toEqual([]);
});

test('a part imports only the parts below it', () => {
  const wrong = imports.filter(({ from, to }) => {
    const [importer, imported] = [partOf(from), partOf(to)];
    return importer !== imported && !MAY_IMPORT[importer]?.includes(imported);
  });
  expect(listed(wrong)).toEqual([]);
});

test('no two folders import each other, directly or by way of others', () => {
  expect(listed(cyclicImports())).toEqual([]);
});

test('domain and engine import no library that speaks HTTP or AWS', () => {
  const outside = /from '(@aws-sdk|@smithy|node:http|node:https|node:net|undici)/;
  expect(filesThatContain(outside, (file) => isDomain(file) || partOf(file) === 'engine')).toEqual([]);
});

test('domain and engine know no HTTP status', () => {
  const status =
    /\b(status|statusCode)\s*([:=]|[!=]==|[<>]=?)\s*[1-5]\d\d\b|\b(answers?|throws|with|is|error)\s+(an?\s+)?[45]\d\d\b|\s\([45]\d\d\)|\bnew (HttpError|Response|Request)\(/i;
  expect(filesThatContain(status, (file) => isDomain(file) || partOf(file) === 'engine')).toEqual([]);
});

test('only handlers, platform and the local runner read the clock and the environment', () => {
  const reader =
    /Date\.now\b|new Date\(\)|\bsystemClock\b|process\.(env|hrtime|uptime)|performance\.now|Temporal\.Now/;
  expect(filesThatContain(reader, isPure)).toEqual([]);
});

test('only handlers, platform and the local runner open connections by themselves', () => {
  expect(
    filesThatContain(/(?<![.\w])fetch\(/, (file) => isDomain(file) || partOf(file) === 'engine'),
  ).toEqual([]);
});

test('keys of the table are built in one place', () => {
  expect(filesThatContain(/[`']A#|[`']ACCOUNT#/, (file) => file !== 'platform/keys.ts')).toEqual([]);
});

/** The imports of the browser code, each with whether it is `import type`, which vanishes in the build. */
const browserImports = readdirSync('web', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .flatMap((file) =>
    [
      ...readFileSync(join('web', file), 'utf8').matchAll(
        /\b(?:(?:import|export)\s+(type\s)?[^;'"]*?from\s*|import\s*\(?\s*)'(\.[^']+)'/g,
      ),
    ].map(([, type, path = '']) => ({
      from: `web/${file}`,
      to: join('web', dirname(file), path),
      isType: type !== undefined,
    })),
  );

test('web imports only types from src', () => {
  expect(browserImports.length).toBeGreaterThan(100);
  expect(listed(browserImports.filter(({ to, isType }) => to.startsWith('src/') && !isType))).toEqual([]);
});

test('src imports nothing from web', () => {
  expect(listed(imports.filter(({ to }) => to.startsWith('../web/')))).toEqual([]);
});

test('simulator and scripts import nothing from test', () => {
  const files = ['simulator', 'scripts'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  const wrong = files.filter(
    (file) => file.endsWith('.ts') && /from '(\.\.\/)+test\//.test(readFileSync(file, 'utf8')),
  );
  expect(wrong).toEqual([]);
});
