import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createBatchingTable } from '../src/platform/batching-table.ts';
import { MINUTE, SECOND } from '../src/platform/clock.ts';
import type { FailedMessages } from '../src/platform/failed-messages.ts';
import type { Queue } from '../src/platform/queue.ts';
import type { Table } from '../src/platform/table.ts';
import type { SimulatedClock } from './clock.ts';
import type { Site } from './faults.ts';
import { createFifoQueue, type FifoQueue, type QueueDelays } from './fifo-queue.ts';
import type { Process, Processes } from './processes.ts';
import { isWire } from './wire.ts';

const READS = ['get', 'batchGet', 'query', 'count'] as const;
const WRITES = ['put', 'update', 'delete', 'batchPut'] as const;

export const toSite = ({ name: who }: Process, kind: Site['kind'], operation: string): Site => ({
  who,
  kind,
  operation,
});

/** The table as a process sees it. */
export function tableForProcess(
  processes: Processes,
  stored: Table,
  { batched = true }: { readonly batched?: boolean } = {},
): (process: Process) => Table {
  const onItsWay = isWire(stored) ? stored.disturbed : <T>(call: () => Promise<T>) => call();
  return (process) => {
    const method = (name: keyof Table, kind: Site['kind']) => [
      name,
      (...args: unknown[]) =>
        processes.call(process, toSite(process, kind, `DynamoDB.${name}`), () =>
          onItsWay(() => (stored[name] as (...all: unknown[]) => Promise<unknown>)(...args)),
        ),
    ];
    const table = Object.fromEntries([
      ...READS.map((name) => method(name, 'read')),
      ...WRITES.map((name) => method(name, 'write')),
    ]) as unknown as Table;
    return batched ? createBatchingTable(table) : table;
  };
}

/** A queue as a process sees it that sends to it; `name` tells it from others in reports. */
export const queueForProcess =
  (processes: Processes, queue: () => Pick<FifoQueue, 'send'>, name = '') =>
  (process: Process): Queue => ({
    send: (body, options) =>
      processes.call(process, toSite(process, 'write', `SQS.SendMessage${name && ` (${name})`}`), async () =>
        queue().send(body, options),
      ),
  });

/** The failed messages of a queue as the function that works it off sees them. */
export const failedMessagesForProcess =
  (
    processes: Processes,
    queue: () => Pick<FifoQueue, 'changeVisibility' | 'deadLetter'>,
    dlq: string,
  ): ((process: Process) => FailedMessages) =>
  (process) => ({
    retrySoon: (records) =>
      processes.call(process, toSite(process, 'write', 'SQS.ChangeMessageVisibilityBatch'), async () => {
        for (const { receiptHandle } of records) queue().changeVisibility(receiptHandle, 2 * SECOND);
      }),
    deadLetter: ({ messageId }) =>
      processes.call(process, toSite(process, 'write', `SQS.SendMessage (${dlq})`), async () =>
        queue().deadLetter(messageId),
      ),
  });

/** A queue that a function works off. */
export function createConsumedQueue(
  simulation: SimulatedClock,
  processes: Processes,
  name: string,
  work: (process: Process) => (event: SQSEvent) => Promise<SQSBatchResponse>,
  {
    timeoutMs = 30 * SECOND,
    visibility,
    delays,
  }: {
    readonly timeoutMs?: number;
    readonly visibility?: number | undefined;
    readonly delays?: QueueDelays | undefined;
  } = {},
): FifoQueue {
  const queue: FifoQueue = createFifoQueue(
    simulation,
    (event) => processes.invoke(name, timeoutMs, (process) => work(process)(event)),
    (ids) =>
      processes
        .invoke('EventSource', MINUTE, (process) =>
          processes.call(process, toSite(process, 'write', 'SQS.DeleteMessageBatch'), async () =>
            ids.forEach(queue.deleteMessage),
          ),
        )
        .catch(() => {}),
    visibility,
    delays,
  );
  return queue;
}
