import { burstOf } from '../../scripts/load/burst.ts';

jest.setTimeout(180_000);

test('a burst of alerts that stay open: every step of each is told once, and none early', async () => {
  const burst = await burstOf([100, 300], { timeScale: 20, secondAfterMinutes: 10 });
  expect(burst).toMatchObject({ alerts: 300, errors: 0, first: 300, second: 300, twice: 0, early: 0 });
  expect(burst.lateness.p99).toBeLessThan(20_000);
  const [first, second] = burst.stretches;
  expect(second!.msPerAlert).toBeLessThan(4 * first!.msPerAlert);
});
