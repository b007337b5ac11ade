import { untilAllEnd } from '../../src/platform/concurrently.ts';

test('it ends when all have ended, and throws the first error in their order', async () => {
  const slow = Promise.withResolvers<void>();
  let ended = false;
  const all = untilAllEnd([slow.promise, Promise.reject(new Error('second'))]).finally(() => {
    ended = true;
  });
  all.catch(() => {});
  await new Promise(setImmediate);
  expect(ended).toBe(false);
  slow.reject(new Error('first'));
  await expect(all).rejects.toThrow('first');
});

test('it resolves if none has failed', async () => {
  await expect(untilAllEnd([Promise.resolve(1), Promise.resolve(2)])).resolves.toBeUndefined();
});
