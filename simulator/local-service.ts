import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { OutboxEntry } from '../src/local/shared/outbox.ts';
import { requireDeclaredResponse } from './response-validation.ts';

/** A message as /_local/outbox.json shows it. */
export type SentMessage = Omit<OutboxEntry, 'request'>;

/** An execution as /_local/executions.json shows it. */
export interface ExecutionSummary {
  readonly name: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';
  readonly input: string;
  readonly startedAt: number;
  readonly stoppedAt?: number;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly current?: string;
  readonly waitingUntil?: number;
  readonly visits: readonly { readonly state: string; readonly enteredAt: number; readonly until?: number }[];
}

export interface LocalService {
  readonly url: string;
  /** The port for inbound e-mail. */
  readonly smtpPort: number;
  /** A key of the demo team with all rights. */
  readonly apiKey: string;
  /** A key of the whole account with all rights. */
  readonly accountKey: string;
  readonly process: ChildProcess;
  /** Calls the API with the team's key, or another; the status and body of the response. */
  readonly call: (
    method: string,
    path: string,
    body?: object,
    key?: string,
  ) => Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
  readonly outbox: () => Promise<readonly SentMessage[]>;
  readonly executions: () => Promise<readonly ExecutionSummary[]>;
  /** Ends it by the signal (SIGTERM unless another is given) and resolves to its exit code, or the signal that killed it. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | NodeJS.Signals | null>;
}

/** The part of the service that scenarios use; the service may run here or in another process. */
export type Service = Pick<LocalService, 'url' | 'smtpPort' | 'apiKey' | 'outbox' | 'stop'>;

/**
 * The whole service in a process of its own, as `npm start` runs it, on a free port. Without a data folder it keeps
 * everything in memory. It ends with this process at the latest.
 */
export async function startLocalService(
  options: {
    readonly dataFolder?: string;
    readonly timeScale?: number;
    readonly environment?: Readonly<Record<string, string>>;
    /** The program that starts it, and its arguments; else node itself. */
    readonly command?: readonly [string, ...string[]];
  } = {},
): Promise<LocalService> {
  const [program, ...args] = options.command ?? [process.execPath, ...readStartArguments()];
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...(process.env.RECORD_ACTIONS && { RECORD_ACTIONS: process.env.RECORD_ACTIONS }),
      PORT: '0',
      SMTP_PORT: '0',
      READY: 'json',
      TOCSIN_DATA: options.dataFolder ?? '',
      TIME_SCALE: String(options.timeScale ?? 1),
      ...options.environment,
    },
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal)),
  );
  const { url, smtpPort, apiKey, accountKey } = await Promise.race([
    readyLine(child),
    ended.then((code) => {
      throw new Error(`The service ended with ${code} before it was ready:\n${errors}`);
    }),
  ]);

  keepAlive(child, false);

  const json = async (path: string) => (await fetch(`${url}${path}`)).json();
  return {
    url,
    smtpPort,
    apiKey,
    accountKey,
    process: child,
    async call(method, path, body, key = apiKey) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `GenieKey ${key}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      await requireDeclaredResponse({ method, url: `${url}${path}` }, response.clone());
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    outbox: async () => ((await json('/_local/outbox.json')) as { entries: SentMessage[] }).entries,
    executions: async () =>
      ((await json('/_local/executions.json')) as { executions: ExecutionSummary[] }).executions,
    async stop(signal = 'SIGTERM') {
      keepAlive(child, true);
      child.kill(signal);
      const code = await ended;
      // A function may survive a denied call, by a retry or because another does the work.
      const [denied] = /^The role of .* does not allow .*$/m.exec(errors) ?? [];
      if (denied) throw new Error(denied);
      return code;
    },
  };
}

/**
 * Whether this process waits for the child before it ends. If not, it may end without having stopped the child, which then ends
 * too. A test that ran out of time while the service started does not keep the test runner from ending.
 */
function keepAlive(child: ChildProcess, waits: boolean): void {
  for (const handle of [child, child.stdin, child.stdout, child.stderr]) {
    const { ref, unref } = handle as { readonly ref?: () => void; readonly unref?: () => void };
    (waits ? ref : unref)?.call(handle);
  }
}

/** The arguments of node in the script `start` of package.json. */
const readStartArguments = (): readonly string[] =>
  JSON.parse(readFileSync('package.json', 'utf8'))
    .scripts.start.replace(/^exec node /, '')
    .split(' ');

async function readyLine(
  child: ChildProcess,
): Promise<Pick<LocalService, 'url' | 'smtpPort' | 'apiKey' | 'accountKey'>> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('{"ready":true')) {
      child.stdout!.resume();
      return JSON.parse(line);
    }
  }
  return new Promise(() => undefined);
}

/** Calls `ask` until its result passes `isIt`. Throws after `limitMs` milliseconds, with the last result in the message. */
export async function waitFor<T>(
  ask: () => Promise<T>,
  isIt: (answer: T) => boolean,
  limitMs = 25_000,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    if (performance.now() > deadline) {
      throw new Error(`Waited for ${isIt} in vain; at last: ${JSON.stringify(answer)?.slice(0, 2_000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
