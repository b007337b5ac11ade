import type { SQSEvent } from 'aws-lambda';
import { type ApiResponse, configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { createIncidentWorker } from '../../../src/domain/incident-worker/worker.ts';
import type { IncidentMessage, StakeholderNotification } from '../../../src/domain/incidents/model.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import type { Queue } from '../../../src/platform/queue.ts';
import type { Table } from '../../../src/platform/table.ts';
import { SET_UP } from '../../support/builders.ts';

/** A queue that keeps its messages and drops duplicates as a FIFO queue does. */
export function aQueue<T>() {
  const sent = new Map<string, { readonly body: T; readonly group: string }>();
  const queue: Queue = {
    async send(body, { group, deduplicationId }) {
      if (!sent.has(deduplicationId)) sent.set(deduplicationId, { body: body as T, group });
    },
  };
  return { queue, sent, bodies: () => [...sent.values()].map(({ body }) => body) };
}

/** The event of one batch, as SQS delivers it. */
export const batchOf = (bodies: readonly object[], group = 'group', received = 1): SQSEvent =>
  ({
    Records: bodies.map((body, i) => ({
      messageId: `message-${i}`,
      body: JSON.stringify(body),
      attributes: { MessageGroupId: group, ApproximateReceiveCount: String(received) },
    })),
  }) as unknown as SQSEvent;

/** An account with the API, and an incident worker that applies the messages of the API. */
export async function createHarness(table: Table, accountId: string) {
  let now = SET_UP;
  const clock = () => now;
  const actions = aQueue<IncidentMessage>();
  const alerts = aQueue<AlertActionMessage>();
  const stakeholders = aQueue<StakeholderNotification>();
  const call = configurationApi(table, { accountId, clock, incidentActions: actions.queue });

  const worker = (of: Table = table, queues = { alerts: alerts.queue, stakeholders: stakeholders.queue }) =>
    createIncidentWorker({
      table: of,
      directory: createDirectory(of),
      alertActions: queues.alerts,
      stakeholderNotifications: queues.stakeholders,
      clock,
    });

  const userId = await createdId(call, '/v2/users', {
    username: 'jane@example.com',
    fullName: 'Jane',
    role: { name: 'User' },
  });
  const teamId = await createdId(call, '/v2/teams', { name: 'Ops' });
  const serviceId = await createdId(call, '/v1/services', { name: 'Shop', teamId });

  /** Applies the messages of the queue, oldest first. */
  async function work(): Promise<void> {
    for (const [id, { body, group }] of [...actions.sent]) {
      const { batchItemFailures } = await worker()(batchOf([body], group));
      if (batchItemFailures.length > 0) throw new Error(`${JSON.stringify(body)} was not applied.`);
      actions.sent.delete(id);
    }
  }

  /** Sends a request, lets the worker apply it, and resolves to its request status. */
  async function act(method: string, path: string, body?: unknown): Promise<ApiResponse['body']> {
    now += 1_000;
    const { status, body: answer } = await call(method, path, body);
    if (status !== 202) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(answer)}`);
    await work();
    return (await call('GET', `/v1/incidents/requests/${answer.requestId}`)).body.data;
  }

  return {
    accountId,
    call,
    clock,
    actions,
    alerts,
    stakeholders,
    worker,
    work,
    act,
    userId,
    teamId,
    serviceId,
    /** Opens an incident on the service, and gives its id. */
    async open(body: object = {}): Promise<string> {
      const { incidentId } = await act('POST', '/v1/incidents/create', {
        message: 'Shop is down',
        serviceId,
        ...body,
      });
      return incidentId;
    },
    async incident(id: string) {
      return (await call('GET', `/v1/incidents/${id}`)).body.data;
    },
  };
}
