import { ALERTS, killedAtRandom } from '../../simulator/campaign/killed.ts';
import { MINUTE } from '../../src/platform/clock.ts';

jest.setTimeout(60_000);

const TWO_MINUTES = 2 * MINUTE;

test.each(['a', 'b', 'c', 'd'])(
  'stopped executions continue within two minutes, and nobody is notified twice or not at all (%s)',
  async (seed) => {
    const { kills, longest, notified, notifiedUndisturbed, invariants } = await killedAtRandom(seed);
    expect(kills).toBeGreaterThan(ALERTS / 2);
    expect(longest).toBeGreaterThan(MINUTE / 2);
    expect(longest).toBeLessThanOrEqual(TWO_MINUTES);
    expect(invariants.broken).toEqual([]);
    expect(invariants.figures).toMatchObject({ applied: ALERTS, lost: 0, duplicated: 0 });
    expect(notified).toEqual(notifiedUndisturbed);
  },
);
