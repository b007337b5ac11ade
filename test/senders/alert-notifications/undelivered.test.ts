import type { NotificationRequest } from '../../../src/domain/notifications/model.ts';
import { readNotification } from '../../../src/domain/notifications/store.ts';
import type { Queue } from '../../../src/platform/queue.ts';
import type { Table } from '../../../src/platform/table.ts';
import { createFailureRecorder } from '../../../src/senders/alert-notifications/record-failure.ts';
import { NOON } from '../../support/builders.ts';
import { type StandIn, startStandIn } from '../../support/provider.ts';
import { ADDRESSES, aSender, aStory, endOf, logOf, TAKEN } from '../../support/senders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
let now = NOON;
let provider: StandIn;

beforeAll(async () => {
  provider = await startStandIn();
});
afterAll(() => provider.stop());

/** A FIFO queue as far as duplicates go: one message an id. */
function aQueue() {
  const messages = new Map<string, { readonly body: object; readonly group: string }>();
  const queue: Queue = {
    async send(body, { group, deduplicationId }) {
      if (!messages.has(deduplicationId)) messages.set(deduplicationId, { body, group });
    },
  };
  return { queue, messages };
}

const handler = (queue: Queue, on: Table = table()) =>
  createFailureRecorder({ table: on, deadLetters: queue, clock: () => now });
const story = () => aStory(table(), 'sms', ADDRESSES.sms);
const send = (request: NotificationRequest) =>
  endOf(aSender(table(), () => now, 'sms', provider.endpoint)(request));

test('a rejected notification is logged with its reason and dead-lettered once, however often it is repeated', async () => {
  provider.behave({ status: 400 });
  const { alert, user, request } = await story();
  const error = { Error: await send(request), Cause: '{}' };
  const { queue, messages } = aQueue();
  expect(await handler(queue)({ ...request, error })).toBe('REJECTED');
  now += 60_000;
  expect(await handler(queue)({ ...request, error })).toBe('REJECTED');
  expect(await readNotification(table(), request)).toMatchObject({ state: 'rejected' });
  expect(await logOf(table(), alert)).toMatchObject([
    {
      type: 'alertRecipient',
      owner: user.username,
      log: `Could not send the SMS about the alert to ${user.username}: the provider refused it (400 Unknown).`,
    },
  ]);
  expect([...messages]).toEqual([
    [
      request.notificationId,
      {
        group: alert.id,
        body: {
          notification: request,
          state: 'rejected',
          error: 'NotificationRejected',
          reason: 'the provider refused it (400 Unknown)',
        },
      },
    ],
  ]);
});

test('a notification that is given up after the retries is undelivered with the last reason', async () => {
  provider.behave({ status: 503 });
  const { alert, request } = await story();
  const error = { Error: await send(request), Cause: '{}' };
  expect(await handler(aQueue().queue)({ ...request, error })).toBe('REJECTED');
  expect(await readNotification(table(), request)).toMatchObject({ state: 'undelivered' });
  expect(await logOf(table(), alert)).toMatchObject([
    { log: expect.stringMatching(/^Gave up .*\(503 .*after several attempts/) },
  ]);
  // A later delivery of a notification that was given up sends nothing.
  provider.behave({ status: 200, body: TAKEN.sms });
  expect(await send(request)).toBe('NotificationRejected');
});

test('a sender that stopped with its claim leaves an unknown outcome, which the log states', async () => {
  const { alert, request } = await story();
  provider.behave('hang');
  expect(await send(request)).toBe('UnknownOutcome');
  expect(await handler(aQueue().queue)({ ...request, error: { Error: 'UnknownOutcome' } })).toBe('REJECTED');
  expect(await logOf(table(), alert)).toMatchObject([
    { log: expect.stringMatching(/^It is unknown whether/) },
  ]);
});

test('a sender that failed before its claim leaves an undelivered notification', async () => {
  const { alert, request } = await story();
  const error = { Error: 'States.Timeout', Cause: `number ${ADDRESSES.sms}` };
  expect(await handler(aQueue().queue)({ ...request, error })).toBe('REJECTED');
  expect(await readNotification(table(), request)).toMatchObject({
    state: 'undelivered',
    reason: 'the sender took too long',
  });
  expect(JSON.stringify(await logOf(table(), alert))).not.toContain(ADDRESSES.sms);
});

test('a notification for a channel without a sender is dead-lettered too', async () => {
  const { request } = await story();
  const { queue, messages } = aQueue();
  expect(await handler(queue)({ ...request, channel: 'chat' as never })).toBe('REJECTED');
  expect([...messages.values()][0]?.body).toMatchObject({ error: 'NoSuchChannel' });
});

test('a failure is recorded the same, whether the error lies in the row of the Map or beside the notification', async () => {
  const error = { Error: 'States.Timeout', Cause: '' };
  const { request } = await story();
  const { queue, messages } = aQueue();
  const inRow = { ...request, notificationId: 'in-the-row', sender: 'arn:aws:lambda:…:send-sms', error };
  const beside = { notification: { ...request, notificationId: 'beside' }, error };
  expect(await handler(queue)(inRow)).toBe('REJECTED');
  expect(await handler(queue)(beside)).toBe('REJECTED');
  const dead = (notificationId: string) => ({
    notification: { ...request, notificationId },
    state: 'undelivered',
    error: 'States.Timeout',
    reason: 'the sender took too long',
  });
  expect([...messages.values()].map(({ body }) => body)).toEqual([dead('in-the-row'), dead('beside')]);
});

test('a notification that was sent after all is neither dead-lettered nor rejected', async () => {
  provider.behave({ status: 200, body: TAKEN.sms });
  const { request } = await story();
  await send(request);
  const { queue, messages } = aQueue();
  expect(await handler(queue)({ ...request, error: { Error: 'States.Timeout' } })).toBe('SENT');
  expect(messages.size).toBe(0);
});

test('the result of a sender that finishes while its notification is given up counts', async () => {
  provider.behave({ status: 200, body: TAKEN.sms });
  const { request } = await story();
  const alive = table();
  // Between the handler's look and its write the sender sends.
  const raced: Table = {
    ...alive,
    async put(item, condition) {
      await send(request);
      return alive.put(item, condition);
    },
  };
  const { queue, messages } = aQueue();
  expect(await handler(queue, raced)({ ...request, error: { Error: 'States.Timeout' } })).toBe('SENT');
  expect(messages.size).toBe(0);
});

test.each([1, 2, 3])('a crash at step %d of three and a repetition end the same', async (step) => {
  const { alert, request } = await story();
  const { queue, messages } = aQueue();
  let steps = 0;
  const crashing = async <R>(act: () => Promise<R>): Promise<R> => {
    steps += 1;
    if (steps === step) throw new Error('dead');
    return act();
  };
  const dyingTable: Table = { ...table(), put: (...args) => crashing(() => table().put(...args)) };
  const dyingQueue: Queue = { send: (...args) => crashing(() => queue.send(...args)) };
  const input = { ...request, error: { Error: 'Sandbox.Timedout' } };
  await expect(handler(dyingQueue, dyingTable)(input)).rejects.toThrow('dead');
  now += 2_000;
  expect(await handler(queue)(input)).toBe('REJECTED');
  expect(await logOf(table(), alert)).toHaveLength(1);
  expect(messages.size).toBe(1);
  expect(await readNotification(table(), request)).toMatchObject({ state: 'undelivered' });
});
