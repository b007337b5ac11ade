import type { SQSEvent } from 'aws-lambda';
import { createAlertWorker } from '../../../src/domain/alert-worker/worker.ts';
import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import type { Alert } from '../../../src/domain/alerts/model.ts';
import { findAlertById } from '../../../src/domain/alerts/queries.ts';
import { toAlertItem } from '../../../src/domain/alerts/store/alert-item.ts';
import type { BulkAction, BulkActionMessage } from '../../../src/domain/bulk-actions/model.ts';
import { type BulkActionRequest, startBulkAction } from '../../../src/domain/bulk-actions/start.ts';
import { createBulkActionStore } from '../../../src/domain/bulk-actions/store.ts';
import { createBulkActionWorker } from '../../../src/domain/bulk-actions/worker.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import { type Instant, MINUTE } from '../../../src/platform/clock.ts';
import { logger } from '../../../src/platform/logger.ts';
import type { Queue } from '../../../src/platform/queue.ts';
import type { Table } from '../../../src/platform/table.ts';
import { anAlert, NOON } from '../../support/builders.ts';
import { directory, recordingExecutions } from '../alert-worker/harness.ts';

// The tests cause failures on purpose.
logger.setLogLevel('SILENT');

interface Sent<Message> {
  readonly body: Message;
  readonly deduplicationId: string;
  readonly sentAt: Instant;
}

/** A queue that drops duplicates within five minutes, as SQS does. */
function createDroppingQueue<Message>(clock: () => Instant) {
  const accepted: Sent<Message>[] = [];
  let waiting: Message[] = [];
  const queue: Queue = {
    async send(body, { deduplicationId }) {
      const sentAt = clock();
      const isDropped = accepted.some(
        (each) => each.deduplicationId === deduplicationId && sentAt - each.sentAt < 5 * MINUTE,
      );
      if (isDropped) return;
      const message = structuredClone(body) as Message;
      accepted.push({ body: message, deduplicationId, sentAt });
      waiting.push(message);
    },
  };
  return {
    queue,
    accepted,
    takeAll(): readonly Message[] {
      const taken = waiting;
      waiting = [];
      return taken;
    },
  };
}

export interface WorkerParts {
  readonly table: Table;
  readonly alertActions: Queue;
  readonly bulkActions: Queue;
}

export type BulkHarness = ReturnType<typeof createBulkHarness>;

/**
 * Bulk actions over a table, with the real alert worker. While the worker of bulk actions waits, the clock moves on and the
 * alert worker applies the sent actions, unless it is `stopped`.
 */
export function createBulkHarness(table: Table, accountId = 'acc') {
  let now: Instant = NOON;
  let stopped = false;
  let deliveries = 0;
  const clock = () => now;
  const alertActions = createDroppingQueue<AlertActionMessage>(clock);
  const bulkActions = createDroppingQueue<BulkActionMessage>(clock);
  /** The request ids in the order in which the alert worker got them. */
  const delivered: string[] = [];
  const applyAlertActions = createAlertWorker({
    table,
    executions: recordingExecutions().executions,
    directory,
    clock,
    pause: async () => {},
  });

  async function drainAlertActions(): Promise<void> {
    const messages = alertActions.takeAll();
    delivered.push(...messages.map(({ requestId }) => requestId));
    const { batchItemFailures } = await applyAlertActions({
      Records: messages.map((message) => ({
        messageId: message.requestId,
        body: JSON.stringify(message),
        attributes: { MessageGroupId: message.target.value, ApproximateReceiveCount: '1' },
      })),
    } as unknown as SQSEvent);
    if (batchItemFailures.length > 0) throw new Error('The alert worker has failed.');
  }

  const parts: WorkerParts = { table, alertActions: alertActions.queue, bulkActions: bulkActions.queue };
  const toEvent = (message: BulkActionMessage, messageId: string): SQSEvent =>
    ({ Records: [{ messageId, body: JSON.stringify(message), attributes: {} }] }) as unknown as SQSEvent;
  const createWorker = (used: WorkerParts) =>
    createBulkActionWorker({
      ...used,
      clock,
      pause: async (ms) => {
        now += ms;
        if (!stopped) await drainAlertActions();
      },
    });

  return {
    accountId,
    parts,
    alertActions,
    bulkActions,
    delivered,
    clock,
    advance: (ms: number) => {
      now += ms;
    },
    /** Whether the alert worker applies nothing. */
    setStopped: (value: boolean) => {
      stopped = value;
    },
    drainAlertActions,
    async addAlerts(
      count: number,
      change: (i: number) => Partial<Alert> = () => ({}),
    ): Promise<readonly Alert[]> {
      const alerts = Array.from({ length: count }, (_, i) =>
        anAlert({ accountId, tinyId: String(i + 1), createdAt: NOON - (i + 1) * MINUTE, ...change(i) }),
      );
      await table.batchPut(alerts.map(toAlertItem));
      return alerts;
    },
    readAlert: async (id: string): Promise<Alert> => {
      const alert = await findAlertById(table, accountId, id);
      if (!alert) throw new Error(`Alert ${id} does not exist.`);
      return alert;
    },
    start: (change: Partial<BulkActionRequest> = {}, used: WorkerParts = parts): Promise<BulkAction> =>
      startBulkAction(
        { table: used.table, directory: createDirectory(used.table), bulkActions: used.bulkActions },
        {
          id: 'bulk',
          accountId,
          requestedBy: 'user jane',
          requestedAt: now,
          query: 'status:open',
          expectedCount: 10_000,
          action: { type: 'Close' },
          user: 'jane@example.com',
          source: 'test',
          note: '',
          integration: { id: 'integration', name: 'Demo', type: 'API' },
          ...change,
        },
      ),
    /** Delivers one message, and returns whether the worker has failed. */
    async deliver(message: BulkActionMessage, used: WorkerParts = parts, messageId = `m${++deliveries}`) {
      const { batchItemFailures } = await createWorker(used)(toEvent(message, messageId));
      return batchItemFailures.length > 0;
    },
    /** Delivers the messages of bulk-actions.fifo until the queue is empty. */
    async drain(): Promise<void> {
      for (let messages = bulkActions.takeAll(); messages.length > 0; messages = bulkActions.takeAll()) {
        for (const message of messages) {
          if (await this.deliver(message)) throw new Error('The worker has failed.');
        }
      }
    },
    read: async (id = 'bulk'): Promise<BulkAction> => {
      const bulk = await createBulkActionStore(table).find(accountId, id);
      if (!bulk) throw new Error('The bulk action does not exist.');
      return bulk;
    },
    cancel: async (id = 'bulk') => {
      const store = createBulkActionStore(table);
      const bulk = await store.find(accountId, id);
      if (bulk) await store.cancel(bulk, now);
    },
  };
}
