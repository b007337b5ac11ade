import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { FailedMessages } from '../../platform/failed-messages.ts';
import { incidentTinyIdCounterKey } from '../../platform/keys.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Queue } from '../../platform/queue.ts';
import { createGroupedHandler } from '../../platform/sqs-batch.ts';
import type { Table } from '../../platform/table.ts';
import { createTinyIds } from '../alerts/store/tiny-ids.ts';
import type { Directory } from '../directory/directory.ts';
import type { IncidentMessage } from '../incidents/model.ts';
import { createIncidentStore } from '../incidents/store.ts';
import { countReceives, mayBeRedelivery } from '../requests/redelivery.ts';
import { recordDeadLettered } from '../requests/request-status.ts';
import { createIncidentApply } from './apply-action.ts';
import { createRuleCheck } from './rule-check.ts';

export interface IncidentWorkerDeps {
  readonly table: Table;
  readonly directory: Directory;
  /** alert-actions.fifo. */
  readonly alertActions: Queue;
  /** stakeholder-notifications.fifo. */
  readonly stakeholderNotifications: Queue;
  readonly clock: Clock;
  /** Counts services whose configuration could not be evaluated. */
  readonly metrics?: Metrics;
  /** Without it, SQS alone decides when a message is dead-lettered: after five receives. */
  readonly failedMessages?: FailedMessages;
}

/** The members without which a message cannot be processed. The API has checked the rest. */
const messageSchema = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('action'),
    accountId: z.string().min(1),
    requestId: z.string().min(1),
    receivedAt: z.number(),
    target: z.looseObject({ type: z.enum(['id', 'tiny']), value: z.string() }),
    action: z.looseObject({ type: z.string() }),
    integration: z.looseObject({ id: z.string() }),
  }),
  z.looseObject({
    kind: z.literal('rules'),
    accountId: z.string().min(1),
    alertId: z.string().min(1),
    receivedAt: z.number(),
  }),
]);

/** The handler of incident-actions.fifo. */
export function createIncidentWorker(
  deps: IncidentWorkerDeps,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { table, clock, failedMessages } = deps;
  // Tiny ids are reserved one by one: incidents are few, and people expect consecutive numbers.
  const applyDeps = {
    ...deps,
    store: createIncidentStore(table),
    tinyIds: createTinyIds(table, 1, incidentTinyIdCounterKey),
  };
  const apply = createIncidentApply(applyDeps);
  const checkRules = createRuleCheck(applyDeps, apply);

  async function applyRecord(record: SQSRecord): Promise<void> {
    const message = messageSchema.parse(JSON.parse(record.body)) as unknown as IncidentMessage;
    const redelivered = mayBeRedelivery(
      countReceives(record, message.receivedAt),
      message.receivedAt,
      clock(),
    );
    await (message.kind === 'action' ? apply(message, redelivered) : checkRules(message, redelivered));
  }

  return createGroupedHandler(
    applyRecord,
    failedMessages && {
      failedMessages,
      onDeadLettered: ({ body }) => recordDeadLettered(table, body, { incidentId: '' }, clock()),
    },
  );
}
