import {
  findOccurrencesAround,
  getOccurrence,
  type Recurrence,
} from '../../../src/domain/maintenance/recurrence.ts';
import { HOUR, toIso } from '../../../src/platform/clock.ts';

const BERLIN = { interval: 1, timezone: 'Europe/Berlin' } as const;
const daily: Recurrence = { frequency: 'daily', ...BERLIN };
const monthly: Recurrence = { frequency: 'monthly', ...BERLIN };

const span = (startDate: string, endDate: string) => ({
  startDate: Date.parse(startDate),
  endDate: Date.parse(endDate),
});

test.each([
  [
    'as long in winter as in summer',
    '2027-03-27T10:00+01:00',
    '2027-03-27T12:00+01:00',
    daily,
    1,
    '2027-03-28T10:00+02:00',
    2,
  ],
  [
    'an hour shorter when clocks are put forward',
    '2027-03-27T01:00+01:00',
    '2027-03-27T04:00+01:00',
    daily,
    1,
    '2027-03-28T01:00+01:00',
    2,
  ],
  [
    'an hour longer when they are put back',
    '2027-10-30T01:00+02:00',
    '2027-10-30T04:00+02:00',
    daily,
    1,
    '2027-10-31T01:00+02:00',
    4,
  ],
  [
    'begun at the change where its begin is left out',
    '2027-03-27T02:30+01:00',
    '2027-03-27T04:30+01:00',
    daily,
    1,
    '2027-03-28T03:00+02:00',
    1.5,
  ],
  [
    'begun at the change and whole where all of it is left out',
    '2027-03-27T02:15+01:00',
    '2027-03-27T02:45+01:00',
    daily,
    1,
    '2027-03-28T03:00+02:00',
    0.5,
  ],
  [
    'at the first of two times',
    '2027-10-30T02:30+02:00',
    '2027-10-30T03:30+02:00',
    daily,
    1,
    '2027-10-31T02:30+02:00',
    2,
  ],
  [
    'as given for the first, also at the second of two times',
    '2027-10-31T02:30+01:00',
    '2027-10-31T03:30+01:00',
    daily,
    0,
    '2027-10-31T02:30+01:00',
    1,
  ],
  [
    'and the next after such a one as the clocks say',
    '2027-10-31T02:30+01:00',
    '2027-10-31T03:30+01:00',
    daily,
    1,
    '2027-11-01T02:30+01:00',
    1,
  ],
  [
    'on the last day of a shorter month',
    '2027-01-31T10:00+01:00',
    '2027-01-31T11:00+01:00',
    monthly,
    1,
    '2027-02-28T10:00+01:00',
    1,
  ],
  [
    'on its own day again after it',
    '2027-01-31T10:00+01:00',
    '2027-01-31T11:00+01:00',
    monthly,
    2,
    '2027-03-31T10:00+02:00',
    1,
  ],
  [
    'on the 29th in a leap year',
    '2027-11-30T10:00+01:00',
    '2027-11-30T11:00+01:00',
    { ...monthly, interval: 3 },
    1,
    '2028-02-29T10:00+01:00',
    1,
  ],
  [
    'on the second Tuesday',
    '2027-01-12T10:00+01:00',
    '2027-01-12T11:00+01:00',
    { ...monthly, weekOfMonth: 'second' },
    1,
    '2027-02-09T10:00+01:00',
    1,
  ],
  [
    'on the last Sunday, be it the fifth',
    '2027-02-28T10:00+01:00',
    '2027-02-28T11:00+01:00',
    { ...monthly, weekOfMonth: 'last' },
    3,
    '2027-05-30T10:00+02:00',
    1,
  ],
] as const)('%s', (_, startDate, endDate, recurrence, n, begin, hours) => {
  const found = getOccurrence(span(startDate, endDate), recurrence, n);
  expect(found && { begin: toIso(found.startDate), hours: (found.endDate - found.startDate) / HOUR }).toEqual(
    {
      begin: toIso(Date.parse(begin)),
      hours,
    },
  );
});

test('finding an occurrence does not slow down with time', () => {
  const first = span('2027-01-01T00:00Z', '2027-01-01T01:00Z');
  const at = Date.parse('2054-05-19T12:00Z');
  expect(findOccurrencesAround(first, { frequency: 'daily', interval: 1, timezone: 'UTC' }, at)).toEqual({
    last: span('2054-05-19T00:00Z', '2054-05-19T01:00Z'),
    next: span('2054-05-20T00:00Z', '2054-05-20T01:00Z'),
  });
});
