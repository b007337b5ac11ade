import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A running Firefox with one page, driven by WebDriver BiDi: playwright-core cannot drive a distribution's Firefox. */
export interface Firefox {
  readonly open: (url: string) => Promise<void>;
  /** Evaluates an expression in the page, awaits it, and returns the string that it results in. */
  readonly evaluate: (expression: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly type: 'success' | 'error' | 'event';
  readonly message?: string;
  // biome-ignore lint/suspicious/noExplicitAny: each command has another result
  readonly result?: any;
}

const START_MS = 60_000;

/** Starts Firefox with a profile of its own, which has these preferences. */
export async function startFirefox(
  program: string,
  preferences: Readonly<Record<string, string | number | boolean>>,
): Promise<Firefox> {
  const profile = mkdtempSync(join(tmpdir(), 'tocsin-firefox-'));
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const firefox = spawn(
    program,
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const ended = new Promise<void>((resolve) => firefox.once('exit', () => resolve()));
  const stop = async () => {
    firefox.kill();
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const socket = new WebSocket(`${await readAddress(firefox)}/session`);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', () => reject(new Error('Firefox refused WebDriver BiDi.')), {
        once: true,
      });
    });
    const send = createSender(socket);
    await send('session.new', { capabilities: {} });
    const { contexts } = await send('browsingContext.getTree', {});
    const { context } = contexts[0];
    return {
      async open(url) {
        await send('browsingContext.navigate', { context, url, wait: 'complete' });
      },
      async evaluate(expression) {
        const { type, result, exceptionDetails } = await send('script.evaluate', {
          expression,
          target: { context },
          awaitPromise: true,
        });
        if (type !== 'success') throw new Error(exceptionDetails.text);
        return result.value as string;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address of WebDriver BiDi, which Firefox prints. */
function readAddress({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Firefox did not start.')), START_MS);
    let printed = '';
    stderr?.on('data', (bytes: Buffer) => {
      printed += bytes.toString();
      const [, address] = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(printed) ?? [];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

function createSender(socket: WebSocket) {
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  let lastId = 0;
  return async (method: string, params: object) => {
    const id = ++lastId;
    const { type, result, message } = await new Promise<Answer>((resolve) => {
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
    });
    if (type === 'error') throw new Error(`${method}: ${message}`);
    return result;
  };
}
