import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** An AWS emulator on localhost. */
export interface Ministack {
  /** http://127.0.0.1:port, for AWS_ENDPOINT_URL: an IP address, so that S3 is addressed by path. */
  readonly endpoint: string;
  /** Its log so far. */
  readonly log: () => string;
  /** Stops it and the functions that it runs, and removes their files. */
  readonly stop: () => Promise<void>;
}

export const REGION = 'eu-west-1';

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
  if (typeof address !== 'object' || !address) throw new Error('No free port was found.');
  return address.port;
}

/** Whether a process of the group is still running. */
function isRunning(group: number): boolean {
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
    // It has ended already.
  }
}

async function stopProcess(child: ChildProcess): Promise<void> {
  const group = child.pid;
  if (group === undefined) return;
  signal(group, 'SIGTERM');
  const deadline = Date.now() + STOP_MS;
  while (isRunning(group) && Date.now() < deadline) await pause(50);
  signal(group, 'SIGKILL');
}

/**
 * Starts ministack (the command in MINISTACK, or the one on the PATH) on a free port and waits until it responds. It
 * enforces IAM roles. Functions get `environment` in addition to their own variables.
 */
export async function startMinistack(environment: Readonly<Record<string, string>>): Promise<Ministack> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-rehearsal-'));
  const logFile = join(folder, 'ministack.log');
  const log = openSync(logFile, 'a');
  // Functions inherit this environment, so it contains no proxy and no AWS profile of this process.
  const child = spawn(process.env.MINISTACK ?? 'ministack', {
    stdio: ['ignore', log, log],
    detached: true,
    env: {
      ...environment,
      HOME: folder,
      TMPDIR: folder,
      // Functions run on the same Node as this script.
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
        new Error(
          `${message}; pip install -r test/deployment/rehearsal/requirements.txt installs ministack.`,
        ),
      ),
    );
    child.once('exit', (code) => reject(new Error(`ministack ended with ${code}:\n${logText()}`)));
  });
  failed.catch(() => {});
  const logText = () => readFileSync(logFile, 'utf8');
  const stop = async () => {
    await stopProcess(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await Promise.race([waitUntilHealthy(`${endpoint}/_localstack/health`), failed]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, log: logText, stop };
}

async function waitUntilHealthy(url: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await pause(100);
  }
  throw new Error(`${url} does not respond.`);
}
