import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import type { Blobs } from '../../platform/blobs.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Executions } from '../../platform/executions.ts';
import { oneAtATime } from '../../platform/keyed-mutex.ts';
import { logger } from '../../platform/logger.ts';
import { type Metrics, noMetrics } from '../../platform/metrics.ts';
import type { Table } from '../../platform/table.ts';
import type { AlertActionMessage } from '../alerts/action.ts';
import type { ResponderFinder } from '../alerts/responders.ts';
import { alertStore } from '../alerts/store/alert-store.ts';
import { tinyIds } from '../alerts/store/tiny-ids.ts';
import { type AlertPolicySource, policingOfBatch } from './alert-policies.ts';
import { type ApplyDeps, createApply } from './apply.ts';
import type { Pause } from './effects.ts';
import { type Delivery, lookupOf } from './load-target.ts';

export interface AlertWorkerDeps {
  readonly table: Table;
  readonly executions: Executions;
  readonly directory: ResponderFinder;
  /** Where the alert policies are; without it there are none. */
  readonly policies?: AlertPolicySource;
  readonly onOpened?: NonNullable<ApplyDeps['onOpened']>;
  readonly onApplied?: NonNullable<ApplyDeps['onApplied']>;
  /** Where the content of attachments is; asked for when the first goes with its alert. */
  readonly blobs?: () => Promise<Pick<Blobs, 'delete'>>;
  readonly clock: Clock;
  /** Counts alerts created, duplicates and refusals. */
  readonly metrics?: Metrics;
  /** Waits before something is tried again; of the machine unless a test brings its own. */
  readonly pause?: Pause;
}

/** How often a message is tried before it goes back to the queue, on top of what the AWS clients try. */
const ATTEMPTS = 3;
const PAUSE_MS = 250;

/** What must be there for the message to be of ours at all; the API has checked the rest. */
const messageShape = z.looseObject({
  accountId: z.string().min(1),
  requestId: z.string().min(1),
  receivedAt: z.number(),
  target: z.looseObject({ type: z.enum(['id', 'tiny', 'alias']), value: z.string() }),
  action: z.looseObject({ type: z.string() }),
  user: z.string(),
  note: z.string(),
  integration: z.looseObject({ id: z.string() }),
});

/** Throws where the body is no message, so that it ends in the dead-letter queue and not in silence. */
function deliveryOf(record: SQSRecord): Delivery {
  const message = messageShape.parse(JSON.parse(record.body)) as unknown as AlertActionMessage;
  return { message, receives: Number(record.attributes?.ApproximateReceiveCount ?? 1) };
}

/** The places in the code that an error comes from, without its message, in which there may be text of the alert. */
const placesOf = (error: unknown): readonly string[] =>
  error instanceof Error
    ? (error.stack ?? '')
        .split('\n')
        .filter((line) => /^\s+at /.test(line))
        .map((line) => line.trim())
    : [];

const byGroup = (records: readonly SQSRecord[]): readonly (readonly SQSRecord[])[] => [
  ...Map.groupBy(records, ({ attributes, messageId }) => attributes?.MessageGroupId ?? messageId).values(),
];

interface Batch {
  /** Lets the alert policies change what a message says. */
  readonly police: (delivery: Delivery) => Promise<Delivery>;
  /** Policies may give the alerts of several groups one alias: those do not race one another, at least not here. */
  readonly alone: ReturnType<typeof oneAtATime>;
}

/**
 * The handler of alert-actions.fifo. Groups are applied side by side, the messages of a group in order; where one
 * fails, it and all after it in its group are given back to the queue, so that nothing overtakes it.
 */
export function createAlertWorker(deps: AlertWorkerDeps): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { table, executions, directory, clock } = deps;
  const pause = deps.pause ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
  const store = alertStore(table, async (key) => (await deps.blobs?.())?.delete(key));
  const applyNext = createApply({
    store,
    tinyIds: tinyIds(table),
    executions,
    directory,
    clock,
    pause,
    metrics: deps.metrics ?? noMetrics,
    ...(deps.onOpened && { onOpened: deps.onOpened }),
    ...(deps.onApplied && { onApplied: deps.onApplied }),
  });

  /** What failed is tried again at once: back in the queue it would wait for the visibility timeout, minutes. */
  async function persistently<R>(work: (retries: number) => Promise<R>): Promise<R> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work(attempt - 1);
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        await pause(PAUSE_MS * 2 ** attempt * Math.random());
      }
    }
  }

  const applyPersistently = (deliveries: readonly Delivery[]): Promise<number> =>
    persistently((retries) =>
      applyNext(deliveries.map((delivery) => ({ ...delivery, receives: delivery.receives + retries }))),
    );

  /** Applies a group and returns how many of its records are through. */
  async function applyGroup(records: readonly SQSRecord[], { police, alone }: Batch): Promise<number> {
    const received: Delivery[] = [];
    let poison: unknown;
    for (const record of records) {
      try {
        received.push(deliveryOf(record));
      } catch (error) {
        poison = error;
        break;
      }
    }
    let done = 0;
    try {
      const deliveries = await persistently(() => Promise.all(received.map(police)));
      while (done < deliveries.length) {
        const [first, ...rest] = deliveries.slice(done);
        if (!first) break;
        done += await alone(lookupOf(first.message), () => applyPersistently([first, ...rest]));
      }
      if (poison) throw poison;
    } catch (error) {
      const message = received[done]?.message;
      logger.error('A message could not be applied; it and those after it go back to the queue.', {
        messageId: records[done]?.messageId,
        ...(message && { accountId: message.accountId, requestId: message.requestId }),
        errorName: error instanceof Error ? error.name : 'unknown',
        where: placesOf(error),
      });
    }
    return done;
  }

  return async ({ Records }) => {
    const { policies } = deps;
    const batch: Batch = {
      police: policies
        ? policingOfBatch({ policies, directory, store, clock })
        : async (delivery) => delivery,
      alone: oneAtATime(),
    };
    const failures = await Promise.all(
      byGroup(Records).map(async (records) => records.slice(await applyGroup(records, batch))),
    );
    return { batchItemFailures: failures.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
