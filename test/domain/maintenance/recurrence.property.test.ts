import * as fc from 'fast-check';
import { maintenanceInput } from '../../../src/api/maintenance/input.ts';
import { WEEKDAYS } from '../../../src/domain/kernel/time-restriction.ts';
import {
  findTimeSpan,
  getMaintenanceStatus,
  type Maintenance,
} from '../../../src/domain/maintenance/model.ts';
import { FREQUENCIES, WEEKS_OF_MONTH } from '../../../src/domain/maintenance/recurrence.ts';
import { DAY, MINUTE, toIso } from '../../../src/platform/clock.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { occurrencesSeen, watch } from './brute-force.ts';

/** With changes of the clocks by an hour and by half an hour, at night, at midnight and by none at all; and month ends. */
const SEASONS = [
  ['2028-01-20', '2028-05-10'],
  ['2026-09-20', '2026-12-10'],
].flatMap(([from = '', until = '']) =>
  ['Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Beirut', 'Asia/Kolkata'].map((zone) => ({
    zone,
    watched: watch(zone, Date.parse(from), Date.parse(until)),
  })),
);

const rules = [{ entity: { type: 'integration', id: 'i' } }];

/** A minute of the watch, mostly at night, when clocks are changed. */
const minuteOf = (days: number) =>
  fc
    .tuple(fc.nat(days - 1), fc.oneof(fc.integer({ min: 0, max: 240 }), fc.nat(1439)))
    .map(([day, minute]) => day * 1440 + minute);

const length = fc.oneof(
  fc.integer({ min: 1, max: 180 }),
  fc.integer({ min: 1, max: 1440 }),
  fc.constant(1440),
  fc.integer({ min: 1, max: 4 * 1440 }),
);

const ends = fc.oneof(
  fc.constant({}),
  fc.record({ count: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ untilDays: fc.integer({ min: 0, max: 90 }) }),
);

const wanted = fc.record({
  season: fc.constantFrom(...SEASONS.keys()),
  begin: minuteOf(45),
  length,
  frequency: fc.constantFrom(...FREQUENCIES),
  interval: fc.constantFrom(1, 1, 2, 3, 5),
  weekdays: fc.option(fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }), { nil: undefined }),
  weekOfMonth: fc.option(fc.constantFrom(...WEEKS_OF_MONTH), { nil: undefined }),
  ends,
  asked: fc.array(fc.nat(80 * 1440), { maxLength: 30 }),
});

test('the status agrees with a simulated wall clock at every minute', () => {
  let [compared, taken] = [0, 0];
  fc.assert(
    fc.property(wanted, ({ season, begin, length, frequency, interval, asked, ...rest }) => {
      const { zone, watched } = SEASONS[season] as (typeof SEASONS)[number];
      const instant = (minute: number) => watched.from + minute * MINUTE;
      const { weekdays, weekOfMonth, ends } = rest;
      const result = maintenanceInput.safeParse({
        rules,
        time: {
          type: 'schedule',
          startDate: toIso(instant(begin)),
          endDate: toIso(instant(begin + length)),
          recurrence: {
            frequency,
            interval,
            timezone: zone,
            ...(frequency === 'weekly' && { weekdays }),
            ...(frequency === 'monthly' && { weekOfMonth }),
            ...('count' in ends && { count: ends.count }),
            ...('untilDays' in ends && { until: toIso(instant(begin) + ends.untilDays * DAY) }),
          },
        },
      });
      taken++;
      fc.pre(result.success && result.data.time.type === 'schedule');
      const { time } = result.data as { time: Pick<Maintenance, 'type' | 'startDate' | 'endDate'> } & object;
      const maintenance: Maintenance = { id: 'm', description: '', rules: [], ...time };
      const { recurrence } = maintenance;
      if (!recurrence) throw new Error('There is no recurrence.');
      const seen = occurrencesSeen(watched, { begin, end: begin + length }, recurrence);

      const horizon = watched.clocks.length - 5 * 1440;
      const [expected, actual] = [[] as string[], [] as string[]];
      const edges = seen.flatMap((it) => [it.begin, it.end]).flatMap((edge) => [edge - 1, edge, edge + 1]);
      for (const minute of [...edges, ...asked].filter((each) => each < horizon)) {
        const current = seen.find((it) => it.begin <= minute && minute < it.end);
        const next = seen.find((it) => it.begin > minute);
        const now = instant(minute);
        // An occurrence after the simulated time may still come, unless the series is known to be over.
        const isOver = recurrence.count === seen.length || (recurrence.until ?? Infinity) < instant(horizon);
        if (!current && !next && !isOver) continue;
        const span = current ?? next;
        const status = current ? 'active' : next ? 'planned' : 'past';
        expected.push(`${minute} ${status} ${span && instant(span.begin)} ${span && instant(span.end)}`);
        const found = findTimeSpan(maintenance, now);
        actual.push(
          `${minute} ${getMaintenanceStatus(maintenance, now)} ${found?.startDate} ${found?.endDate}`,
        );
      }
      expect(actual).toEqual(expected);
      compared += actual.length;
    }),
    { numRuns: propertyRuns(300), maxSkipsPerRun: 50 },
  );
  expect(compared).toBeGreaterThan(4_000);
  expect(taken).toBeLessThan(6_000);
});
