import type { Schedule } from '../../../src/domain/schedules/model.ts';
import {
  adjacentParticipants,
  findNextHandover,
  onCallParticipants,
} from '../../../src/domain/schedules/on-call.ts';
import { addInterval, buildTimeline, TimelineTooLong } from '../../../src/domain/schedules/timeline.ts';
import { DAY, HOUR, MINUTE } from '../../../src/platform/clock.ts';
import { anOverride, aRotation, aSchedule, SET_UP } from '../../support/builders.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
const at = (schedule: Schedule, text: string) => onCallParticipants(schedule, utc(text)).map(({ id }) => id);
const next = (schedule: Schedule, text: string) =>
  adjacentParticipants(schedule, utc(text), 'next').map(({ id }) => id);
const previous = (schedule: Schedule, text: string) =>
  adjacentParticipants(schedule, utc(text), 'previous').map(({ id }) => id);

describe('shifts', () => {
  const berlin = (start: string, wanted: Parameters<typeof aRotation>[1] = {}, ids = ['ann', 'bob']) =>
    aSchedule([aRotation(ids, { startDate: utc(start), ...wanted })], { timezone: 'Europe/Berlin' });

  test('participants take shifts in order from the start, and nobody is on call before it', () => {
    const schedule = berlin('2026-11-02T08:00', {}, ['ann', 'bob', 'ann', 'cem']);
    expect(at(schedule, '2026-11-02T07:59')).toEqual([]);
    expect(at(schedule, '2026-11-02T08:00')).toEqual(['ann']);
    expect(['03', '04', '05', '06'].map((day) => at(schedule, `2026-11-${day}T12:00`)[0])).toEqual([
      'bob',
      'ann',
      'cem',
      'ann',
    ]);
  });

  test('a daily shift keeps its hour when clocks go forward and back', () => {
    const spring = berlin('2026-03-28T08:00');
    expect(at(spring, '2026-03-29T06:59')).toEqual(['ann']);
    expect(at(spring, '2026-03-29T07:00')).toEqual(['bob']);
    const autumn = berlin('2026-10-24T07:00');
    expect(at(autumn, '2026-10-25T07:59')).toEqual(['ann']);
    expect(at(autumn, '2026-10-25T08:00')).toEqual(['bob']);
  });

  test('a shift of two weeks keeps its hour when clocks change', () => {
    const schedule = berlin('2026-03-23T08:00', { type: 'weekly', length: 2 });
    expect(at(schedule, '2026-04-06T06:59')).toEqual(['ann']);
    expect(at(schedule, '2026-04-06T07:00')).toEqual(['bob']);
  });

  test('hourly shifts last elapsed hours', () => {
    const schedule = berlin('2026-03-29T00:00', { type: 'hourly' });
    expect(['00:30', '01:30', '02:30'].map((time) => at(schedule, `2026-03-29T${time}`)[0])).toEqual([
      'ann',
      'bob',
      'ann',
    ]);
  });

  test('a shift whose start is skipped by a clock change starts at the change', () => {
    const schedule = berlin('2026-03-28T01:30');
    expect(at(schedule, '2026-03-29T00:59')).toEqual(['ann']);
    expect(at(schedule, '2026-03-29T01:00')).toEqual(['bob']);
    expect(at(schedule, '2026-03-30T00:30')).toEqual(['ann']);
  });

  test('a shift whose start occurs twice starts the first time', () => {
    const schedule = berlin('2026-10-24T00:30');
    expect(at(schedule, '2026-10-25T00:30')).toEqual(['bob']);
    expect(at(schedule, '2026-10-25T01:30')).toEqual(['bob']);
  });

  test('a rotation that starts in the second pass of an hour hands over at its hour the next day', () => {
    const schedule = berlin('2026-10-25T01:30');
    expect(at(schedule, '2026-10-25T01:29')).toEqual([]);
    expect(at(schedule, '2026-10-26T01:29')).toEqual(['ann']);
    expect(at(schedule, '2026-10-26T01:30')).toEqual(['bob']);
  });

  test('the shift on the day that Samoa skipped does not take place', () => {
    const schedule = aSchedule([aRotation(['ann', 'bob', 'cem'], { startDate: utc('2011-12-29T10:00') })], {
      timezone: 'Pacific/Apia',
    });
    expect(at(schedule, '2011-12-30T09:59')).toEqual(['ann']);
    expect(at(schedule, '2011-12-30T10:00')).toEqual(['cem']);
  });

  test('a daily shift after the last day of a month is on the first', () => {
    const schedule = aSchedule([aRotation(['ann', 'bob'], { startDate: utc('2028-02-28T00:00') })]);
    expect(at(schedule, '2028-02-29T23:59')).toEqual(['bob']);
    expect(at(schedule, '2028-03-01T00:00')).toEqual(['ann']);
  });

  test('nobody is on call from the end date on', () => {
    const schedule = berlin('2026-11-02T08:00', { endDate: utc('2026-11-03T10:00') });
    expect(at(schedule, '2026-11-03T09:59')).toEqual(['bob']);
    expect(at(schedule, '2026-11-03T10:00')).toEqual([]);
  });

  test('nobody is on call during a shift of none', () => {
    const schedule = berlin('2026-11-02T08:00', {
      participants: [{ type: 'user', id: 'ann' }, { type: 'none' }],
    });
    expect(at(schedule, '2026-11-03T12:00')).toEqual([]);
    expect(at(schedule, '2026-11-04T12:00')).toEqual(['ann']);
  });

  test('shifts keep rotating outside the time restriction', () => {
    const schedule = berlin('2026-11-02T08:00', {
      timeRestriction: {
        type: 'time-of-day',
        restriction: { startHour: 9, startMin: 0, endHour: 17, endMin: 0 },
      },
    });
    expect(at(schedule, '2026-11-02T07:59')).toEqual([]);
    expect(at(schedule, '2026-11-02T12:00')).toEqual(['ann']);
    expect(at(schedule, '2026-11-02T16:00')).toEqual([]);
    expect(at(schedule, '2026-11-03T12:00')).toEqual(['bob']);
  });
});

test('several rotations are on call together, each party once; nobody if the schedule is disabled', () => {
  const rotations = [
    aRotation(['ann'], { name: 'first' }),
    aRotation(['bob'], { name: 'second' }),
    aRotation(['ann'], { name: 'third' }),
  ];
  expect(at(aSchedule(rotations), '2026-11-02T12:00')).toEqual(['ann', 'bob']);
  expect(at(aSchedule(rotations, { enabled: false }), '2026-11-02T12:00')).toEqual([]);
});

describe('overrides', () => {
  const rotations = [
    aRotation(['ann', 'bob'], { id: 'one' }),
    aRotation(['cem'], { id: 'two', endDate: SET_UP + DAY }),
  ];
  const during = (hours: number, until: number, wanted: Parameters<typeof anOverride>[3] = {}) =>
    anOverride('eve', SET_UP + hours * HOUR, SET_UP + until * HOUR, wanted);

  test('replace everybody from their start to their end (exclusive)', () => {
    const schedule = aSchedule(rotations, { overrides: [during(2, 3)] });
    expect(at(schedule, '2026-11-02T10:59')).toEqual(['ann', 'cem']);
    expect(at(schedule, '2026-11-02T11:00')).toEqual(['eve']);
    expect(at(schedule, '2026-11-02T12:00')).toEqual(['ann', 'cem']);
  });

  test('of some rotations do not affect the others', () => {
    const schedule = aSchedule(rotations, { overrides: [during(2, 3, { rotationIds: ['two'] })] });
    expect(at(schedule, '2026-11-02T11:30')).toEqual(['ann', 'eve']);
  });

  test('put somebody on call when nobody else is', () => {
    const schedule = aSchedule(rotations, { overrides: [during(-2, -1), during(30, 31)] });
    expect(at(schedule, '2026-11-02T07:30')).toEqual(['eve']);
    expect(at(schedule, '2026-11-03T15:30')).toEqual(['eve']);
    expect(at(aSchedule([], { overrides: [during(0, 1)] }), '2026-11-02T09:30')).toEqual(['eve']);
  });

  test('the override created last wins, and none means nobody', () => {
    const nobody = during(2, 3, { user: { type: 'none' }, alias: 'nobody' });
    expect(at(aSchedule(rotations, { overrides: [during(1, 4), nobody] }), '2026-11-02T11:30')).toEqual([]);
    expect(at(aSchedule(rotations, { overrides: [nobody, during(1, 4)] }), '2026-11-02T11:30')).toEqual([
      'eve',
    ]);
  });
});

describe('next and previous', () => {
  test('are the neighbours in the rotation', () => {
    const schedule = aSchedule([aRotation(['ann', 'bob', 'cem'])]);
    expect(next(schedule, '2026-11-03T12:00')).toEqual(['cem']);
    expect(previous(schedule, '2026-11-03T12:00')).toEqual(['ann']);
    expect(previous(schedule, '2026-11-02T12:00')).toEqual([]);
  });

  test('skip shifts of the same party and of nobody', () => {
    const participants = [
      { type: 'user', id: 'ann' },
      { type: 'user', id: 'ann' },
      { type: 'none' },
      { type: 'user', id: 'bob' },
    ] as const;
    expect(next(aSchedule([aRotation([], { participants })]), '2026-11-02T12:00')).toEqual(['bob']);
  });

  test('are nobody if there is no other party', () => {
    expect(next(aSchedule([aRotation(['ann'])]), '2026-11-02T12:00')).toEqual([]);
    expect(next(aSchedule(), '2026-11-02T12:00')).toEqual([]);
  });

  test('skip parties that the time restriction never puts on call', () => {
    const timeRestriction = {
      type: 'weekday-and-time-of-day',
      restrictions: [
        { startDay: 'monday', startHour: 0, startMin: 0, endDay: 'friday', endHour: 24, endMin: 0 },
      ],
    } as const;
    const week = aRotation(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], {
      startDate: utc('2026-11-02T00:00'),
      timeRestriction,
    });
    expect(next(aSchedule([week]), '2026-11-06T12:00')).toEqual(['mon']);
    expect(previous(aSchedule([week]), '2026-11-09T12:00')).toEqual(['fri']);
  });

  test('an override is followed by the participant whose shift it is', () => {
    const overrides = [anOverride('eve', SET_UP + 2 * HOUR, SET_UP + 3 * HOUR)];
    const schedule = aSchedule([aRotation(['ann', 'bob'])], { overrides });
    expect(next(schedule, '2026-11-02T11:30')).toEqual(['ann']);
    expect(next(schedule, '2026-11-02T10:30')).toEqual(['eve']);
  });

  test('a handover is the start of a shift, even of the same party', () => {
    expect(findNextHandover(aSchedule([aRotation(['ann'])]), SET_UP + MINUTE)).toBe(SET_UP + DAY);
    expect(findNextHandover(aSchedule([aRotation(['ann'])]), SET_UP - DAY)).toBe(SET_UP);
    expect(
      findNextHandover(aSchedule([aRotation(['ann'], { endDate: SET_UP + DAY })]), SET_UP),
    ).toBeUndefined();
    expect(findNextHandover(aSchedule([aRotation(['ann'])], { enabled: false }), SET_UP)).toBeUndefined();
  });
});

test('adding a participant changes no handover', () => {
  const hours = (ids: readonly string[]) =>
    buildTimeline(aSchedule([aRotation(ids)]), SET_UP, SET_UP + 30 * DAY, 'final').map(({ periods }) =>
      periods.map(({ start }) => start),
    );
  expect(hours(['ann', 'bob', 'cem'])).toEqual(hours(['ann', 'bob']));
});

describe('timelines', () => {
  const overrides = [anOverride('eve', SET_UP + 2 * HOUR, SET_UP + 3 * HOUR)];
  const schedule = aSchedule([aRotation(['ann', 'bob'])], { overrides });
  const shown = (of: Schedule, kind: 'final' | 'base' | 'override') =>
    buildTimeline(of, SET_UP, SET_UP + DAY + HOUR, kind)[0]?.periods.map(
      ({ start, end, party, type }) =>
        `${party.id} ${(start - SET_UP) / HOUR}-${(end - SET_UP) / HOUR} ${type}`,
    );

  test('show the final, base and override timelines', () => {
    expect(shown(schedule, 'final')).toEqual([
      'ann 0-2 default',
      'eve 2-3 override',
      'ann 3-24 default',
      'bob 24-25 default',
    ]);
    expect(shown(schedule, 'base')).toEqual(['ann 0-24 default', 'bob 24-25 default']);
    expect(shown(schedule, 'override')).toEqual(['eve 2-3 override']);
  });

  test('are empty for a disabled schedule, except base', () => {
    expect(shown({ ...schedule, enabled: false }, 'final')).toEqual([]);
    expect(shown({ ...schedule, enabled: false }, 'base')).toHaveLength(2);
  });

  test('reject too many periods', () => {
    const hourly = aSchedule([aRotation(['ann'], { type: 'hourly' })]);
    expect(() => buildTimeline(hourly, SET_UP, SET_UP + 500 * DAY, 'final')).toThrow(TimelineTooLong);
  });

  test('cover local days, weeks and months', () => {
    const later = (from: string, interval: number, unit: 'days' | 'weeks' | 'months') =>
      new Date(addInterval(utc(from), interval, unit, 'Europe/Berlin')).toISOString();
    expect(later('2026-03-28T11:00', 1, 'days')).toBe('2026-03-29T10:00:00.000Z');
    expect(later('2026-10-24T10:00', 1, 'weeks')).toBe('2026-10-31T11:00:00.000Z');
    expect(later('2026-01-31T11:00', 1, 'months')).toBe('2026-02-28T11:00:00.000Z');
  });
});
