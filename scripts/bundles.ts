import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { formatMeant, parseCommandLine, refuse, requireNumber } from './arguments.ts';
import { type BundledFile, bundleFunction } from './bundle-function.ts';
import { API_KEY, startAwsStandIn } from './bundles/aws-stand-in.ts';
import { functions } from './service.ts';

const run = promisify(execFile);

const USAGE = `npm run bundles -- [<function> …] [--rounds <number>] [--contents]

Prints the size of each function as it is deployed, at its start and of what it reads later, and the time until its handler
is ready: the median of the rounds (default 11), and as a multiple of that of an empty handler.

  <function>   only these functions
  --contents   also the largest packages in each`;

/** A function's bundle as it is deployed. */
export interface Bundle {
  readonly name: string;
  /** What Node reads before the handler is ready. */
  readonly bytes: number;
  /** What is read at its first use, if ever. */
  readonly lazyBytes: number;
  /**
   * From the start of a fresh process of Node until the handler is ready, median of the rounds, in milliseconds. Functions
   * of the HTTP API: until they have answered a request without a key, which needs no call of AWS.
   */
  readonly startMs: number;
  /** `startMs` as a multiple of that of a handler that imports nothing and answers at once, measured in the same rounds. */
  readonly ratio: number;
  /**
   * Of alerts-api: from the start of a fresh process until it has accepted an alert, with its calls of DynamoDB and SQS, median
   * of the rounds, in milliseconds.
   */
  readonly acceptedMs?: number;
  /** What `bytes` is made of: by package, largest first; the service's own code is `src`. */
  readonly contents: readonly (readonly [name: string, bytes: number])[];
}

const ALERTS_API = 'alerts-api';

/** Enough for a handler to be ready: it asks for its settings when it is loaded, and for AWS when it is called. */
const SETTINGS = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  POWERTOOLS_SERVICE_NAME: 'tocsin',
};

const FINISH = "process.stdout.write('\\n' + performance.now()); process.exit()";

const LOAD = `await import(process.argv[1]); ${FINISH}`;

/** A request as the HTTP API sends it, with a key or without. */
const toRequest = (key?: string) => ({
  version: '2.0',
  rawPath: '/v2/alerts',
  rawQueryString: '',
  headers: {
    host: 'api.example.com',
    'content-type': 'application/json',
    ...(key && { authorization: `GenieKey ${key}` }),
  },
  body: '{"message":"Cold start"}',
  isBase64Encoded: false,
  requestContext: {
    domainName: 'api.example.com',
    http: { method: 'POST', path: '/v2/alerts', sourceIp: '192.0.2.1' },
  },
});

const call = (request: object, isExpected: string) => `const { handler } = await import(process.argv[1]);
const { statusCode } = await handler(${JSON.stringify(request)}, {});
if (!(${isExpected})) throw new Error('Answered ' + statusCode);
${FINISH}`;

/** What a process does before it stops its watch. */
const CODE = {
  load: LOAD,
  answer: call(toRequest(), 'statusCode < 500'),
  accept: call(toRequest(API_KEY), 'statusCode === 202'),
};

async function startMs(
  file: string,
  environment: Readonly<Record<string, string>>,
  until: keyof typeof CODE,
): Promise<number> {
  try {
    const { stdout } = await run(
      process.execPath,
      ['--input-type=module', '--eval', CODE[until], pathToFileURL(file).href],
      { env: { ...SETTINGS, ...environment } },
    );
    // Log lines come before it.
    return Number(stdout.trim().split('\n').at(-1));
  } catch (error) {
    // Without the line of minified code that Node shows.
    const [reason] = /^\w*Error: .*$/m.exec(String(error).slice('Error: '.length)) ?? [];
    throw new Error(`${basename(file)} does not start: ${reason}`);
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

/** Bundles every function of serverless.yml as the deployment does and measures how long each takes to start. */
export async function bundles({
  rounds = 11,
  only = [] as readonly string[],
} = {}): Promise<readonly Bundle[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-bundles-'));
  try {
    const empty = join(folder, 'empty.mjs');
    await writeFile(empty, 'export const handler = async () => ({ statusCode: 200 });');
    const built = await Promise.all(
      functions()
        .filter(({ name }) => only.length === 0 || only.includes(name))
        .map(async ({ name, file, environment, servesHttp }) => {
          const bundled = await bundleFunction(file, join(folder, name));
          return {
            name,
            target: bundled.file,
            environment,
            servesHttp,
            bytes: sizeOf(bundled.atStart),
            lazyBytes: sizeOf(bundled.later),
            contents: contentsOf(bundled.atStart),
          };
        }),
    );
    const aws = await startAwsStandIn(folder);
    const accepted: number[] = [];
    const emptyTimes = { load: [] as number[], answer: [] as number[] };
    const times = new Map<string, number[]>(built.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      emptyTimes.load.push(await startMs(empty, {}, 'load'));
      emptyTimes.answer.push(await startMs(empty, {}, 'answer'));
      for (const { name, target, environment, servesHttp } of built) {
        times.get(name)?.push(await startMs(target, environment, servesHttp ? 'answer' : 'load'));
        if (name === ALERTS_API) {
          accepted.push(await startMs(target, { ...environment, ...aws.environment }, 'accept'));
        }
      }
    }
    aws.stop();
    return built.map(({ name, bytes, lazyBytes, contents, servesHttp }) => {
      const ms = median(times.get(name) ?? []);
      const empty = median(servesHttp ? emptyTimes.answer : emptyTimes.load);
      const more = name === ALERTS_API && { acceptedMs: median(accepted) };
      return { name, bytes, lazyBytes, contents, startMs: ms, ratio: ms / empty, ...more };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const { values, positionals } = parseCommandLine(
    USAGE,
    {
      rounds: { type: 'string', default: '11' },
      contents: { type: 'boolean' },
    },
    { words: true },
  );
  const known = functions().map(({ name }) => name);
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) refuse(`There is no function ${unknown}.${formatMeant(unknown, known)}`, USAGE);
  const rounds = requireNumber(USAGE, '--rounds', values.rounds, [1, 1_000]);
  for (const bundle of await bundles({ rounds, only: positionals })) {
    const { name, bytes, lazyBytes, startMs: ms, ratio, contents, acceptedMs } = bundle;
    const accepted =
      acceptedMs === undefined ? '' : `; ${acceptedMs.toFixed(0)} ms until an alert is accepted`;
    console.log(
      `${name.padEnd(26)} ${(bytes / 1000).toFixed(0).padStart(4)} kB + ${(lazyBytes / 1000).toFixed(0).padStart(4)} kB later ${ms.toFixed(0).padStart(4)} ms ` +
        `${ratio.toFixed(2)} × an empty handler${accepted}`,
    );
    if (values.contents) {
      for (const [part, size] of contents.slice(0, 15)) {
        console.log(`    ${(size / 1000).toFixed(1).padStart(6)} kB ${part}`);
      }
    }
  }
}
