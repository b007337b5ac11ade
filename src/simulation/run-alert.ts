import type { SQSEvent } from 'aws-lambda';
import { createAccountSettingsStore } from '../domain/accounts/settings.ts';
import { createAlertWorker } from '../domain/alert-worker/worker.ts';
import { type AlertActionMessage, type ExecutionInput, executionName } from '../domain/alerts/action.ts';
import type { Ledger } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import { hasWork } from '../domain/alerts/reducer/flows.ts';
import { createResponderFinder } from '../domain/alerts/responders.ts';
import { createEscalationStore } from '../domain/escalations/store.ts';
import { createMaintainedPolicySource } from '../domain/maintenance/apply-maintenance.ts';
import { createMaintenanceStore } from '../domain/maintenance/store.ts';
import type { Channel, NotificationRequest } from '../domain/notifications/model.ts';
import type { EndReason } from '../domain/notifications/reasons.ts';
import { readNotification, replaceNotificationRecord } from '../domain/notifications/store.ts';
import { createPolicyStores } from '../domain/policies/store.ts';
import { createScheduleStore } from '../domain/schedules/store.ts';
import { createTeamStore } from '../domain/teams/store.ts';
import { webhookUrl } from '../domain/users/contact-address.ts';
import { createUserStore } from '../domain/users/store.ts';
import { type AssessOutput, createAssess } from '../engine/assess-handler.ts';
import { findSuppression } from '../engine/notification-policies.ts';
import type { Instant } from '../platform/clock.ts';
import type { Executions } from '../platform/executions.ts';
import { withoutLogging } from '../platform/logger.ts';
import type { Queue } from '../platform/queue.ts';
import type { Table } from '../platform/table.ts';
import { createFailureRecorder } from '../senders/alert-notifications/record-failure.ts';
import { createAlertSender } from '../senders/alert-notifications/sender.ts';
import { channelDeclarations } from '../senders/channels/declarations.ts';

/** A message that arrives at an instant. */
export interface FutureMessage {
  readonly at: Instant;
  readonly message: AlertActionMessage;
}

export interface AlertRunInput {
  /** Everything is written here: an overlay of the account's table. */
  readonly table: Table;
  readonly accountId: string;
  readonly start: Instant;
  /** The run goes on until this instant at most. */
  readonly until: Instant;
  /** How many notifications it hands out at most; further ones are not worked out. */
  readonly maxNotifications: number;
  /** In the order of their time. */
  readonly messages: readonly FutureMessage[];
  /** The state of an alert whose run goes on. */
  readonly resume?: { readonly alert: Alert; readonly ledger: Ledger };
  /** Whether the run goes on only to the first evaluation that sends a notification. */
  readonly stopsAtFirst?: boolean;
}

export interface AlertRunResult {
  /** Whether nothing more is due; otherwise the limit of time or of notifications was reached. */
  readonly complete: boolean;
  /** The reason of the last evaluation, if it was an end. */
  readonly endReason?: EndReason;
  /** The instant of the last event. */
  readonly at: Instant;
  /** The notifications that the last evaluation handed out and its senders sent; only if the run stops there. */
  readonly sent?: readonly NotificationRequest[];
}

/** A simulation could not be completed. */
export class SimulationFailed extends Error {
  override readonly name = 'SimulationFailed';
}

interface SimulatedExecution {
  readonly input: ExecutionInput;
  wakesAt: Instant;
}

/** More than any run needs at one instant: a mistake would otherwise never end. */
const MAX_STEPS_AT_ONCE = 500;

/** The contact if it is a valid address of the channel. Plain http is possible on localhost. */
const parseAddress =
  (channel: Channel) =>
  (to: string): string | undefined =>
    (
      channel === 'webhook'
        ? webhookUrl(to, true) !== undefined
        : channelDeclarations[channel].acceptsContact(to)
    )
      ? to
      : undefined;

/**
 * Lets an alert run its course in memory, from wake-up to wake-up, as if every provider accepted every message and nobody
 * did anything but the given messages. It runs the service's own functions: the alert worker, Assess and the senders;
 * only queue, executions and providers are played. Nothing is sent, logged or counted.
 */
export const runAlert = (input: AlertRunInput): Promise<AlertRunResult> => withoutLogging(() => run(input));

async function run(input: AlertRunInput): Promise<AlertRunResult> {
  const { table, accountId, until, maxNotifications } = input;
  let now = input.start;
  let handedOut = 0;
  // If the run is over already, its policies still say why.
  let endReason: EndReason | undefined =
    input.resume && findSuppression(toFlows(input.resume.ledger))?.reason;
  let sent: readonly NotificationRequest[] = [];
  const clock = () => now;
  const future = [...input.messages];
  const waiting: { readonly message: AlertActionMessage; readonly group: string }[] = [];
  const executions = new Map<string, SimulatedExecution>();

  const queue: Queue = {
    send: async (message, { group }) => void waiting.push({ message: message as AlertActionMessage, group }),
  };
  const started = new Set<string>();
  const stepFunctions: Executions = {
    async start(name, executionInput) {
      if (started.has(name)) return;
      started.add(name);
      executions.set(name, { input: executionInput as ExecutionInput, wakesAt: now });
    },
    stop: async (name) => void executions.delete(name),
  };

  const work = createAlertWorker({
    table,
    executions: stepFunctions,
    directory: createResponderFinder({
      users: createUserStore(table),
      teams: createTeamStore(table),
      escalations: createEscalationStore(table),
      schedules: createScheduleStore(table, clock),
      settings: createAccountSettingsStore(table),
    }),
    policies: createMaintainedPolicySource(
      createPolicyStores(table).alert,
      createMaintenanceStore(table),
      clock,
    ),
    clock,
    pause: async () => {},
  });
  const assess = createAssess({ table, queue, executions: stepFunctions, clock });
  const send = createSimulatedSender(table, clock);

  async function drainQueue(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { batchItemFailures } = await work(toSqsEvent(next.message, next.group));
      if (batchItemFailures.length > 0)
        throw new SimulationFailed(`${next.message.action.type} was not applied.`);
    }
  }

  /** One evaluation, and the notifications that it hands out. */
  async function evaluate(name: string, execution: SimulatedExecution): Promise<void> {
    const output: AssessOutput = await assess(execution.input);
    for (const request of output.notifications) await send(request);
    handedOut += output.notifications.length;
    if (input.stopsAtFirst) sent = await findSent(table, output.notifications);
    endReason = output.decision === 'END' ? (output.reason as EndReason) : undefined;
    if (output.decision === 'END') executions.delete(name);
    if (output.decision === 'WAIT') execution.wakesAt = Date.parse(output.resumeAt ?? '');
    await drainQueue();
  }

  const findDue = () => [...executions].find(([, { wakesAt }]) => wakesAt <= now);
  const findNextInstant = () =>
    Math.min(...future.map(({ at }) => at), ...[...executions.values()].map(({ wakesAt }) => wakesAt));

  if (input.resume)
    await resumeRun(input.resume, stepFunctions, (name, wakesAt) => {
      const execution = executions.get(name);
      if (execution) execution.wakesAt = Math.max(now, wakesAt);
    });
  for (;;) {
    const next = findNextInstant();
    if (!Number.isFinite(next)) return { complete: true, at: now, ...(endReason && { endReason }) };
    if (next > until || handedOut >= maxNotifications) return { complete: false, at: now };
    now = Math.max(now, next);
    for (let first = future[0]; first && first.at <= now; first = future[0]) {
      future.shift();
      waiting.push({ message: first.message, group: `${accountId} ${first.message.target.value}` });
    }
    await drainQueue();
    let steps = 0;
    for (let due = findDue(); due && handedOut < maxNotifications; due = findDue()) {
      if (++steps > MAX_STEPS_AT_ONCE) throw new SimulationFailed('The run does not come to an end.');
      await evaluate(...due);
      if (sent.length > 0) return { complete: false, at: now, sent };
    }
  }
}

const toFlows = ({ flows }: Ledger) => new Map(Object.entries(flows));

/** The notifications that were sent: not cancelled, and not to a contact that cannot be used. */
async function findSent(
  table: Table,
  requests: readonly NotificationRequest[],
): Promise<readonly NotificationRequest[]> {
  const records = await Promise.all(requests.map((request) => readNotification(table, request)));
  return requests.filter((_, i) => records[i]?.state === 'sent');
}

/** Continues the run of a stored alert with the execution that is in charge of it, or that is about to start. */
async function resumeRun(
  { alert, ledger }: NonNullable<AlertRunInput['resume']>,
  executions: Executions,
  wakeAt: (name: string, at: Instant) => void,
): Promise<void> {
  const { accountId, id: alertId } = alert;
  const isStarting = alert.run > ledger.run && hasWork(alert);
  if (!isStarting && ledger.dueAt === undefined) return;
  const run = isStarting ? alert.run : ledger.run;
  const continuation = isStarting ? 0 : ledger.continuation;
  const name = executionName({ ...alert, run }, continuation);
  await executions.start(name, { accountId, alertId, run, continuation });
  const isSending = ledger.pending.length > 0;
  if (!isStarting && !isSending) wakeAt(name, ledger.resumeAt ?? ledger.dueAt ?? 0);
}

/** Sends a notification as its channel's sender does, but for the call of the provider, which succeeds. */
function createSimulatedSender(
  table: Table,
  clock: () => Instant,
): (request: NotificationRequest) => Promise<void> {
  const recordFailure = createFailureRecorder({ table, deadLetters: { send: async () => {} }, clock });

  const createSender = (channel: Channel) =>
    createAlertSender<string, string>({
      table,
      clock,
      links: async () => '',
      composer: {
        channel,
        parseAddress: parseAddress(channel),
        compose: ({ notificationId }) => notificationId,
      },
      provider: async () => undefined,
    });

  return async (request) => {
    try {
      await createSender(request.channel)(request);
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (name === 'TransientFailure') return completeDelivery(table, request, clock());
      await recordFailure({ ...request, error: { Error: name } });
    }
  };
}

/** A sender of the service is at work on the notification: it is taken to succeed. */
async function completeDelivery(table: Table, request: NotificationRequest, now: Instant): Promise<void> {
  const record = await readNotification(table, request);
  if (record)
    await replaceNotificationRecord(table, request, { ...record, state: 'sent', updatedAt: now }, record);
}

function toSqsEvent(message: AlertActionMessage, group: string): SQSEvent {
  const record = {
    messageId: message.requestId,
    body: JSON.stringify(message),
    attributes: { MessageGroupId: group, ApproximateReceiveCount: '1' },
  };
  return { Records: [record] } as unknown as SQSEvent;
}
