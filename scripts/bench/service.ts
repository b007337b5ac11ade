import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type LocalService, type SentMessage, startLocalService } from '../../test/support/local-service.ts';

const ACCOUNT_KEY = 'bench-key-of-the-whole-account';
const NO_LIMIT = '1000000/1000000';

/** The answer to a request, and the machine's clock when it had come, in milliseconds with fractions. */
export interface Answered {
  readonly status: number;
  readonly body: string;
  readonly at: number;
}

export interface Service {
  readonly pid: number | undefined;
  readonly post: (path: string, body: object) => Promise<Answered>;
  readonly get: (path: string) => Promise<Record<string, unknown>>;
  /** How many messages have been sent so far. */
  readonly sentCount: () => Promise<number>;
  /** All messages; that is much, so seldom. */
  readonly sent: () => Promise<readonly SentMessage[]>;
  readonly waitUntilSent: (count: number, limitMs: number) => Promise<number>;
  readonly stop: () => Promise<void>;
}

export const now = (): number => performance.timeOrigin + performance.now();

/**
 * The service in a process of its own, as `npm start` runs it and with what it stores on disk, without limits on rates.
 * One person is on call, notified by one e-mail at once; whoever is next is due in hours, so that open alerts wait.
 */
export async function startService(connections: number): Promise<Service> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tocsin-bench-'));
  const local = await startLocalService({
    dataFolder,
    environment: {
      ACCOUNT_KEY,
      LOG_LEVEL: 'ERROR',
      RATE_LIMIT_ALERT: NO_LIMIT,
      RATE_LIMIT_SEARCH: NO_LIMIT,
      RATE_LIMIT_CONFIGURATION: NO_LIMIT,
      // For example --cpu-prof.
      ...(process.env.SERVICE_NODE_OPTIONS && { NODE_OPTIONS: process.env.SERVICE_NODE_OPTIONS }),
    },
  });
  local.process.stderr?.resume();
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const call = (method: string, path: string, body?: object) =>
    send(agent, local, method, path, body && JSON.stringify(body));
  const post = (path: string, body: object) => call('POST', path, body);
  const get = async (path: string) => JSON.parse((await call('GET', path)).body);
  await setUp(post);

  const sentCount = async () => Number((await get('/_local/outbox.json?limit=0')).total);
  return {
    pid: local.process.pid,
    post,
    get,
    sentCount,
    sent: local.outbox,
    async waitUntilSent(count, limitMs) {
      const deadline = now() + limitMs;
      let sent = await sentCount();
      while (sent < count && now() < deadline) {
        await pause(5);
        sent = await sentCount();
      }
      return sent;
    },
    async stop() {
      agent.destroy();
      await local.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

function send(
  agent: Agent,
  { url }: LocalService,
  method: string,
  path: string,
  body: string | undefined,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `GenieKey ${ACCOUNT_KEY}`,
      ...(body !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      }),
    };
    const sent = request(`${url}${path}`, { agent, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), at: now() }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const ON_CALL = 'bench@example.com';
const minutes = (timeAmount: number) => ({ timeAmount, timeUnit: 'minutes' });

/** To whom the alerts of the bench go. */
export const RESPONDERS = [{ type: 'escalation', name: 'Bench' }];

async function setUp(post: Service['post']): Promise<void> {
  const must = async (path: string, body: object) => {
    const { status, body: text } = await post(path, body);
    if (status >= 300) throw new Error(`${path} was answered with ${status}: ${text}`);
  };
  const user = { type: 'user', username: ON_CALL };
  await must('/v2/users', { username: ON_CALL, fullName: 'On call', role: { name: 'User' } });
  await must('/v2/schedules', {
    name: 'Bench',
    rotations: [{ type: 'daily', startDate: '2026-01-01T00:00:00Z', participants: [user] }],
  });
  const rule = { condition: 'if-not-acked', notifyType: 'default' };
  await must('/v2/escalations', {
    name: 'Bench',
    rules: [
      { ...rule, delay: minutes(0), recipient: { type: 'schedule', name: 'Bench' } },
      { ...rule, delay: minutes(600), recipient: user },
    ],
  });
}

/** The alert with that message; without an alias each is one of its own. */
export const createAlert = (service: Service, message: string, alias?: string) =>
  service.post('/v2/alerts', { message, responders: RESPONDERS, ...(alias && { alias }) });

/** Does something so many times, so many at once. */
export async function times(
  count: number,
  atOnce: number,
  what: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await what(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
