import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type SentMessage, startLocalService } from '../../simulator/local-service.ts';
import { RIGHTS } from '../../src/domain/accounts/model.ts';
import { createTable, startDynamoDb } from '../../src/local/emulators/dynamodb.ts';
import { readService } from '../../src/local/template/service.ts';
import { createDynamoTable } from '../../src/platform/table.ts';
import { createAccount, createKey } from '../admin/keys.ts';

/** An answer, and the machine's clock when it had come, in milliseconds with fractions. */
export interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly at: number;
}

/** One account on the service. */
export type Call = (method: string, path: string, body?: object) => Promise<Answered>;

export interface LoadedService {
  readonly timeScale: number;
  /** The accounts, each with a key of its own that has all rights. */
  readonly accounts: readonly Call[];
  /** The last message that went out to an address of that domain; undefined: none yet. */
  readonly lastTo: (domain: string) => Promise<SentMessage | undefined>;
  /** Messages that went out since the last call; oldest first. */
  readonly takeSent: () => Promise<readonly SentMessage[]>;
  /** How many went out since then to addresses that end so. */
  readonly sentCount: (to: string) => Promise<number>;
  /** How often functions were called so far to assess an alert and to send. */
  readonly escalationCalls: () => Promise<number>;
  /** Memory of the service's process, in bytes; undefined where the system does not tell. */
  readonly memory: () => number | undefined;
  /** Processor time that the service has taken so far, in milliseconds; not a number where the system does not tell. */
  readonly processorMs: () => number;
  readonly stop: () => Promise<void>;
}

/** So much of what the service said last is kept, in characters. */
const TOLD = 4_000;

export const machineNow = (): number => performance.timeOrigin + performance.now();

/**
 * The service in a process of its own, as `npm start` runs it and with what it stores on disk. `rateLimit`: what an
 * account may send of alerts, as RATE_LIMIT_ALERT has it.
 */
export async function startLoaded({
  accounts = 1,
  connections = 16,
  timeScale = 1,
  rateLimit = '1000000/1000000',
}: {
  readonly accounts?: number;
  readonly connections?: number;
  readonly timeScale?: number;
  readonly rateLimit?: string;
} = {}): Promise<LoadedService> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tocsin-load-'));
  const keys = await keysOf(dataFolder, accounts);
  const local = await startLocalService({
    dataFolder,
    timeScale,
    environment: {
      LOG_LEVEL: 'ERROR',
      RATE_LIMIT_ALERT: rateLimit,
      RATE_LIMIT_SEARCH: '1000000/1000000',
      RATE_LIMIT_CONFIGURATION: '1000000/1000000',
      // For example --cpu-prof.
      ...(process.env.SERVICE_NODE_OPTIONS && { NODE_OPTIONS: process.env.SERVICE_NODE_OPTIONS }),
    },
  });
  let told = '';
  local.process.stderr?.on('data', (chunk) => {
    told = `${told}${chunk}`.slice(-TOLD);
  });
  let stopping = false;
  local.process.once('exit', (code, signal) => {
    if (!stopping) console.error(`The service ended with ${code ?? signal}:\n${told}`);
  });
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const ask =
    (key: string): Call =>
    (method, path, body) =>
      send(agent, local.url, key, method, path, body);
  const own = ask(local.apiKey);
  return {
    timeScale,
    accounts: keys.map(ask),
    async sentCount(to) {
      const { body } = await own('GET', `/_local/outbox.json?limit=0&to=${encodeURIComponent(to)}`);
      return Number(body.total);
    },
    async lastTo(domain) {
      const { body } = await own('GET', `/_local/outbox.json?limit=1&to=${encodeURIComponent(domain)}`);
      const [last] = body.entries as SentMessage[];
      return last;
    },
    async takeSent() {
      const { body } = await own('POST', '/_local/reset-outbox', {});
      return body.entries as SentMessage[];
    },
    async escalationCalls() {
      const { body } = await own('GET', '/_local/executions.json?limit=1');
      const { assess = 0, 'send-email': email = 0 } = body.invocations as Record<string, number>;
      return assess + email;
    },
    memory: () => memoryOf(local.process.pid),
    processorMs: () => processorMsOf(local.process.pid),
    async stop() {
      stopping = true;
      agent.destroy();
      await local.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Creates the accounts in the data folder, like an operator in a stage. */
async function keysOf(dataFolder: string, accounts: number): Promise<readonly string[]> {
  const { tables } = readService('serverless.yml', 'local');
  const emulator = await startDynamoDb(join(dataFolder, 'dynamodb'));
  const client = new DynamoDBClient({
    endpoint: emulator.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    for (const name of tables) await createTable(client, name);
    const table = createDynamoTable(client, String(tables[0]));
    const keys: string[] = [];
    for (let i = 0; i < accounts; i++) {
      const account = await createAccount(table, { id: `load-${i}`, name: `Load ${i}` });
      keys.push((await createKey(table, account.id, { name: 'Load', rights: RIGHTS })).secret);
    }
    return keys;
  } finally {
    client.destroy();
    await emulator.stop();
  }
}

function send(
  agent: Agent,
  url: string,
  key: string,
  method: string,
  path: string,
  body?: object,
): Promise<Answered> {
  const text = body && JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `GenieKey ${key}`,
      ...(text !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      }),
    };
    const sent = request(`${url}${path}`, { agent, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const at = machineNow();
        const answer = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, body: answer ? JSON.parse(answer) : {}, at });
      });
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

function memoryOf(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

const MS_PER_TICK = 10;

function processorMsOf(pid: number | undefined): number {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user, system] = fields.split(' ').slice(11, 13).map(Number);
    return ((user ?? 0) + (system ?? 0)) * MS_PER_TICK;
  } catch {
    return Number.NaN;
  }
}

/** The recipients of an account's alerts. */
export interface Plan {
  /** Of the addresses of its users. */
  readonly domain: string;
  /** One escalation each: jane is told by e-mail at once, and omar after so many minutes. */
  readonly secondAfterMinutes: readonly number[];
}

export const NEVER: Plan['secondAfterMinutes'] = [600];

/** Configures an account. */
export async function setUp(call: Call, { domain, secondAfterMinutes }: Plan): Promise<void> {
  for (const name of ['jane', 'omar']) {
    await must(call, '/v2/users', {
      username: `${name}@${domain}`,
      fullName: name,
      role: { name: 'User' },
    });
  }
  for (const minutes of secondAfterMinutes) await addEscalation(call, domain, minutes);
}

const nameOf = (minutes: number) => `Second after ${minutes}`;

export async function addEscalation(call: Call, domain: string, secondAfter: number): Promise<void> {
  const rule = (name: string, minutes: number) => ({
    condition: 'if-not-acked',
    notifyType: 'default',
    delay: { timeAmount: minutes, timeUnit: 'minutes' },
    recipient: { type: 'user', username: `${name}@${domain}` },
  });
  await must(call, '/v2/escalations', {
    name: nameOf(secondAfter),
    rules: [rule('jane', 0), rule('omar', secondAfter)],
  });
}

async function must(call: Call, path: string, body: object): Promise<void> {
  const { status, body: answer } = await call('POST', path, body);
  if (status >= 300) throw new Error(`${path} was answered with ${status}: ${JSON.stringify(answer)}`);
}

/** Creates an alert with this message whose second step is due after the given minutes. */
export const createAlert = (
  call: Call,
  message: string,
  secondAfterMinutes = NEVER[0],
  alias?: string,
): Promise<Answered> =>
  call('POST', '/v2/alerts', {
    message,
    responders: [{ type: 'escalation', name: nameOf(Number(secondAfterMinutes)) }],
    ...(alias && { alias }),
  });

/** Runs a task `count` times with limited concurrency. */
export async function times(
  from: number,
  to: number,
  atOnce: number,
  what: (index: number) => Promise<void>,
): Promise<void> {
  let next = from;
  const worker = async () => {
    while (next < to) await what(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
