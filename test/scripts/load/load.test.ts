import { measureBurst } from '../../../scripts/load/burst.ts';

jest.setTimeout(180_000);

test('a burst of alerts that stay open: every step of each is told once, and none early', async () => {
  const burst = await measureBurst([50, 200], {
    timeScale: 20,
    secondAfterMinutes: 6,
    spreadMinutes: 1,
    quietAlerts: 3,
  });
  const allOnce = { told: 200, twice: 0, early: 0 };
  expect(burst).toMatchObject({ alerts: 200, errors: 0, first: allOnce, second: allOnce });
  expect(burst.second.lateness.p99).toBeLessThan(20_000);
  expect(burst.quiet?.among.max).toBeLessThan(20_000);
  const [first, second] = burst.stretches;
  expect(second!.msPerAlert).toBeLessThan(4 * first!.msPerAlert);
});
