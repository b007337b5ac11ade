import { createAlertWorker } from '../../../src/domain/alert-worker/worker.ts';
import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { requestKey } from '../../../src/platform/keys.ts';
import { NOON } from '../../support/builders.ts';
import { recordingFailedMessages } from '../../support/failed-messages.ts';
import { useMemoryTable } from '../../support/table.ts';
import {
  aMessage,
  crashingAfter,
  create,
  createWorkerHarness,
  directory,
  toEscalation,
  toSqsEvent,
} from './harness.ts';

const table = useMemoryTable();

/** A responder whose look-up throws, as a fault of our own code would. */
const POISON = { responders: [{ type: 'team', name: 'poison' }] } as const;
const STATUS = 'The request could not be applied; it is in the dead-letter queue';

const unavailable = Object.assign(new Error('busy'), { name: 'InternalServerError', $fault: 'server' });
const throttling = Object.assign(new Error('slow down'), { name: 'ThrottlingException', $fault: 'client' });

let harness: ReturnType<typeof createWorkerHarness>;
let queue: ReturnType<typeof recordingFailedMessages>;
let isRepaired: boolean;

beforeEach(() => {
  harness = createWorkerHarness(table());
  queue = recordingFailedMessages();
  isRepaired = false;
});
afterEach(() => harness.clear());

function worker(
  parts: Parameters<typeof harness.worker>[0] = {
    table: harness.table,
    executions: harness.record.executions,
  },
) {
  return createAlertWorker({
    ...parts,
    directory: {
      ...directory,
      async findId(account, type, reference) {
        if (reference.name === 'poison' && !isRepaired) throw new TypeError('x is not a function');
        return directory.findId(account, type, reference);
      },
    },
    clock: () => NOON,
    pause: async () => {},
    failedMessages: queue.failedMessages,
  });
}

const apply = (messages: readonly AlertActionMessage[], receives = 1) =>
  worker()(toSqsEvent(messages, receives));
const idsOf = (messages: readonly AlertActionMessage[]) =>
  messages.map(({ requestId }) => ({ itemIdentifier: requestId }));
const alertState = async () => (await harness.alerts()).map(({ alias, status }) => `${alias} ${status}`);

test('at its first failure a message and the later ones of its group return to the queue, visible within seconds', async () => {
  const messages = [
    aMessage(create(toEscalation)),
    aMessage({ type: 'AddTeam', team: { name: 'poison' } }),
    aMessage({ type: 'Close' }),
  ];
  expect((await apply(messages)).batchItemFailures).toEqual(idsOf(messages.slice(1)));
  expect(queue.retriedSoon).toEqual([messages.slice(1).map(({ requestId }) => requestId)]);
  expect(queue.dead.size).toBe(0);
  expect(await alertState()).toEqual(['disk open']);
});

test('at its second failure it goes to the dead-letter queue, its request status says so, and its group continues', async () => {
  const messages = [aMessage(create(POISON)), aMessage(create(toEscalation)), aMessage({ type: 'Close' })];
  await apply(messages);
  expect(await apply(messages, 2)).toEqual({ batchItemFailures: [] });
  expect([...queue.dead]).toEqual([[messages[0]?.requestId, expect.stringMatching(/^TypeError at /)]]);
  expect(await harness.request(messages[0] as AlertActionMessage)).toMatchObject({
    success: false,
    status: STATUS,
    action: 'Create',
  });
  expect(await alertState()).toEqual(['disk closed']);
});

test('a message that fails in one write with earlier ones does not keep those from being applied', async () => {
  const messages = [
    aMessage(create(toEscalation)),
    aMessage({ type: 'AddTags', tags: ['t'] }),
    aMessage({ type: 'AddTeam', team: { name: 'poison' } }),
  ];
  expect((await apply(messages)).batchItemFailures).toEqual(idsOf(messages.slice(2)));
  expect(await harness.alerts()).toMatchObject([{ tags: ['t'] }]);
});

test('a message whose body cannot be read is dead-lettered at its second receive', async () => {
  const event = toSqsEvent([aMessage(create(toEscalation)), aMessage({ type: 'Close' })], 2);
  if (event.Records[0]) event.Records[0].body = '{"message": "Disk';
  expect(await worker()(event)).toEqual({ batchItemFailures: [] });
  expect([...queue.dead.values()]).toEqual([expect.stringMatching(/^SyntaxError/)]);
});

test('a message that names its request but is no action gets a request status', async () => {
  const sent = aMessage(create(toEscalation));
  const event = toSqsEvent([sent], 2);
  if (event.Records[0]) event.Records[0].body = JSON.stringify({ ...sent, target: undefined });
  expect(await worker()(event)).toEqual({ batchItemFailures: [] });
  expect(await harness.request(sent)).toMatchObject({ success: false, status: STATUS });
});

test('a failure of AWS is left to SQS, however often', async () => {
  const executions = { ...harness.record.executions, start: () => Promise.reject(unavailable) };
  const sent = aMessage(create(toEscalation));
  for (const receives of [1, 2, 4]) {
    const { batchItemFailures } = await worker({ table: harness.table, executions })(
      toSqsEvent([sent], receives),
    );
    expect(batchItemFailures).toHaveLength(1);
  }
  expect(queue.dead.size).toBe(0);
  expect(queue.retriedSoon).toEqual([]);
});

test('if the dead-letter queue cannot be reached, the message returns to the queue', async () => {
  queue.failedMessages.deadLetter = () => Promise.reject(throttling);
  const messages = [aMessage(create(POISON)), aMessage(create(toEscalation))];
  expect((await apply(messages, 2)).batchItemFailures).toEqual(idsOf(messages));
  expect(await harness.alerts()).toEqual([]);
});

test('a redrive applies a dead-lettered message, and its request status becomes that of the application', async () => {
  const sent = aMessage(create(POISON));
  await apply([sent], 2);
  isRepaired = true;
  expect(await apply([sent])).toEqual({ batchItemFailures: [] });
  expect(await alertState()).toEqual(['disk open']);
  expect(await harness.request(sent)).toMatchObject({ success: true, status: 'Created alert' });
});

test('a redrive of a message that is refused replaces its request status', async () => {
  const sent = aMessage({ type: 'AddTeam', team: { name: 'poison' } });
  await apply([aMessage(create(toEscalation))]);
  await apply([sent], 2);
  expect(await harness.request(sent)).toMatchObject({ status: STATUS });
  await apply([aMessage({ type: 'Close' })]);
  isRepaired = true;
  await apply([sent], 2);
  expect((await harness.request(sent))?.status).not.toBe(STATUS);
});

test('dead-lettering does not replace the result of a message that was applied', async () => {
  const sent = aMessage(create(toEscalation));
  await apply([sent]);
  const event = toSqsEvent([sent], 2);
  if (event.Records[0]) event.Records[0].body = JSON.stringify({ ...sent, target: undefined });
  await worker()(event);
  expect(await harness.request(sent)).toMatchObject({ success: true });
});

test('a crash between dead-letter queue and request status is repaired by the next receive, without a second copy', async () => {
  const sent = aMessage(create(POISON));
  const crashing = crashingAfter(harness.table, harness.record.executions, 0);
  const isDead = () => queue.dead.size > 0;
  const dyingTable = {
    ...harness.table,
    put: (...args: Parameters<typeof harness.table.put>) =>
      isDead() ? crashing.table.put(...args) : harness.table.put(...args),
  };
  const { batchItemFailures } = await worker({ table: dyingTable, executions: harness.record.executions })(
    toSqsEvent([sent], 2),
  );
  expect(batchItemFailures).toHaveLength(1);
  expect(await table().get(requestKey('acc', sent.requestId))).toBeUndefined();
  expect(await apply([sent], 3)).toEqual({ batchItemFailures: [] });
  expect(queue.dead.size).toBe(1);
  expect(await harness.request(sent)).toMatchObject({ status: STATUS });
});
