import * as fc from 'fast-check';
import { heartbeatAlias } from '../../../src/domain/heartbeats/alert.ts';
import { MINUTE, SECOND } from '../../../src/platform/clock.ts';
import { logger } from '../../../src/platform/logger.ts';
import { NOON } from '../../support/builders.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { aHeartbeat, createHarness } from './harness.ts';

beforeAll(() => {
  for (const level of ['info', 'error'] as const) jest.spyOn(logger, level).mockImplementation(() => {});
});

/** The tolerance of the promise that an alert is open exactly while its heartbeat is expired. */
const PROMISE = 5 * SECOND;

/** The rule by itself, apart from the code under test. */
interface Expected {
  intervalMs: number;
  enabled: boolean;
  from?: number;
}
const shouldBeOpen = ({ intervalMs, enabled, from }: Expected, now: number) =>
  enabled && from !== undefined && now >= from + intervalMs;

const happening = fc.record({
  after: fc.integer({ min: 1, max: 150 }),
  which: fc.integer({ min: 0, max: 2 }),
  what: fc.oneof(
    { weight: 12, arbitrary: fc.constant({ kind: 'ping' as const }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('switch' as const), enabled: fc.boolean() }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('interval' as const),
        minutes: fc.integer({ min: 1, max: 4 }),
      }),
    },
  ),
});

test('an alert is open while its heartbeat is expired, within five seconds', async () => {
  let expiries = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(fc.constantFrom(1, 2, 3), fc.constantFrom(1, 2, 5), fc.constantFrom(1, 20)),
      fc.array(happening, { minLength: 5, maxLength: 40 }),
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 10 }),
      async (intervals, happenings, jitters) => {
        const harness = createHarness();
        const names = ['a', 'b', 'c'];
        const expected: Expected[] = intervals.map((minutes) => ({
          intervalMs: minutes * MINUTE,
          enabled: true,
        }));
        const changedAt = names.map(() => NOON);
        for (const [i, name] of names.entries()) {
          await harness.create(aHeartbeat({ name, interval: intervals[i] ?? 1 }));
        }
        const schedule = happenings.map((each) => ({ ...each, at: 0 }));
        let at = NOON;
        for (const each of schedule) {
          at += each.after * SECOND;
          each.at = at;
        }
        let nextSweep = NOON + 20 * SECOND;
        let sweeps = 0;
        const end = at + 8 * MINUTE;
        while (harness.now() < end) {
          harness.tick();
          const now = harness.now();
          if (now >= nextSweep) {
            await harness.sweep();
            sweeps++;
            nextSweep =
              NOON + 20 * SECOND + sweeps * MINUTE + (jitters[sweeps % jitters.length] ?? 0) * SECOND;
          }
          for (const { which, what } of schedule.filter((each) => each.at === now)) {
            const it = expected[which] as Expected;
            const name = names[which] as string;
            if (what.kind === 'ping') {
              await harness.ping(name);
              it.from = now;
            } else if (what.kind === 'switch') {
              await harness.change(name, { enabled: what.enabled });
              if (what.enabled && !it.enabled && it.from !== undefined) it.from = now;
              it.enabled = what.enabled;
            } else {
              await harness.change(name, { interval: what.minutes });
              it.intervalMs = what.minutes * MINUTE;
            }
            changedAt[which] = now;
          }
          await harness.runWatches(SECOND);
          for (const [i, name] of names.entries()) {
            const it = expected[i] as Expected;
            const due = (it.from ?? NOON) + it.intervalMs;
            const settledSince = Math.max(changedAt[i] ?? 0, now >= due ? due : 0);
            if (now - settledSince < PROMISE) continue;
            const open = harness.open(heartbeatAlias({ id: name }));
            if (open) expiries++;
            expect({ name, at: (now - NOON) / 1000, open }).toEqual({
              name,
              at: (now - NOON) / 1000,
              open: shouldBeOpen(it, now),
            });
          }
        }
      },
    ),
    { numRuns: propertyRuns(25) },
  );
  expect(expiries).toBeGreaterThan(100);
}, 180_000);

class Died extends Error {}

test('crashes and repetitions lead to one alert per expiry, which the next ping closes', async () => {
  let runs = 0;
  for (let dieAt = 1; ; dieAt++) {
    let steps = 0;
    let armed = true;
    let died = false;
    const harness = createHarness(() => {
      if (++steps !== dieAt || !armed) return;
      armed = false;
      died = true;
      throw new Died();
    });
    const living = async (what: () => Promise<unknown>) => {
      for (;;) {
        try {
          return await what();
        } catch (error) {
          if (!(error instanceof Died)) throw error;
        }
      }
    };
    const alias = heartbeatAlias({ id: 'backup' });
    await living(() => harness.create(aHeartbeat({ interval: 1 })));
    await living(() => harness.ping('backup'));
    harness.setTime(NOON + MINUTE + SECOND);
    await living(() => harness.runWatches());
    await living(() => harness.sweep());
    expect(harness.sent).toEqual([`Create ${alias}`]);
    harness.setTime(NOON + 2 * MINUTE);
    await living(() => Promise.all([harness.ping('backup'), harness.ping('backup')]));
    await living(() => harness.sweep());
    expect(harness.sent).toEqual([`Create ${alias}`, `Close ${alias}`]);
    harness.setTime(NOON + 3 * MINUTE + SECOND);
    await living(() => Promise.all([harness.sweep(), harness.runWatches(), harness.sweep()]));
    expect(harness.sent.slice(2)).toEqual([`Create ${alias}`]);
    expect(harness.open(alias)).toBe(true);
    if (!died) break;
    runs = dieAt;
  }
  expect(runs).toBeGreaterThan(10);
});

test('the sweep completes a ping whose request crashed after storing it, also for an idle heartbeat', async () => {
  const harness = createHarness();
  await harness.create(aHeartbeat({ interval: 1, intervalUnit: 'hours' }));
  const dyingPing = (minutes: number) => {
    harness.setTime(NOON + minutes * MINUTE);
    return harness.heartbeats.ping('acc', 'backup', harness.now(), undefined);
  };
  const sweepAt = (minutes: number) => {
    harness.setTime(NOON + minutes * MINUTE);
    return harness.sweep();
  };
  await dyingPing(1);
  await sweepAt(16);
  await sweepAt(60);
  await harness.runWatches();
  expect(harness.sent).toEqual([]);
  harness.setTime(NOON + 61 * MINUTE);
  await harness.runWatches();
  expect(harness.sent).toEqual(['Create heartbeat_backup']);
  await dyingPing(62);
  await sweepAt(78);
  expect(harness.sent).toEqual(['Create heartbeat_backup', 'Close heartbeat_backup']);
});

test('an older ping does not undo a later one', async () => {
  const harness = createHarness();
  await harness.create(aHeartbeat());
  await harness.heartbeats.ping('acc', 'backup', NOON + MINUTE, undefined);
  expect(await harness.heartbeats.ping('acc', 'backup', NOON, undefined)).toBeUndefined();
  expect((await harness.heartbeats.get('acc', 'backup'))?.lastPingAt).toBe(NOON + MINUTE);
});
