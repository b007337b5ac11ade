import type { SQSEvent } from 'aws-lambda';
import {
  isCountOfDuplicates,
  listAlerts,
  listCountedDuplicates,
  listDuplicateLogItems,
} from '../../../simulator/stored-alerts.ts';
import { type AlertWorkerDeps, createAlertWorker } from '../../../src/domain/alert-worker/worker.ts';
import type { AlertAction, AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { alertIdOfRequest, toCreateRequestId } from '../../../src/domain/alerts/ids.ts';
import { emptyLedger, type FlowLedger, type Ledger } from '../../../src/domain/alerts/ledger.ts';
import { messageGroupId } from '../../../src/domain/alerts/message-group.ts';
import type { Alert } from '../../../src/domain/alerts/model.ts';
import { DUPLICATE_STATUS } from '../../../src/domain/alerts/reducer/texts.ts';
import type { ResponderFinder } from '../../../src/domain/alerts/responders.ts';
import { createAlertStore } from '../../../src/domain/alerts/store/alert-store.ts';
import { findAlertRequestStatus } from '../../../src/domain/alerts/store/request-status.ts';
import { toIso } from '../../../src/platform/clock.ts';
import type { Executions } from '../../../src/platform/executions.ts';
import { newTimedId } from '../../../src/platform/ids.ts';
import { dueIndexAttributes, type ItemKey, ledgerKey } from '../../../src/platform/keys.ts';
import { logger } from '../../../src/platform/logger.ts';
import type { Item, Table } from '../../../src/platform/table.ts';
import { anEscalation, NOON } from '../../support/builders.ts';

// The tests cause failures on purpose.
logger.setLogLevel('SILENT');

type Create = Extract<AlertAction, { type: 'Create' }>;

/** The Create of a request that has only a message. */
export const create = (change: Partial<Create> = {}): Create => ({
  type: 'Create',
  message: 'Disk full',
  description: '',
  responders: [],
  visibleTo: [],
  actions: [],
  tags: [],
  details: {},
  entity: '',
  priority: 'P3',
  ...change,
});

let requests = 0;

/** Members of a Create whose alert goes to the escalation `esc`. */
export const toEscalation = { responders: [{ type: 'escalation', id: 'esc' }] } as const;

/** The id of the alert that a Create makes. */
export const getAlertId = ({ accountId, requestId }: AlertActionMessage): string =>
  alertIdOfRequest(accountId, requestId);

/** An id as the API gives it to a Create with the alias that is received at NOON. */
const createRequestId = (alias: string) => toCreateRequestId(newTimedId(NOON), alias);

/** A message for the alert with alias `disk` in account `acc`. */
export function aMessage(action: AlertAction, change: Partial<AlertActionMessage> = {}): AlertActionMessage {
  return {
    accountId: 'acc',
    requestId: action.type === 'Create' ? createRequestId(action.alias ?? 'disk') : `request-${++requests}`,
    receivedAt: NOON,
    target: { type: 'alias', value: 'disk' },
    action: action.type === 'Create' ? { alias: 'disk', ...action } : action,
    user: '',
    source: '',
    note: '',
    integration: { id: 'integration', name: 'Demo', type: 'API' },
    ...change,
  };
}

/** The SQS event of one batch. `received`: how often it was delivered, this time included. */
export function toSqsEvent(messages: readonly AlertActionMessage[], received = 1): SQSEvent {
  return {
    Records: messages.map((message) => ({
      messageId: message.requestId,
      body: JSON.stringify(message),
      attributes: {
        MessageGroupId: messageGroupId(message.accountId, message.target.value),
        ApproximateReceiveCount: String(received),
      },
    })),
  } as unknown as SQSEvent;
}

/** Every name exists, and is also the id, unless it starts with `no-`. Usernames are e-mail addresses. */
export const directory: ResponderFinder = {
  findUser: async (_account, { id, username, name }) => {
    const known = username || name || id || '';
    return known.startsWith('no-') ? undefined : { id: known.replace('@example.com', ''), username: known };
  },
  findEscalation: async (_account, { id, name }) => {
    const called = id || name || '';
    return called.startsWith('no-') ? undefined : anEscalation({ id: called });
  },
  findId: async (_account, _type, { id, name, username }) => {
    const known = id || name || username || '';
    return known.startsWith('no-') ? undefined : known.replace('@example.com', '');
  },
};

/** Executions in memory. Like Step Functions, it starts a name once. */
export function recordingExecutions() {
  const started: string[] = [];
  const stopped = new Map<string, string>();
  const executions: Executions = {
    async start(name) {
      if (!started.includes(name)) started.push(name);
    },
    async stop(name, cause) {
      if (started.includes(name) && !stopped.has(name)) stopped.set(name, cause);
    },
  };
  return { executions, started, stopped, running: () => started.filter((name) => !stopped.has(name)) };
}

export class Crash extends Error {}

const READS = ['get', 'batchGet', 'query', 'count'] as const;
const WRITES = ['put', 'update', 'delete', 'batchPut'] as const;

/**
 * Table and executions of a process that crashes after its n-th write. Every later call fails. Writes that run side by side
 * take effect one after the other, `asMade` or `reversed`, so that a crash leaves any of them without the others.
 */
export function crashingAfter(
  table: Table,
  executions: Executions,
  crashAfter: number,
  order: 'asMade' | 'reversed' = 'asMade',
) {
  let writes = 0;
  let waiting: (() => Promise<void>)[] = [];
  const assertRunning = () => {
    if (writes >= crashAfter) throw new Crash();
  };
  const read =
    (name: (typeof READS)[number]) =>
    async (...args: unknown[]) => {
      assertRunning();
      return (table[name] as (...all: unknown[]) => Promise<unknown>)(...args);
    };
  async function writeWaiting(): Promise<void> {
    const all = order === 'asMade' ? waiting : waiting.toReversed();
    waiting = [];
    for (const write of all) await write();
  }
  const wrapped =
    (call: (...args: never[]) => Promise<unknown>) =>
    (...args: unknown[]) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(() => void writeWaiting());
        waiting.push(async () => {
          try {
            assertRunning();
            const result = await (call as (...all: unknown[]) => Promise<unknown>)(...args);
            writes++;
            assertRunning();
            resolve(result);
          } catch (error) {
            reject(error);
          }
        });
      });
  return {
    table: Object.fromEntries([
      ...READS.map((name) => [name, read(name)]),
      ...WRITES.map((name) => [name, wrapped(table[name])]),
    ]) as unknown as Table,
    executions: {
      start: wrapped(executions.start),
      stop: wrapped(executions.stop),
    } as unknown as Executions,
    writes: () => writes,
  };
}

/** A table that records the keys that were written and the calls. */
export function recordingTable(table: Table) {
  const keys = new Map<string, ItemKey>();
  const calls: string[] = [];
  const note = ({ pk, sk }: ItemKey) => keys.set(`${pk} ${sk}`, { pk, sk });
  const seen: Table = {
    get: (key) => {
      calls.push('get');
      return table.get(key);
    },
    batchGet: (all) => {
      if (all.length > 0) calls.push('batchGet');
      return table.batchGet(all);
    },
    query: (spec) => {
      calls.push('query');
      return table.query(spec);
    },
    count: (spec) => table.count(spec),
    put: (item, condition) => {
      calls.push('put');
      note(item);
      return table.put(item, condition);
    },
    update: (key, change, condition) => {
      calls.push('update');
      note(key);
      return table.update(key, change, condition);
    },
    delete: (key, condition) => {
      calls.push('delete');
      return table.delete(key, condition);
    },
    batchPut: (items) => {
      calls.push('batchPut');
      items.forEach(note);
      return table.batchPut(items);
    },
  };
  return {
    table: seen,
    calls,
    items: (): Promise<readonly Item[]> => table.batchGet([...keys.values()]),
    async clear() {
      await Promise.all([...keys.values()].map((key) => table.delete(key)));
      keys.clear();
      calls.length = 0;
    },
  };
}

export type WorkerHarness = ReturnType<typeof createWorkerHarness>;

/** An alert worker on the table, with recorded executions. Its clock is fixed at noon. */
export function createWorkerHarness(table: Table) {
  const store = recordingTable(table);
  const record = recordingExecutions();
  /** The worker of a new process, with its own block of tiny ids. */
  const worker = (
    parts: Pick<AlertWorkerDeps, 'table' | 'executions' | 'blobs'> = {
      table: store.table,
      executions: record.executions,
    },
  ) => createAlertWorker({ ...parts, directory, clock: () => NOON, pause: async () => {} });
  return {
    ...store,
    record,
    worker,
    apply: async (messages: readonly AlertActionMessage[], received = 1) =>
      worker()(toSqsEvent(messages, received)),
    alerts: async (): Promise<readonly Alert[]> => listAlerts(await store.items()),
    request: (message: AlertActionMessage) =>
      findAlertRequestStatus(table, message.accountId, message.requestId, NOON),
  };
}

/** The statuses of duplicates as the API shows them, whether they are counted beside the alert or not. */
function withSeparateStatuses(items: readonly Item[]): readonly Item[] {
  const toStatus = (status: {
    readonly requestId?: unknown;
    readonly alertId?: unknown;
    readonly integrationId?: unknown;
    readonly processedAt?: unknown;
  }): Item => {
    const { requestId, alertId, integrationId, processedAt } = status;
    return { pk: 'STATUS', sk: String(requestId), alertId, integrationId, processedAt };
  };
  const counted = listCountedDuplicates(items);
  const alerts = new Map(listAlerts(items).map(({ duplicates: _, ...alert }) => [alert.id, alert]));
  return [
    ...items
      .filter((item) => !isCountOfDuplicates(item))
      .map((item) => {
        if (item.sk === 'STATE#ALERT') return alerts.get(String(item.id)) as unknown as Item;
        return item.status === DUPLICATE_STATUS ? toStatus(item as object) : item;
      }),
    ...counted.filter(({ hasOwnStatus }) => !hasOwnStatus).map(toStatus),
    ...listDuplicateLogItems('acc', items),
  ];
}

/** Each item once. */
const unique = (items: readonly Item[]): readonly Item[] => [
  ...new Map(items.map((item) => [`${item.pk} ${item.sk}`, item])).values(),
];

/**
 * Everything that is stored or running, for comparison. Tiny ids are replaced, because a crashed process loses the ones
 * that it reserved. Versions of alerts are omitted, because messages may share a write.
 */
export async function endState(harness: WorkerHarness): Promise<unknown> {
  const items = unique(withSeparateStatuses(await harness.items()))
    .filter(({ pk }) => !pk.endsWith('#COUNTER'))
    .map(({ version, ...item }) => (item.sk === 'STATE#ALERT' ? item : { ...item, version }) as Item)
    .sort((a, b) => (`${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1));
  let text = JSON.stringify({ items, running: harness.record.running().sort() });
  for (const { tinyId, id, alertId } of items as unknown as Record<string, string>[]) {
    const of = id ?? alertId;
    if (!tinyId || !of) continue;
    text = text
      .replaceAll(`"tinyId":"${tinyId}"`, `"tinyId":"of ${of}"`)
      .replaceAll(`#TINY#${tinyId}"`, `#TINY# of ${of}"`)
      .replaceAll(`"${tinyId}-${of}`, `"tiny-${of}`);
  }
  const parsed = JSON.parse(text) as { items: Item[] };
  return {
    ...parsed,
    items: parsed.items.sort((a, b) => (`${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1)),
  };
}

export const flowLedger = (run: number, change: Partial<FlowLedger> = {}): FlowLedger => ({
  run,
  round: 0,
  roundStartedAt: NOON,
  rulesDone: 1,
  manualEscalations: 0,
  fired: [],
  finished: false,
  ...change,
});

/** The ledger after the engine has evaluated all flows of the alert. */
export const assessed = (alert: Alert, change: Partial<Ledger> = {}): Ledger => ({
  ...emptyLedger(alert),
  run: alert.run,
  version: 1,
  dueAt: NOON,
  continuesWhenAcknowledged: false,
  flows: Object.fromEntries(alert.flows.map(({ key, run }) => [key, flowLedger(run)])),
  ...change,
});

/** Stores what an evaluation of the engine would store for the only open alert. */
export async function storeEvaluation(harness: WorkerHarness, change: Partial<Ledger> = {}): Promise<void> {
  const alert = (await harness.alerts()).find(({ status }) => status === 'open');
  if (!alert) throw new Error('No alert is open.');
  const stored = await createAlertStore(harness.table).readLedger(alert.accountId, alert.id);
  if (!stored || stored.run !== alert.run) throw new Error('The run has not begun.');
  await harness.table.put({
    ...ledgerKey(alert.accountId, alert.id),
    ...dueIndexAttributes(alert.accountId, alert.id, toIso(NOON)),
    ...stored,
    flows: assessed(alert).flows,
    continuesWhenAcknowledged: false,
    ...change,
    version: stored.version + 1,
  });
}
