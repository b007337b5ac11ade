import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import type { Blobs } from '../../platform/blobs.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Executions } from '../../platform/executions.ts';
import {
  describeFailure,
  type FailedMessages,
  isTransient,
  returnToQueue,
  shouldDeadLetter,
} from '../../platform/failed-messages.ts';
import { createKeyedMutex } from '../../platform/keyed-mutex.ts';
import { logger } from '../../platform/logger.ts';
import { type Metrics, noMetrics } from '../../platform/metrics.ts';
import type { Table } from '../../platform/table.ts';
import type { AlertActionMessage } from '../alerts/action.ts';
import type { ResponderFinder } from '../alerts/responders.ts';
import { createAlertStore } from '../alerts/store/alert-store.ts';
import { createTinyIds } from '../alerts/store/tiny-ids.ts';
import { countReceives } from '../requests/redelivery.ts';
import { recordDeadLettered } from '../requests/request-status.ts';
import { type AlertPolicySource, createAlertPolicies } from './alert-policies.ts';
import { type ApplyDeps, createApply } from './apply.ts';
import type { Pause } from './effects.ts';
import { type Delivery, getLookupAlias, getLookupKey, type PrefetchedClaim } from './load-target.ts';

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
  /** Without it, SQS alone decides when a message is dead-lettered: after five receives. */
  readonly failedMessages?: FailedMessages;
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
  return { message, receives: countReceives(record, message.receivedAt) };
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

/** A record that is ready to be applied, or the error that it failed with before. */
type PreparedRecord = { readonly delivery: Delivery } | { readonly error: unknown };

/**
 * The handler of alert-actions.fifo. Groups are processed concurrently, the messages of a group in order. If a message
 * fails, it and all later messages of its group return to the queue, so that none overtakes it. A message that fails again
 * with an error that is not transient goes to the dead-letter queue, and its group continues.
 */
export function createAlertWorker(deps: AlertWorkerDeps): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { table, executions, directory, clock, failedMessages } = deps;
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

  const applyWithRetries = (
    deliveries: readonly Delivery[],
    {
      prefetched,
      earlierAttempts = 0,
    }: { prefetched?: PrefetchedClaim | undefined; earlierAttempts?: number },
  ): Promise<number> =>
    withRetries((retries) =>
      applyNext(
        deliveries.map((delivery) => ({
          ...delivery,
          receives: delivery.receives + earlierAttempts + retries,
        })),
        retries === 0 ? prefetched : undefined,
      ),
    );

  /**
   * Applies the first of the messages, and those after it that can share its write. If they fail together with an error
   * that is not transient, the first is tried alone: a later message must not keep it from being applied.
   */
  async function applyFirst(
    deliveries: readonly Delivery[],
    prefetched: PrefetchedClaim | undefined,
  ): Promise<number> {
    try {
      return await applyWithRetries(deliveries, { prefetched });
    } catch (error) {
      const [first] = deliveries;
      if (!first || deliveries.length === 1 || isTransient(error)) throw error;
      return applyWithRetries([first], { earlierAttempts: ATTEMPTS });
    }
  }

  const parseRecord = (record: SQSRecord): PreparedRecord => {
    try {
      return { delivery: parseDelivery(record) };
    } catch (error) {
      return { error };
    }
  };

  const prepareRecord = async (
    parsed: PreparedRecord,
    { applyAlertPolicies }: Batch,
  ): Promise<PreparedRecord> => {
    if ('error' in parsed) return parsed;
    try {
      return { delivery: await withRetries(() => applyAlertPolicies(parsed.delivery)) };
    } catch (error) {
      return { error };
    }
  };

  /**
   * Reads the claim on the alias of an alert that is to be created, while the alert policies are read. The claim is read
   * again if a policy changes the alias, or if another group has taken it meanwhile and the write therefore fails.
   */
  async function prefetchClaim(parsed: PreparedRecord | undefined): Promise<PrefetchedClaim | undefined> {
    if (!parsed || 'error' in parsed || parsed.delivery.message.action.type !== 'Create') return undefined;
    const { message } = parsed.delivery;
    const alias = getLookupAlias(message);
    if (alias === undefined) return undefined;
    try {
      return { alias, claim: await store.readClaim(message.accountId, alias) };
    } catch {
      // It is read again, with retries.
      return undefined;
    }
  }

  function logFailure(text: string, record: SQSRecord, prepared: PreparedRecord, error: unknown): void {
    const message = 'delivery' in prepared ? prepared.delivery.message : undefined;
    logger.error(text, {
      messageId: record.messageId,
      ...(message && { accountId: message.accountId, requestId: message.requestId }),
      errorName: error instanceof Error ? error.name : 'unknown',
      stackFrames: getStackFrames(error),
    });
  }

  /**
   * Sends the message to the dead-letter queue if it failed again with an error that is not transient. Returns whether it is
   * there. The queue comes before the request status, so that a crash in between loses nothing; a repetition adds no copy.
   */
  async function deadLetter(record: SQSRecord, prepared: PreparedRecord, error: unknown): Promise<boolean> {
    if (!failedMessages || !shouldDeadLetter(record, error)) return false;
    try {
      await failedMessages.deadLetter(record, describeFailure(error));
      await recordDeadLettered(table, record.body, { alertId: '', alias: '' }, clock());
    } catch (failure) {
      logFailure('Could not dead-letter a message', record, prepared, failure);
      return false;
    }
    logFailure('Message dead-lettered; its group continues', record, prepared, error);
    return true;
  }

  /** The deliveries from an index on, up to the first record that failed before. */
  function takeDeliveries(prepared: readonly PreparedRecord[], from: number): readonly Delivery[] {
    const rest = prepared.slice(from);
    const end = rest.findIndex((each) => 'error' in each);
    return rest
      .slice(0, end < 0 ? undefined : end)
      .flatMap((each) => ('delivery' in each ? each.delivery : []));
  }

  /** Applies a group. Returns how many of its records are done: applied, refused or dead-lettered. */
  async function applyGroup(records: readonly SQSRecord[], batch: Batch): Promise<number> {
    const parsed = records.map(parseRecord);
    const [prefetched, ...prepared] = await Promise.all([
      prefetchClaim(parsed[0]),
      ...parsed.map((each) => prepareRecord(each, batch)),
    ]);
    let done = 0;
    while (done < records.length) {
      const record = records[done] as SQSRecord;
      const next = prepared[done] as PreparedRecord;
      try {
        if ('error' in next) throw next.error;
        const deliveries = takeDeliveries(prepared, done);
        done += await batch.withMutex(getLookupKey(next.delivery.message), () =>
          applyFirst(deliveries, done === 0 ? prefetched : undefined),
        );
      } catch (error) {
        if (await deadLetter(record, next, error)) {
          done++;
          continue;
        }
        logFailure(
          'Could not apply a message; it and the later messages of its group return to the queue',
          record,
          next,
          error,
        );
        await returnToQueue(failedMessages, records.slice(done), error);
        return done;
      }
    }
    return done;
  }

  return async ({ Records }) => {
    const { policies } = deps;
    const batch: Batch = {
      applyAlertPolicies: policies
        ? createAlertPolicies({
            policies,
            directory,
            store,
            table,
            clock,
            metrics: deps.metrics ?? noMetrics,
          })
        : async (delivery) => delivery,
      withMutex: createKeyedMutex(),
    };
    const failures = await Promise.all(
      groupRecords(Records).map(async (records) => records.slice(await applyGroup(records, batch))),
    );
    return { batchItemFailures: failures.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
