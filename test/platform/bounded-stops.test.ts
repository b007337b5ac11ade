import { createBoundedStops } from '../../src/platform/bounded-stops.ts';
import type { Executions } from '../../src/platform/executions.ts';

const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });

function bounded(stop: () => Promise<void>) {
  let now = 0;
  const executions = createBoundedStops<Executions>({ start: async () => {}, stop }, () => now);
  return {
    executions,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

const stopMany = (executions: { stop(name: string, cause: string): Promise<void> }, count: number) =>
  Promise.all(Array.from({ length: count }, (_, i) => executions.stop(`e${i}`, 'Acknowledged')));

test('of 200 acknowledges in a second, an instance stops 20 executions and then 10 a second', async () => {
  let calls = 0;
  const { executions, pass } = bounded(async () => void calls++);
  await stopMany(executions, 200);
  expect(calls).toBe(20);
  pass(1_000);
  await stopMany(executions, 200);
  expect(calls).toBe(30);
});

test('after a throttle nothing is stopped for five seconds, and no call fails', async () => {
  let calls = 0;
  const { executions, pass } = bounded(async () => {
    calls++;
    throw throttled;
  });
  await executions.stop('a', 'c');
  pass(4_999);
  await executions.stop('b', 'c');
  expect(calls).toBe(1);
  pass(1);
  await executions.stop('c', 'c');
  expect(calls).toBe(2);
});

test('another failure reaches the caller', async () => {
  const { executions } = bounded(() => Promise.reject(new Error('network')));
  await expect(executions.stop('a', 'c')).rejects.toThrow('network');
});
