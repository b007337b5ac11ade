import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SentMessage, startLocalService } from '../../simulator/local-service.ts';
import { RIGHTS } from '../../src/domain/accounts/model.ts';
import { createTable, startDynamoDb } from '../../src/local/emulators/dynamodb.ts';
import { readService } from '../../src/local/template/service.ts';
import { createDynamoDbClient } from '../../src/platform/dynamodb.ts';
import { createDynamoTable } from '../../src/platform/table.ts';
import { createAccount, createKey } from '../admin/keys.ts';

/** A response, and the machine time in ms at which it arrived. */
export interface TimedResponse {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly at: number;
}

/** Calls the API with the key of one account. */
export type Call = (method: string, path: string, body?: object) => Promise<TimedResponse>;

export interface LoadedService {
  readonly timeScale: number;
  /** The accounts, each with a key of its own that has all rights. */
  readonly accounts: readonly Call[];
  /** The last message to an address of that domain; undefined if there is none. */
  readonly lastTo: (domain: string) => Promise<SentMessage | undefined>;
  /** Returns the messages since the last call, oldest first, and forgets them. */
  readonly takeSent: () => Promise<readonly SentMessage[]>;
  /** Number of messages since then to addresses that contain `to`. */
  readonly sentCount: (to: string) => Promise<number>;
  /** Number of invocations of assess and send-email. */
  readonly escalationCalls: () => Promise<number>;
  /** Memory of the service's process in bytes; undefined if the system does not report it. */
  readonly memory: () => number | undefined;
  /** CPU time of the service in ms; NaN if the system does not report it. */
  readonly processorMs: () => number;
  /** From the start of its process until it was ready, in ms. */
  readonly readyMs: number;
  readonly stop: () => Promise<void>;
}

/** Number of characters kept of the service's last output. */
const MAX_OUTPUT = 4_000;

export const machineNow = (): number => performance.timeOrigin + performance.now();

/**
 * Starts the service in its own process, as `npm start` does, with its data on disk. `rateLimit` is the value of
 * RATE_LIMIT_ALERT.
 */
export async function startLoaded({
  accounts = 1,
  connections = 16,
  timeScale = 1,
  rateLimit = '1000000/1000000',
  environment = {},
}: {
  readonly accounts?: number;
  readonly connections?: number;
  readonly timeScale?: number;
  readonly rateLimit?: string;
  readonly environment?: Readonly<Record<string, string>>;
} = {}): Promise<LoadedService> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tocsin-load-'));
  const keys = await createAccounts(dataFolder, accounts);
  const startedAt = machineNow();
  const local = await startLocalService({
    dataFolder,
    timeScale,
    environment: {
      LOG_LEVEL: 'ERROR',
      RATE_LIMIT_ALERT: rateLimit,
      RATE_LIMIT_SEARCH: '1000000/1000000',
      RATE_LIMIT_CONFIGURATION: '1000000/1000000',
      ...environment,
      // For example --cpu-prof.
      ...(process.env.SERVICE_NODE_OPTIONS && { NODE_OPTIONS: process.env.SERVICE_NODE_OPTIONS }),
    },
  });
  const readyMs = machineNow() - startedAt;
  let output = '';
  local.process.stderr?.on('data', (chunk) => {
    output = `${output}${chunk}`.slice(-MAX_OUTPUT);
  });
  let stopping = false;
  local.process.once('exit', (code, signal) => {
    if (!stopping) console.error(`The service ended with ${code ?? signal}:\n${output}`);
  });
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const createCall =
    (key: string): Call =>
    (method, path, body) =>
      send(agent, local.url, key, method, path, body);
  const own = createCall(local.apiKey);
  return {
    timeScale,
    accounts: keys.map(createCall),
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
    memory: () => readMemory(local.process.pid),
    processorMs: () => readProcessorMs(local.process.pid),
    readyMs,
    async stop() {
      stopping = true;
      agent.destroy();
      await local.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Creates the accounts in the data folder, as an operator does in a stage, and returns their keys. */
async function createAccounts(dataFolder: string, accounts: number): Promise<readonly string[]> {
  const { tables } = readService('serverless.yml', 'local');
  const emulator = await startDynamoDb({ folder: dataFolder });
  const client = createDynamoDbClient({
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
): Promise<TimedResponse> {
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
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, body: text ? JSON.parse(text) : {}, at });
      });
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

function readMemory(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

const MS_PER_TICK = 10;

function readProcessorMs(pid: number | undefined): number {
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
  /** Domain of the users' addresses. */
  readonly domain: string;
  /** One escalation for each: Jane is notified at once, Omar after this many minutes. */
  readonly secondAfterMinutes: readonly number[];
}

export const NEVER: Plan['secondAfterMinutes'] = [600];

/** Configures an account. */
export async function setUp(call: Call, { domain, secondAfterMinutes }: Plan): Promise<void> {
  for (const name of ['jane', 'omar']) {
    await post(call, '/v2/users', {
      username: `${name}@${domain}`,
      fullName: name,
      role: { name: 'User' },
    });
  }
  for (const minutes of secondAfterMinutes) await addEscalation(call, domain, minutes);
}

const toEscalationName = (minutes: number) => `Second after ${minutes}`;

export async function addEscalation(call: Call, domain: string, secondAfter: number): Promise<void> {
  const rule = (name: string, minutes: number) => ({
    condition: 'if-not-acked',
    notifyType: 'default',
    delay: { timeAmount: minutes, timeUnit: 'minutes' },
    recipient: { type: 'user', username: `${name}@${domain}` },
  });
  await post(call, '/v2/escalations', {
    name: toEscalationName(secondAfter),
    rules: [rule('jane', 0), rule('omar', secondAfter)],
  });
}

export async function post(call: Call, path: string, body: object): Promise<void> {
  const { status, body: response } = await call('POST', path, body);
  if (status >= 300) throw new Error(`${path} returned ${status}: ${JSON.stringify(response)}`);
}

/** Creates an alert with this message whose second step is due after the given minutes. */
export const createAlert = (
  call: Call,
  message: string,
  secondAfterMinutes = NEVER[0],
  alias?: string,
): Promise<TimedResponse> =>
  call('POST', '/v2/alerts', {
    message,
    responders: [{ type: 'escalation', name: toEscalationName(Number(secondAfterMinutes)) }],
    ...(alias && { alias }),
  });

/** Runs a task `count` times with limited concurrency. */
export async function times(
  from: number,
  to: number,
  concurrency: number,
  task: (index: number) => Promise<void>,
): Promise<void> {
  let next = from;
  const worker = async () => {
    while (next < to) await task(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}
