import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SFNClient } from '@aws-sdk/client-sfn';
import { createAwsEndpoint } from '../src/local/providers/endpoint.ts';
import { createOutbox } from '../src/local/shared/outbox.ts';
import { parseCommandLine } from './arguments.ts';
import { rehearseDoctor } from './rehearse/doctor.ts';
import { rehearseFailedDeployment } from './rehearse/failed-deployment.ts';
import { startFront } from './rehearse/front.ts';
import { CREDENTIALS, type Ministack, REGION, startMinistack } from './rehearse/ministack.ts';
import { releaseStateMachines } from './rehearse/release.ts';
import { rehearseRemoval } from './rehearse/removal.ts';
import { rehearseRestore, type StageApi } from './rehearse/restore.ts';

const USAGE = `npm run rehearse -- [--keep] [<test file> …]

Rehearses a deployment: the doctor, the real sls deploy to an AWS emulator that enforces the roles, an account and a key by
npm run admin, the tests of test/deployment/rehearsal over HTTP, the doctor, a restore, the smoke test, and the removal. It
needs ministack: pip install ministack.

  <test file>   runs only the test files whose names contain it, and removes nothing at the end
  --keep        leaves everything running afterwards`;

const STAGE = 'rehearsal';
const DEPLOY = ['sls', 'deploy', '--stage', STAGE];

const { values, positionals } = parseCommandLine(USAGE, { keep: { type: 'boolean' } }, { words: true });
const undo: (() => Promise<void>)[] = [];
const running = new Set<ChildProcess>();

async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

function environmentFor(ministack: Ministack): NodeJS.ProcessEnv {
  const {
    HTTP_PROXY: _1,
    HTTPS_PROXY: _2,
    http_proxy: _3,
    https_proxy: _4,
    AWS_PROFILE: _5,
    ...environment
  } = process.env;
  return {
    ...environment,
    ...CREDENTIALS,
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: ministack.endpoint,
    SLS_NOTIFICATIONS_MODE: 'off',
  };
}

/** Runs a command with npx and returns its output; also prints it if `loud`. */
async function run(
  env: NodeJS.ProcessEnv,
  loud: boolean,
  command: readonly string[],
  cwd = process.cwd(),
): Promise<string> {
  const child = spawn('npx', command, { env, cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  child.once('close', () => running.delete(child));
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    if (loud) process.stdout.write(text);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}.${loud ? '' : `\n${printed}`}`);
  return printed;
}

/**
 * Records the messages that would be sent. ministack does not emulate SMS, voice and push. Its SES requires
 * ses:SendEmail on all resources, while AWS requires the identity that our role names.
 */
async function startProviders() {
  const outbox = createOutbox(undefined, Date.now);
  const server = createAwsEndpoint(outbox, () => ({}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.push(() => closed(server));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { outbox, url };
}

const clientConfiguration = ({ endpoint }: Ministack) => ({
  endpoint,
  region: REGION,
  credentials: {
    accessKeyId: CREDENTIALS.AWS_ACCESS_KEY_ID,
    secretAccessKey: CREDENTIALS.AWS_SECRET_ACCESS_KEY,
  },
});

const createApi = (url: string, key: string): StageApi => ({
  async call(method, path, body) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `GenieKey ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.text() };
  },
});

async function rehearse(): Promise<void> {
  const providers = await startProviders();
  const ministack = await startMinistack({
    AWS_ENDPOINT_URL_SESV2: providers.url,
    AWS_ENDPOINT_URL_PINPOINT: providers.url,
    AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: providers.url,
  });
  undo.push(ministack.stop);
  const env = environmentFor(ministack);

  await rehearseDoctor(STAGE, env, ['The stage is not deployed yet']);
  await rehearseFailedDeployment(`tocsin-${STAGE}`, 2, clientConfiguration(ministack), (folder) =>
    run(env, false, DEPLOY, folder),
  );
  await run(env, true, DEPLOY);
  await releaseStateMachines(new SFNClient(clientConfiguration(ministack)));
  const info = await run(env, false, ['sls', 'info', '--stage', STAGE]);
  const [, apiId] = /https:\/\/(\w+)\.execute-api/.exec(info) ?? [];
  if (!apiId) throw new Error(`sls info shows no HTTP API:\n${info}`);

  const front = await startFront(ministack.endpoint, apiId, providers.outbox.entries);
  undo.push(() => closed(front.server));

  const admin = 'node scripts/admin.ts create-account --name Rehearsal --json --stage'.split(' ');
  const { key } = JSON.parse(await run(env, false, [...admin, STAGE]));

  try {
    const report = process.env.REHEARSAL_REPORT;
    const reporting = report ? ['--json', `--outputFile=${report}`] : [];
    const tests = [
      'jest',
      '--config',
      'test/deployment/rehearsal/jest.config.json',
      ...reporting,
      ...positionals,
    ];
    await run({ ...env, TOCSIN_URL: front.url, TOCSIN_KEY: key }, true, tests);
    await rehearseDoctor(STAGE, env, [
      `The stack tocsin-${STAGE} is deployed`,
      'The table is protected as the stage asks',
      'No bucket is left over',
      'The alarm e-mail is confirmed',
    ]);
    await rehearseRestore(STAGE, clientConfiguration(ministack), createApi(front.url, key), (...options) =>
      run(env, true, ['node', 'scripts/restore.ts', '--stage', STAGE, ...options]),
    );
    console.log('A deleted user was restored from a copy of the table.');
    await run(env, true, ['node', 'scripts/smoke.ts', '--url', front.url, '--key', key]);
  } catch (error) {
    console.error(ministack.log().split('\n').slice(-100).join('\n'));
    throw error;
  } finally {
    if (values.keep) {
      console.log(
        `TOCSIN_URL=${front.url} TOCSIN_KEY=${key} AWS_ENDPOINT_URL=${ministack.endpoint}; Ctrl-C stops it.`,
      );
      await once(process, 'SIGINT');
    }
  }
  if (values.keep || positionals.length > 0) return;
  const remove = () => run(env, false, ['sls', 'remove', '--stage', STAGE]);
  await rehearseRemoval(`tocsin-${STAGE}`, remove, clientConfiguration(ministack));
  console.log('The stage was removed; table and attachments remain.');
}

let undone: Promise<void> | undefined;
/** Stops everything that was started, in reverse order. */
const undoAll = () => {
  undone ??= (async () => {
    for (const step of undo.toReversed()) await step().catch((error) => console.error(error));
  })();
  return undone;
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, async () => {
    if (signal === 'SIGINT' && values.keep) return;
    for (const child of running) child.kill('SIGTERM');
    await undoAll();
    process.exit(1);
  });
}

try {
  await rehearse();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await undoAll();
}
