import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import type { Blobs } from '../../platform/blobs.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Executions } from '../../platform/executions.ts';
import { createKeyedMutex } from '../../platform/keyed-mutex.ts';
import { logger } from '../../platform/logger.ts';
import { type Metrics, noMetrics } from '../../platform/metrics.ts';
import type { Table } from '../../platform/table.ts';
import type { AlertActionMessage } from '../alerts/action.ts';
import type { ResponderFinder } from '../alerts/responders.ts';
import { createAlertStore } from '../alerts/store/alert-store.ts';
import { createTinyIds } from '../alerts/store/tiny-ids.ts';
import { type AlertPolicySource, createAlertPolicies } from './alert-policies.ts';
import { type ApplyDeps, createApply } from './apply.ts';
import type { Pause } from './effects.ts';
import { type Delivery, getLookupKey } from './load-target.ts';

export interface AlertWorkerDeps {
  readonly table: Table;
  readonly executions: Executions;
  readonly directory: ResponderFinder;
  /** Without it, no alert policies are applied. */
  readonly policies?: AlertPolicySource;
  readonly onCreated?: NonNullable<ApplyDeps['onCreated']>;
  readonly onApplied?: NonNullable<ApplyDeps['onApplied']>;
  /** The contents of attachments. Called when the first attachment is deleted with its alert. */
  readonly blobs?: () => Promise<Pick<Blobs, 'delete'>>;
  readonly clock: Clock;
  /** Counts alerts created, duplicates and refusals. */
  readonly metrics?: Metrics;
  /** Waits before a retry. Tests pass their own. */
  readonly pause?: Pause;
}

/** Attempts for a message before it returns to the queue, on top of the retries of the AWS clients. */
const ATTEMPTS = 3;
const PAUSE_MS = 250;

/** The members that every message has. The API has validated the rest. */
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

/** Throws if the body is not a message, so that the record ends in the dead-letter queue. */
function parseDelivery(record: SQSRecord): Delivery {
  const message = messageShape.parse(JSON.parse(record.body)) as unknown as AlertActionMessage;
  return { message, receives: Number(record.attributes?.ApproximateReceiveCount ?? 1) };
}

/** The stack frames of an error, without its message, which may contain text of the alert. */
const getStackFrames = (error: unknown): readonly string[] =>
  error instanceof Error
    ? (error.stack ?? '')
        .split('\n')
        .filter((line) => /^\s+at /.test(line))
        .map((line) => line.trim())
    : [];

const groupRecords = (records: readonly SQSRecord[]): readonly (readonly SQSRecord[])[] => [
  ...Map.groupBy(records, ({ attributes, messageId }) => attributes?.MessageGroupId ?? messageId).values(),
];

interface Batch {
  readonly applyAlertPolicies: (delivery: Delivery) => Promise<Delivery>;
  /** Policies can give alerts of several groups the same alias. The mutex avoids races between them in one batch. */
  readonly withMutex: ReturnType<typeof createKeyedMutex>;
}

/**
 * The handler of alert-actions.fifo. Groups are processed concurrently, the messages of a group in order. If a message
 * fails, it and all later messages of its group return to the queue, so that none overtakes it.
 */
export function createAlertWorker(deps: AlertWorkerDeps): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { table, executions, directory, clock } = deps;
  const pause = deps.pause ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
  const store = createAlertStore(table, async (key) => (await deps.blobs?.())?.delete(key));
  const applyNext = createApply({
    store,
    tinyIds: createTinyIds(table),
    executions,
    directory,
    clock,
    pause,
    metrics: deps.metrics ?? noMetrics,
    ...(deps.onCreated && { onCreated: deps.onCreated }),
    ...(deps.onApplied && { onApplied: deps.onApplied }),
  });

  /** Retries at once. In the queue, the message would wait for the visibility timeout, which is minutes. */
  async function withRetries<R>(work: (retries: number) => Promise<R>): Promise<R> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work(attempt - 1);
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        await pause(PAUSE_MS * 2 ** attempt * Math.random());
      }
    }
  }

  const applyWithRetries = (deliveries: readonly Delivery[]): Promise<number> =>
    withRetries((retries) =>
      applyNext(deliveries.map((delivery) => ({ ...delivery, receives: delivery.receives + retries }))),
    );

  /** Applies a group. Returns how many of its records are done. */
  async function applyGroup(
    records: readonly SQSRecord[],
    { applyAlertPolicies, withMutex }: Batch,
  ): Promise<number> {
    const received: Delivery[] = [];
    let invalidBody: unknown;
    for (const record of records) {
      try {
        received.push(parseDelivery(record));
      } catch (error) {
        invalidBody = error;
        break;
      }
    }
    let done = 0;
    try {
      const deliveries = await withRetries(() => Promise.all(received.map(applyAlertPolicies)));
      while (done < deliveries.length) {
        const [first, ...rest] = deliveries.slice(done);
        if (!first) break;
        done += await withMutex(getLookupKey(first.message), () => applyWithRetries([first, ...rest]));
      }
      if (invalidBody) throw invalidBody;
    } catch (error) {
      const message = received[done]?.message;
      logger.error('Could not apply a message; it and the later messages of its group return to the queue', {
        messageId: records[done]?.messageId,
        ...(message && { accountId: message.accountId, requestId: message.requestId }),
        errorName: error instanceof Error ? error.name : 'unknown',
        stackFrames: getStackFrames(error),
      });
    }
    return done;
  }

  return async ({ Records }) => {
    const { policies } = deps;
    const batch: Batch = {
      applyAlertPolicies: policies
        ? createAlertPolicies({ policies, directory, store, clock })
        : async (delivery) => delivery,
      withMutex: createKeyedMutex(),
    };
    const failures = await Promise.all(
      groupRecords(Records).map(async (records) => records.slice(await applyGroup(records, batch))),
    );
    return { batchItemFailures: failures.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
