import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createAccountSecrets } from '../../../src/domain/accounts/secrets.ts';
import type { Directory } from '../../../src/domain/directory/directory.ts';
import type { Integration } from '../../../src/domain/integrations/model.ts';
import type { FailedMessages } from '../../../src/platform/failed-messages.ts';
import { createMemoryTable } from '../../../src/platform/memory-table.ts';
import { createAlertWebhookSender } from '../../../src/senders/alert-webhooks/sender.ts';
import type { ChannelCalls } from '../../../src/senders/channels/channel-calls.ts';
import { createShiftSender } from '../../../src/senders/shift-notices/sender.ts';
import { createStakeholderSender } from '../../../src/senders/stakeholder-emails/sender.ts';
import type { ShiftContext } from '../../../src/senders/templates/shift-notice.ts';
import { batchOf } from '../../domain/incident-worker/harness.ts';
import { NOON } from '../../support/builders.ts';
import { recordingFailedMessages } from '../../support/failed-messages.ts';

/** Senders that a queue calls: a message that can never be processed must not hold up the later ones of its group. */

type Handler = (event: SQSEvent) => Promise<SQSBatchResponse>;

const clock = () => NOON;
const unused = { send: () => Promise.reject(new Error('No notification fails in these tests.')) };

/** The error of each look-up, or none. */
let lookUpError: Error | undefined;
let receiverStatuses: number[];

/** Everything is deleted, so a message that is processed at all is processed without sending. */
async function findNothing(): Promise<undefined> {
  if (lookUpError) throw lookUpError;
  return undefined;
}
const directory = {
  users: { get: findNothing },
  schedules: { get: findNothing },
  services: { getMany: async () => [] },
} as unknown as Directory;

const webhookIntegration = {
  id: 'integration',
  enabled: true,
  webhook: { url: 'https://receiver.example.com/hook', headers: {} },
} as unknown as Integration;

function webhookSender(failedMessages: FailedMessages): Handler {
  return createAlertWebhookSender({
    integrations: { get: async () => (await findNothing()) ?? webhookIntegration },
    secrets: createAccountSecrets(createMemoryTable()),
    clock,
    options: { timeoutMs: 1_000, allowPrivate: false },
    failedMessages,
    call: async () => receiverStatuses.shift() ?? 200,
  });
}

const common = { accountId: 'account', notificationId: 'n', userId: 'user' };
const SENDERS: readonly (readonly [string, (failedMessages: FailedMessages) => Handler, object])[] = [
  [
    'alert-webhooks',
    webhookSender,
    { accountId: 'account', integrationId: 'integration', eventId: 'event', payload: { action: 'Create' } },
  ],
  [
    'stakeholder-notifications',
    (failedMessages) =>
      createStakeholderSender({
        table: createMemoryTable(),
        directory,
        clock,
        provider: async () => 'id',
        deadLetters: unused,
        failedMessages,
      }),
    { ...common, incidentId: 'incident', event: 'created', at: NOON },
  ],
  [
    'shift-notices',
    (failedMessages) =>
      createShiftSender({
        table: createMemoryTable(),
        directory,
        clock,
        channels: {} as ChannelCalls<ShiftContext>,
        deadLetters: unused,
        failedMessages,
      }),
    {
      ...common,
      scheduleId: 'schedule',
      scheduleName: 'Night',
      contactId: 'contact',
      channel: 'sms',
      event: 'schedule-start',
      at: NOON,
      dueAt: NOON,
    },
  ],
];

const unavailable = Object.assign(new Error('busy'), { name: 'InternalServerError', $fault: 'server' });

let queue: ReturnType<typeof recordingFailedMessages>;

beforeEach(() => {
  queue = recordingFailedMessages();
  lookUpError = undefined;
  receiverStatuses = [];
});

const failuresOf = async (handler: Handler, bodies: readonly object[], receives: number) =>
  (await handler(batchOf(bodies, 'group', receives))).batchItemFailures.map(
    ({ itemIdentifier }) => itemIdentifier,
  );

describe.each(SENDERS)('%s', (_, createHandler, message) => {
  const damaged = { ...message, accountId: 7 };

  test('a damaged message returns to the queue once, and is then dead-lettered while its group continues', async () => {
    const handler = createHandler(queue.failedMessages);
    expect(await failuresOf(handler, [damaged, message], 1)).toEqual(['message-0', 'message-1']);
    expect(queue.retriedSoon).toEqual([['message-0', 'message-1']]);
    expect(await failuresOf(handler, [damaged, message], 2)).toEqual([]);
    expect([...queue.dead]).toEqual([['message-0', expect.stringMatching(/^ZodError/)]]);
  });

  test('a fault of our code dead-letters the message at its second failure', async () => {
    const handler = createHandler(queue.failedMessages);
    lookUpError = new TypeError('x is not a function');
    expect(await failuresOf(handler, [message], 1)).toEqual(['message-0']);
    expect(await failuresOf(handler, [message], 2)).toEqual([]);
    expect([...queue.dead.values()]).toEqual([expect.stringMatching(/^TypeError at /)]);
  });

  test('failures of AWS leave the message on the queue for all its deliveries', async () => {
    const handler = createHandler(queue.failedMessages);
    lookUpError = unavailable;
    for (let receives = 1; receives <= 5; receives++)
      expect(await failuresOf(handler, [message], receives)).toEqual(['message-0']);
    expect([queue.dead.size, queue.retriedSoon]).toEqual([0, []]);
  });
});

describe('the receiver of a webhook', () => {
  const event = SENDERS[0]![2];

  test.each([400, 413, 422])('that answers %i twice gets the later events of the alert', async (status) => {
    const handler = webhookSender(queue.failedMessages);
    receiverStatuses = [status];
    expect(await failuresOf(handler, [event, event], 1)).toEqual(['message-0', 'message-1']);
    expect(queue.retriedSoon).toHaveLength(1);
    receiverStatuses = [status, 200];
    expect(await failuresOf(handler, [event, event], 2)).toEqual([]);
    expect([...queue.dead]).toEqual([['message-0', expect.stringMatching(/^WebhookContentRefused/)]]);
  });

  test.each([401, 404, 429, 500, 502, 503])(
    'that answers %i has all five deliveries to recover',
    async (status) => {
      const handler = webhookSender(queue.failedMessages);
      for (let receives = 1; receives <= 5; receives++) {
        receiverStatuses = [status];
        expect(await failuresOf(handler, [event], receives)).toEqual(['message-0']);
      }
      expect([queue.dead.size, queue.retriedSoon]).toEqual([0, []]);
    },
  );
});
