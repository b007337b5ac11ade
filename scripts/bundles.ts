import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { type BundledFile, bundleFunction } from './bundle-function.ts';
import { functions } from './service.ts';

const run = promisify(execFile);

/** A function's bundle as it is deployed. */
export interface Bundle {
  readonly name: string;
  /** What Node reads before the handler is ready. */
  readonly bytes: number;
  /** What is read at its first use, if ever. */
  readonly lazyBytes: number;
  /** From the start of a fresh process of Node to the handler's being ready, median of the runs, in milliseconds. */
  readonly loadMs: number;
  /** `loadMs` as a multiple of that of a handler that does and imports nothing, measured in the same rounds. */
  readonly ratio: number;
  /** What `bytes` is made of: by package, largest first; the service's own code is `src`. */
  readonly contents: readonly (readonly [name: string, bytes: number])[];
}

/** Enough for a handler to be ready: it asks for its settings when it is loaded, and for AWS when it is called. */
const SETTINGS = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  POWERTOOLS_SERVICE_NAME: 'tocsin',
};

const LOAD = 'await import(process.argv[1]); process.stdout.write(String(performance.now())); process.exit()';

async function loadMs(file: string, environment: Readonly<Record<string, string>>): Promise<number> {
  try {
    const { stdout } = await run(
      process.execPath,
      ['--input-type=module', '--eval', LOAD, pathToFileURL(file).href],
      { env: { ...SETTINGS, ...environment } },
    );
    return Number(stdout);
  } catch (error) {
    // Without the line of minified code that Node shows.
    const [reason] = /^\w*Error: .*$/m.exec(String(error).slice('Error: '.length)) ?? [];
    throw new Error(`${basename(file)} does not load: ${reason}`);
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The package that an input of a bundle belongs to. */
function packageOf(input: string): string {
  const [, inside] = input.split(/^.*node_modules\//);
  if (inside === undefined) return 'src';
  const [scope, name] = inside.split('/');
  return inside.startsWith('@') ? `${scope}/${name}` : String(scope);
}

const sizeOf = (files: readonly BundledFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

function contentsOf(files: readonly BundledFile[]): Bundle['contents'] {
  const sizes = new Map<string, number>();
  for (const { inputs } of files) {
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      sizes.set(packageOf(input), (sizes.get(packageOf(input)) ?? 0) + bytesInOutput);
    }
  }
  return [...sizes].toSorted(([, a], [, b]) => b - a);
}

/** Bundles every function of serverless.yml as the deployment does and measures how long each takes to load. */
export async function bundles(rounds = 11): Promise<readonly Bundle[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-bundles-'));
  try {
    const empty = join(folder, 'empty.mjs');
    await writeFile(empty, 'export const handler = async () => {};');
    const built = await Promise.all(
      functions().map(async ({ name, file, environment }) => {
        const bundled = await bundleFunction(file, join(folder, name));
        return {
          name,
          target: bundled.file,
          environment,
          bytes: sizeOf(bundled.atStart),
          lazyBytes: sizeOf(bundled.later),
          contents: contentsOf(bundled.atStart),
        };
      }),
    );
    const emptyTimes: number[] = [];
    const times = new Map<string, number[]>(built.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      emptyTimes.push(await loadMs(empty, {}));
      for (const { name, target, environment } of built) {
        times.get(name)?.push(await loadMs(target, environment));
      }
    }
    return built.map(({ name, bytes, lazyBytes, contents }) => {
      const ms = median(times.get(name) ?? []);
      return { name, bytes, lazyBytes, contents, loadMs: ms, ratio: ms / median(emptyTimes) };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const options = { rounds: { type: 'string', default: '11' }, contents: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  for (const bundle of await bundles(Number(values.rounds))) {
    const { name, bytes, lazyBytes, loadMs: ms, ratio, contents } = bundle;
    console.log(
      `${name.padEnd(26)} ${(bytes / 1000).toFixed(0).padStart(4)} kB + ${(lazyBytes / 1000).toFixed(0).padStart(4)} kB later ${ms.toFixed(0).padStart(4)} ms ` +
        `${ratio.toFixed(2)} × an empty handler`,
    );
    if (values.contents) {
      for (const [part, size] of contents.slice(0, 15)) {
        console.log(`    ${(size / 1000).toFixed(1).padStart(6)} kB ${part}`);
      }
    }
  }
}
