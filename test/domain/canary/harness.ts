import { readFileSync } from 'node:fs';
import { StateMachine } from 'aws-local-stepfunctions';
import { createAccountSecrets } from '../../../src/domain/accounts/secrets.ts';
import { createApiKeyLookup, putAccount } from '../../../src/domain/accounts/store.ts';
import { createAlertWorker } from '../../../src/domain/alert-worker/worker.ts';
import { messageGroupId } from '../../../src/domain/alerts/message-group.ts';
import { createResponderFinder as alertDirectoryOf } from '../../../src/domain/alerts/responders.ts';
import { createCanary } from '../../../src/domain/canary/canary.ts';
import type { NotificationRequest } from '../../../src/domain/notifications/model.ts';
import { createLinkSigner } from '../../../src/domain/responder-actions/link-signer.ts';
import { createSavedSearchStore } from '../../../src/domain/saved-searches/store.ts';
import { createUserStore } from '../../../src/domain/users/store.ts';
import { type AssessInvocation, createAssess } from '../../../src/engine/assess-handler.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import { createAlertsApp } from '../../../src/handlers/routes/alerts-app.ts';
import { MINUTE } from '../../../src/platform/clock.ts';
import type { Executions } from '../../../src/platform/executions.ts';
import type { Table } from '../../../src/platform/table.ts';
import {
  createFailureRecorder,
  type FailedSendInput,
} from '../../../src/senders/alert-notifications/record-failure.ts';
import { createAlertSender } from '../../../src/senders/alert-notifications/sender.ts';
import { webhookComposer, webhookProvider } from '../../../src/senders/channels/webhook.ts';
import { recordingMetrics } from '../../support/figures.ts';

const START = Date.parse('2026-11-24T12:00:00Z');

/** The broken component of the pager. */
export interface Broken {
  readonly api?: boolean;
  readonly worker?: boolean;
  readonly stateMachine?: boolean;
  readonly assess?: boolean;
}

const DEFINITION: object = JSON.parse(
  readFileSync('statemachines/alert-escalation.asl.json', 'utf8').replace(
    /\$\{(\w+)FunctionArn\}/g,
    'arn:aws:lambda:eu-central-1:123456789012:function:$1',
  ),
);

/** The pager from its API to its webhook sender over a table, and the canary that flies through it. */
export function aPager(table: Table, url: string) {
  let now = START;
  let broken: Broken = {};
  const clock = () => now;
  const messages: object[] = [];
  const executing: Promise<unknown>[] = [];
  const { metrics, figures } = recordingMetrics();
  const queue = { send: async (body: object) => void messages.push(structuredClone(body)) };
  const secrets = createAccountSecrets(table);
  const directory = createDirectory(table);

  const executions: Executions = {
    async start(name, input) {
      if (broken.stateMachine) throw new Error('no executions');
      const machine = new StateMachine(DEFINITION as never, { validationOptions: { noValidate: true } });
      const execution = machine.run(input as never, {
        overrides: { taskResourceLocalHandlers: tasks as never, retryIntervalOverrides: { Assess: 0 } },
        context: { Execution: { Id: `execution:${name}` } } as never,
      });
      executing.push(execution.result.catch(() => undefined));
    },
    async stop() {},
  };
  const assess = createAssess({ table, queue, executions, clock });
  const recordFailure = createFailureRecorder({ table, deadLetters: { send: async () => {} }, clock });
  const sendWebhook = createAlertSender({
    table,
    clock,
    links: createLinkSigner(secrets, 'https://tocsin.example.com'),
    composer: webhookComposer(true),
    provider: webhookProvider(secrets, clock, { timeoutMs: 2_000, allowPrivate: true }),
  });
  const tasks = {
    Assess: async (input: AssessInvocation) => {
      if (broken.assess) throw new Error('no passes');
      return assess(input);
    },
    SendWebhook: (request: NotificationRequest) => sendWebhook(request),
    SendOne: async ({ Payload }: { readonly Payload: NotificationRequest }) => ({
      Payload: await sendWebhook(Payload),
    }),
    ...Object.fromEntries(
      ['RecordFailure', 'DeadLetterNotification', 'RecordOneFailure', 'DeadLetterOne'].map((state) => [
        state,
        (input: FailedSendInput) => recordFailure(input),
      ]),
    ),
  };

  const work = createAlertWorker({
    table,
    executions,
    directory: alertDirectoryOf(directory),
    clock,
    pause: async () => {},
  });
  const app = createAlertsApp({
    alerts: {
      table,
      queue,
      directory,
      savedSearches: createSavedSearchStore(table),
      blobs: () => Promise.reject(new Error('no attachments here')),
    },
    findKey: createApiKeyLookup(table, clock),
    limiter: () => 'ok',
    clock,
  });

  /** A new process: it knows no key. */
  const aCanary = () =>
    createCanary({
      table,
      users: createUserStore(table),
      putAccount: (account) => putAccount(table, account),
      async callApi({ method, path, key, body }) {
        if (broken.api) return { outcome: 'failed', detail: '503', requestId: '' };
        const request = new Request(`https://tocsin.example.com${path}`, {
          method,
          headers: { authorization: `GenieKey ${key}`, 'content-type': 'application/json' },
          ...(body && { body: JSON.stringify(body) }),
        });
        const response = await app(request, { sourceIp: '192.0.2.1' });
        return {
          outcome: response.status === 202 ? 'accepted' : response.status === 401 ? 'key-rejected' : 'failed',
          detail: String(response.status),
          requestId: response.headers.get('x-request-id') ?? '',
        };
      },
      metrics,
      clock,
      url,
    });
  let canary = aCanary();

  /** Applies the messages of the queue; those that fail stay there. */
  async function drain(): Promise<void> {
    if (broken.worker) return;
    const batch = messages.splice(0);
    const { batchItemFailures } = await work({
      Records: batch.map((message, i) => {
        const { accountId, target } = message as { accountId: string; target: { value: string } };
        return {
          messageId: String(i),
          body: JSON.stringify(message),
          attributes: {
            ApproximateReceiveCount: '1',
            MessageGroupId: messageGroupId(accountId, target.value),
          },
        };
      }),
    } as never);
    messages.push(...batchItemFailures.map(({ itemIdentifier }) => batch[Number(itemIdentifier)] as object));
    await Promise.all(executing.splice(0));
  }

  return {
    figures,
    metrics,
    waiting: () => messages.length,
    break(what: Broken) {
      broken = what;
    },
    restart() {
      canary = aCanary();
    },
    /** One round of the canary with all its effects, and the five minutes until the next. */
    async round(): Promise<void> {
      try {
        await canary();
        await drain();
      } finally {
        now += 5 * MINUTE;
      }
    },
  };
}
