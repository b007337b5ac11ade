import { type Counts, createMeter } from '../../../simulator/costs/meter.ts';
import { sumBill, toBill } from '../../../simulator/costs/prices.ts';
import { createCheckDueHeartbeats } from '../../../src/domain/heartbeats/check-due-heartbeats.ts';
import { checkHeartbeat } from '../../../src/domain/heartbeats/check-heartbeat.ts';
import { needsCheck, withNextCheck } from '../../../src/domain/heartbeats/model.ts';
import { createCheckScheduler } from '../../../src/domain/heartbeats/schedule-checks.ts';
import type { ScheduledChecksInput } from '../../../src/domain/heartbeats/scheduled-checks.ts';
import { createHeartbeatStore } from '../../../src/domain/heartbeats/store.ts';
import { HOUR, SECOND } from '../../../src/platform/clock.ts';
import { logger } from '../../../src/platform/logger.ts';
import { NOON } from '../../support/builders.ts';
import { printFigures } from '../../support/print-figures.ts';
import { useTable } from '../../support/table.ts';
import { aHeartbeat } from './harness.ts';

const table = useTable();

/** The size of each fleet; the counts are the same for each of its heartbeats. */
const FLEET = 2;
const HOURS_A_MONTH = 730;
const GIGABYTES = 0.25;

/** An Express execution: a request and its time with 64 MB, in dollars (https://aws.amazon.com/step-functions/pricing/). */
const EXPRESS_REQUEST = 1e-6;
const EXPRESS_SECOND = 0.0625 * 0.00001667;

const dollarsOf = (counts: Counts) => sumBill(toBill(counts)) / 1e6;

/** The cost of an hour of sweeps with a fleet, and of a ping, in dollars. */
async function hourOf(intervalMinutes: number, pingEverySeconds: number, size = FLEET) {
  // The same each time: shards are found by it.
  const accountId = 'acc';
  const pings = createMeter(table());
  const looks = createMeter(table());
  let now = NOON;
  const clock = () => now;
  const queue = { send: async () => Promise.reject(new Error('No alert is due.')) };
  const watches: { input: ScheduledChecksInput | undefined; begun: number }[] = [];
  let express = 0;
  const executions = {
    start: async (_: string, input: object) => {
      watches.push({ input: input as ScheduledChecksInput, begun: now });
    },
    stop: async () => {},
  };
  const pinged = createHeartbeatStore(pings.table);
  const looked = createHeartbeatStore(looks.table);
  const sweep = createCheckScheduler({ heartbeats: looked, queue, executions: executions, clock });
  const look = createCheckDueHeartbeats({ heartbeats: looked, queue, clock });
  const names = Array.from({ length: size }, (_, i) => `heartbeat-${i}`);
  const ping = async (id: string) => {
    const found = await pinged.ping(accountId, id, now, undefined);
    if (found && needsCheck(found)) await checkHeartbeat({ heartbeats: pinged, queue }, found, now);
  };
  for (const name of names) {
    await pinged.create(
      accountId,
      withNextCheck(aHeartbeat({ name, accountId, interval: intervalMinutes }), now),
    );
    await ping(name);
  }
  Object.assign(pings.counts, createMeter(table()).counts);
  let count = 0;
  for (let second = 1; second <= HOUR / SECOND; second++) {
    now = NOON + second * SECOND;
    if (second % 60 === 20) await looks.invoke(GIGABYTES, sweep);
    for (const watch of watches) {
      if (!watch.input || Date.parse(watch.input.at) > now) continue;
      const next = await looks.invoke(GIGABYTES, () => look(watch.input as ScheduledChecksInput));
      watch.input = next.decision === 'WAIT' ? next : undefined;
      if (!watch.input) express += EXPRESS_REQUEST + ((now - watch.begun) / SECOND) * EXPRESS_SECOND;
    }
    if (second % pingEverySeconds !== 7 % pingEverySeconds) continue;
    for (const name of names) await ping(name);
    count += size;
  }
  const counted = { ...pings.counts };
  for (const name of names) await pinged.delete(accountId, name);
  return { month: (dollarsOf(looks.counts) + express) * HOURS_A_MONTH, pings: counted, count };
}

beforeAll(() => {
  jest.spyOn(logger, 'info').mockImplementation(() => {});
});

test('a ping costs one write unit, and checking thousands of heartbeats a few dollars a month', async () => {
  const none = await hourOf(1, 60, 0);
  const fleets = [
    { interval: 1, every: 30 },
    { interval: 5, every: 60 },
    { interval: 60, every: 600 },
  ];
  const lines: string[] = [];
  const priced = [];
  for (const { interval, every } of fleets) {
    const { month, pings, count } = await hourOf(interval, every);
    expect(pings).toMatchObject({ writeUnits: count, readUnits: 0 });
    // The sweep's own time and, for short intervals, the watch, are shared by all of a stage; the rest is each one's.
    const each = (month - none.month) / FLEET;
    priced.push({ interval, each, month });
    lines.push(
      `  interval of ${String(interval).padStart(2)} min: ${month.toFixed(2)} a month for ${FLEET}, of ${none.month.toFixed(2)} for none`,
    );
  }
  printFigures(`Looking after heartbeats, US dollars:\n${lines.join('\n')}\n`);
  expect(none.month).toBeLessThan(0.1);
  // One execution at a time checks all heartbeats; with short intervals it is most of the cost.
  expect(priced[0]?.month).toBeLessThan(8);
  // A thousand of them: less than two cents each.
  expect(priced[1]?.each).toBeLessThan(0.02);
  expect(priced[2]?.each).toBeLessThan(0.02);
}, 180_000);

test('the number of checks of a heartbeat does not depend on the number of pings', async () => {
  const [seldom, often] = [await hourOf(5, 120), await hourOf(5, 20)];
  expect(often.month).toBeCloseTo(seldom.month, 10);
  expect(often.pings.writeUnits).toBe(often.count);
}, 180_000);
