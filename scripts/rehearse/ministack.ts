import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** An AWS on localhost. */
export interface Ministack {
  /** http://127.0.0.1:port, for AWS_ENDPOINT_URL: an IP address, so that S3 is addressed by path. */
  readonly endpoint: string;
  /** What it wrote about itself so far. */
  readonly log: () => string;
  /** Ends it and the functions that it runs, and removes their files. */
  readonly stop: () => Promise<void>;
}

export const REGION = 'eu-central-1';

/** The root of the emulated account; functions get the credentials of their roles. */
export const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' } as const;

const START_MS = 60_000;
const STOP_MS = 10_000;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('The machine gave no port.');
  return address.port;
}

/** Whether anything of the process group is left. */
function lives(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch {
    // It is gone already.
  }
}

async function end(child: ChildProcess): Promise<void> {
  const group = child.pid;
  if (group === undefined) return;
  signal(group, 'SIGTERM');
  const deadline = Date.now() + STOP_MS;
  while (lives(group) && Date.now() < deadline) await pause(50);
  signal(group, 'SIGKILL');
}

/**
 * Starts ministack (the command MINISTACK, or else the one on the PATH) on a free port and waits until it answers.
 * IAM is enforced: a function that asks for more than its role allows is denied. `environment` is given to functions
 * besides their own variables.
 */
export async function startMinistack(environment: Readonly<Record<string, string>>): Promise<Ministack> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-rehearsal-'));
  const logFile = join(folder, 'ministack.log');
  const log = openSync(logFile, 'a');
  // Nothing else of this process's environment: functions inherit it, and a proxy or a profile would lead them astray.
  const child = spawn(process.env.MINISTACK ?? 'ministack', {
    stdio: ['ignore', log, log],
    detached: true,
    env: {
      ...environment,
      HOME: folder,
      TMPDIR: folder,
      // Functions run on the Node that runs this.
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
      AUTH: 'true',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      AWS_DEFAULT_REGION: REGION,
      IOT_MTLS_ENABLED: '0',
      LOG_LEVEL: 'WARNING',
    },
  });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', ({ message }) =>
      reject(
        new Error(`${message}; pip install -r test/deployment/rehearsal/requirements.txt gives ministack.`),
      ),
    );
    child.once('exit', (code) => reject(new Error(`ministack ended with ${code}:\n${logText()}`)));
  });
  failed.catch(() => {});
  const logText = () => readFileSync(logFile, 'utf8');
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await Promise.race([answering(`${endpoint}/_localstack/health`), failed]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, log: logText, stop };
}

async function answering(url: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await pause(100);
  }
  throw new Error(`${url} does not answer.`);
}
