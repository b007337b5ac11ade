import * as fc from 'fast-check';
import { type TimeRestriction, WEEKDAYS } from '../../../src/domain/kernel/time-restriction.ts';
import type { Override, Participant, Rotation, Schedule } from '../../../src/domain/schedules/model.ts';
import {
  adjacentParticipants,
  findNextHandover,
  onCallParticipants,
} from '../../../src/domain/schedules/on-call.ts';
import { buildTimeline } from '../../../src/domain/schedules/timeline.ts';
import { DAY, HOUR } from '../../../src/platform/clock.ts';
import { aSchedule } from '../../support/builders.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { TICK, watch } from './wall-clock-model.ts';

const utc = (text: string) => Date.parse(`${text}Z`);

/** Zones with instants near which something happens there: changes of clocks, ends of months. */
const PLACES: readonly (readonly [string, readonly string[]])[] = [
  ['Europe/Berlin', ['2026-03-29T01:00', '2026-10-25T01:00', '2028-02-29T00:00']],
  ['America/New_York', ['2026-03-08T07:00', '2026-11-01T06:00', '2026-12-31T00:00']],
  ['Australia/Lord_Howe', ['2026-04-04T15:00', '2026-10-03T15:30']],
  ['Asia/Kolkata', ['2026-02-28T18:30']],
  ['America/Santiago', ['2026-04-05T03:00', '2026-09-06T04:00']],
  ['Pacific/Apia', ['2011-12-30T10:00', '2011-04-02T14:00']],
  ['Africa/Casablanca', ['2026-02-15T02:00', '2026-03-22T02:00']],
  ['UTC', ['2026-01-31T12:00']],
];

const places = fc
  .constantFrom(...PLACES.flatMap(([zone, anchors]) => anchors.map((anchor) => ({ zone, anchor }))))
  .map(({ zone, anchor }) => ({ zone, anchor: utc(anchor) }));

const ticks = (min: number, max: number) =>
  fc.integer({ min: Math.round(min / TICK), max: Math.round(max / TICK) }).map((count) => count * TICK);

const timeOfDay = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45));

const restrictions: fc.Arbitrary<TimeRestriction> = fc.oneof(
  fc.tuple(timeOfDay, timeOfDay).map(([[startHour, startMin], [endHour, endMin]]) => ({
    type: 'time-of-day' as const,
    restriction: { startHour, startMin, endHour, endMin },
  })),
  fc
    .array(fc.tuple(fc.constantFrom(...WEEKDAYS), timeOfDay, fc.constantFrom(...WEEKDAYS), timeOfDay), {
      minLength: 1,
      maxLength: 3,
    })
    .map((intervals) => ({
      type: 'weekday-and-time-of-day' as const,
      restrictions: intervals.map(([startDay, [startHour, startMin], endDay, [endHour, endMin]]) => ({
        startDay,
        startHour,
        startMin,
        endDay,
        endHour,
        endMin,
      })),
    })),
);

const participants: fc.Arbitrary<readonly Participant[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom('ann', 'bob', 'cem', 'dee').map((id) => ({ type: 'user' as const, id })),
    },
    { weight: 1, arbitrary: fc.constant({ type: 'none' as const }) },
  ),
  { minLength: 1, maxLength: 5 },
);

const rotationsNear = (anchor: number, number: number): fc.Arbitrary<Rotation> =>
  fc
    .record(
      {
        startDate: ticks(-6 * DAY, 3 * DAY).map((shift) => anchor + shift),
        lasts: fc.option(ticks(HOUR, 9 * DAY), { nil: undefined }),
        type: fc.constantFrom('hourly' as const, 'daily' as const, 'daily' as const, 'weekly' as const),
        length: fc.integer({ min: 1, max: 3 }),
        participants,
        timeRestriction: fc.option(restrictions, { nil: undefined }),
      },
      { requiredKeys: ['startDate', 'type', 'length', 'participants', 'lasts', 'timeRestriction'] },
    )
    .map(({ lasts, timeRestriction, ...rotation }) => ({
      ...rotation,
      id: `rotation ${number}`,
      name: `Rot${number}`,
      ...(lasts !== undefined && { endDate: rotation.startDate + lasts }),
      ...(timeRestriction && { timeRestriction }),
    }));

const overridesNear = (anchor: number): fc.Arbitrary<readonly Override[]> =>
  fc
    .array(
      fc.record({
        startDate: ticks(-4 * DAY, 4 * DAY).map((shift) => anchor + shift),
        lasts: ticks(TICK, 2 * DAY),
        user: fc.constantFrom<Participant>(
          { type: 'user', id: 'eve' },
          { type: 'user', id: 'ann' },
          { type: 'none' },
        ),
        rotationIds: fc.constantFrom([], ['rotation 0'], ['rotation 1', 'rotation 0']),
      }),
      { maxLength: 3 },
    )
    .map((overrides) =>
      overrides.map(({ lasts, ...override }, i) => ({
        ...override,
        alias: `override ${i}`,
        endDate: override.startDate + lasts,
      })),
    );

const scenarios = places.chain(({ zone, anchor }) =>
  fc
    .tuple(rotationsNear(anchor, 0), rotationsNear(anchor, 1), overridesNear(anchor))
    .map(([first, second, overrides]) => ({
      from: anchor - 7 * DAY,
      until: anchor + 7 * DAY,
      schedule: aSchedule([first, second], { timezone: zone, overrides }),
    })),
);

/** Who the watcher sees on call in each rotation at each tick, then overrides on top. */
function seen(schedule: Schedule, from: number, until: number): Map<number, readonly (string | undefined)[]> {
  const watched = schedule.rotations.map((rotation) => watch(rotation, schedule.timezone, until));
  const all = new Map<number, readonly (string | undefined)[]>();
  for (let at = from; at < until; at += TICK) {
    all.set(
      at,
      schedule.rotations.map((rotation, i) => {
        let holder = watched[i]?.get(at);
        for (const { user, startDate, endDate, rotationIds } of schedule.overrides) {
          const concerns = rotationIds.length === 0 || rotationIds.includes(rotation.id);
          if (concerns && startDate <= at && at < endDate)
            holder = user.type === 'none' ? undefined : user.id;
        }
        return holder;
      }),
    );
  }
  return all;
}

const idsOf = (parties: readonly { readonly id: string }[]) => parties.map(({ id }) => id);
const onceEach = (holders: readonly (string | undefined)[]) => [
  ...new Set(holders.filter((holder) => holder !== undefined)),
];

test('on-call, timeline and a simulated wall clock agree at every tick', () => {
  fc.assert(
    fc.property(scenarios, ({ schedule, from, until }) => {
      const layers = buildTimeline(schedule, from, until, 'final');
      const watched: string[] = [];
      const asked: string[] = [];
      const shown: string[] = [];
      for (const [at, holders] of seen(schedule, from, until)) {
        const inLayers = layers.map(
          ({ periods }) => periods.find(({ start, end }) => start <= at && at < end)?.party.id,
        );
        const answer = (ids: readonly (string | undefined)[]) => `${new Date(at).toISOString()} ${ids}`;
        watched.push(answer(onceEach(holders)), answer(holders));
        asked.push(answer(idsOf(onCallParticipants(schedule, at))), answer(holders));
        shown.push(answer(onceEach(inLayers)), answer(inLayers));
      }
      expect(asked).toEqual(watched);
      expect(shown).toEqual(watched);
    }),
    { numRuns: propertyRuns(120) },
  );
});

test('who is on call does not change between two ticks', () => {
  fc.assert(
    fc.property(
      scenarios,
      fc.nat(),
      fc.integer({ min: 1, max: TICK - 1 }),
      ({ schedule, from, until }, n, ms) => {
        const at = from + (n % ((until - from) / TICK)) * TICK;
        expect(onCallParticipants(schedule, at + ms)).toEqual(onCallParticipants(schedule, at));
      },
    ),
    { numRuns: propertyRuns(500) },
  );
});

test('next and previous are the nearest different parties on the simulated wall clock', () => {
  fc.assert(
    fc.property(scenarios, fc.nat(), ({ schedule, from, until }, n) => {
      const all = seen(schedule, from, until);
      const at = from + (n % ((until - from) / TICK)) * TICK;
      const present = all.get(at) ?? [];
      for (const [shift, step] of [
        ['next', TICK],
        ['previous', -TICK],
      ] as const) {
        const nearest = present.map((holder, layer) => {
          for (let other = at + step; other >= from && other < until; other += step) {
            const candidate = all.get(other)?.[layer];
            if (candidate !== undefined && candidate !== holder) return candidate;
          }
          return 'nobody in sight';
        });
        const answer = adjacentParticipants(schedule, at, shift);
        // Shifts beyond the watched fortnight may appear as well.
        if (nearest.every((one) => one !== 'nobody in sight'))
          expect(idsOf(answer)).toEqual(onceEach(nearest));
        else
          expect(idsOf(answer)).toEqual(
            expect.arrayContaining(nearest.filter((one) => one !== 'nobody in sight')),
          );
      }
    }),
    { numRuns: propertyRuns(300) },
  );
});

test('the next handover is the start of the next period of the timeline', () => {
  fc.assert(
    fc.property(scenarios, fc.nat(), ({ schedule, from, until }, n) => {
      const at = from + (n % ((until - from) / TICK)) * TICK;
      const starts = buildTimeline(schedule, at - 1, until, 'final').flatMap(({ periods }) =>
        periods.map(({ start }) => start).filter((start) => start > at),
      );
      const answer = findNextHandover(schedule, at);
      if (starts.length > 0) expect(answer).toBe(Math.min(...starts));
      else expect(answer === undefined || answer >= until).toBe(true);
    }),
    { numRuns: propertyRuns(300) },
  );
});

test('a timeline in two parts covers the same time as the whole', () => {
  const held = (schedule: Schedule, from: number, until: number) =>
    buildTimeline(schedule, from, until, 'final').map(({ periods }) =>
      periods.reduce((sum, { start, end }) => sum + end - start, 0),
    );
  fc.assert(
    fc.property(
      scenarios,
      fc.integer({ min: 1, max: 14 * 24 * 60 - 1 }),
      ({ schedule, from, until }, minutes) => {
        const cut = from + minutes * 60_000;
        const [before, after] = [held(schedule, from, cut), held(schedule, cut, until)];
        expect(before.map((sum, layer) => sum + (after[layer] ?? 0))).toEqual(held(schedule, from, until));
      },
    ),
    { numRuns: propertyRuns(200) },
  );
});
