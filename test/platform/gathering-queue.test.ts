import { createGatheringQueue, type QueuedMessage } from '../../src/platform/gathering-queue.ts';

/** A sender whose calls wait until the test lets them end. */
function createHeldSender() {
  const calls: { readonly bodies: readonly string[]; readonly end: (error?: Error) => void }[] = [];
  const hold = (messages: readonly QueuedMessage[]) =>
    new Promise<void>((resolve, reject) => {
      calls.push({
        bodies: messages.map(({ body }) => body),
        end: (error) => (error ? reject(error) : resolve()),
      });
    });
  return {
    calls,
    sender: {
      one: (message: QueuedMessage) => hold([message]),
      batch: async (messages: readonly QueuedMessage[]) => {
        await hold(messages);
        return messages.map(({ body }) => (body.includes('bad') ? new Error(`refused ${body}`) : undefined));
      },
    },
  };
}

function createHarness() {
  const { calls, sender } = createHeldSender();
  const queue = createGatheringQueue(sender, (body) => (body as { text: string }).text);
  const send = (text: string, group = 'a') => queue.send({ text }, { group, deduplicationId: text });
  const bodies = () => calls.map((call) => call.bodies);
  /** Ends the last call and waits until what follows from it has happened. */
  const endLast = async (error?: Error) => {
    calls.at(-1)?.end(error);
    await new Promise(setImmediate);
  };
  return { send, bodies, endLast };
}

test('a message that comes alone is sent at once', () => {
  const { send, bodies } = createHarness();
  void send('1');
  expect(bodies()).toEqual([['1']]);
});

test('messages of different groups do not wait for one another', () => {
  const { send, bodies } = createHarness();
  for (const group of ['a', 'b', 'c']) void send(`of ${group}`, group);
  expect(bodies()).toEqual([['of a'], ['of b'], ['of c']]);
});

test('messages that wait for the call of their group share the next ones, ten at a time and in order', async () => {
  const { send, bodies, endLast } = createHarness();
  const sent = Array.from({ length: 14 }, (_, i) => send(String(i)));
  await endLast();
  await endLast();
  await endLast();
  await Promise.all(sent);
  const texts = Array.from({ length: 14 }, (_, i) => String(i));
  expect(bodies()).toEqual([texts.slice(0, 1), texts.slice(1, 11), texts.slice(11)]);
});

test('large messages do not exceed the size of a batch', async () => {
  const { send, bodies, endLast } = createHarness();
  const large = 'x'.repeat(90_000);
  for (let i = 0; i < 4; i++) void send(`${i}${large}`);
  await endLast();
  await endLast();
  expect(bodies().map((call) => call.map((body) => body[0]))).toEqual([['0'], ['1', '2'], ['3']]);
});

test('a message that the queue refuses fails alone', async () => {
  const { send, endLast } = createHarness();
  const sent = ['1', '2', 'bad', '4'].map((text) => send(text));
  const results = Promise.allSettled(sent);
  await endLast();
  await endLast();
  expect((await results).map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
});

test('a call that fails fails its messages, and the next ones are sent', async () => {
  const { send, endLast, bodies } = createHarness();
  const results = Promise.allSettled(['1', '2', '3'].map((text) => send(text)));
  await endLast(new Error('throttled'));
  await endLast(new Error('throttled again'));
  expect((await results).map((result) => (result as { reason?: Error }).reason?.message)).toEqual([
    'throttled',
    'throttled again',
    'throttled again',
  ]);
  void send('4');
  expect(bodies().at(-1)).toEqual(['4']);
});
