import { measureBurst } from '../../../scripts/load/burst.ts';

jest.setTimeout(180_000);

test('a burst of open alerts sends every step once and none early', async () => {
  const burst = await measureBurst([25, 100], {
    timeScale: 20,
    secondAfterMinutes: 4,
    spreadMinutes: 1,
    quietAlerts: 3,
  });
  const allOnce = { notified: 100, duplicated: 0, early: 0 };
  expect(burst).toMatchObject({ alerts: 100, errors: 0, first: allOnce, second: allOnce });
  expect(burst.second.lateness.p99).toBeLessThan(20_000);
  expect(burst.quiet?.duringBurst.max).toBeLessThan(20_000);
  const [first, second] = burst.stages;
  expect(second!.msPerAlert).toBeLessThan(4 * first!.msPerAlert);
});
