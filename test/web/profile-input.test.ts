import { phoneNumber } from '../../src/domain/users/contact-address.ts';
import { formatAddress, parsePhoneNumber } from '../../web/src/format/contact-methods.ts';
import {
  formatLocalTime,
  listUntilChoices,
  parseLocalTime,
} from '../../web/src/pages/profile/quiet/until.ts';

const HOUR = 3_600_000;
const ZONE = 'Europe/Berlin';

describe('a phone number as people write it', () => {
  test.each([
    ['+1 (202) 555-0101', '1-2025550101'],
    ['0049 151 2345678', '49-1512345678'],
    ['+358 40 123 4567', '358-401234567'],
    ['+7 495 123-45-67', '7-4951234567'],
    ['+44 20 7946 0958', '44-2079460958'],
    ['+353 1 234 5678', '353-12345678'],
    ['1-2025550101', '1-2025550101'],
  ])('%s becomes %s', (typed, expected) => {
    const parsed = parsePhoneNumber(typed);
    expect(parsed).toBe(expected);
    expect(phoneNumber(parsed ?? '')).toMatch(/^\+\d{8,15}$/);
  });

  test.each(['', '0151 2345678', '+49 151 CALL', '+0 151 234567', '+49', '+49 1512345678901234'])(
    '%j is refused, because its country or its form is unknown',
    (typed) => expect(parsePhoneNumber(typed)).toBeUndefined(),
  );

  test('an address is shown as people know it', () => {
    expect(formatAddress({ method: 'sms', to: '49-1512345678' })).toBe('+49 1512345678');
    expect(formatAddress({ method: 'webpush', to: 'https://push.example.com/x', name: 'Phone' })).toBe(
      'Phone',
    );
    expect(formatAddress({ method: 'webpush', to: 'https://push.example.com/x' })).toBe(
      'a browser at push.example.com',
    );
  });
});

describe('until when', () => {
  const toIso = (at: number | undefined) => (at === undefined ? at : new Date(at).toISOString());
  const offer = (at: string) =>
    Object.fromEntries(
      listUntilChoices(Date.parse(at), ZONE, [2, 24]).map(({ label, until }) => [label, toIso(until)]),
    );

  test('mornings are those of the zone, also over a change of the clocks', () => {
    // A Saturday; clocks in Berlin go back in the night.
    expect(offer('2026-10-24T21:30:00Z')).toEqual({
      '2 hours': '2026-10-24T23:30:00.000Z',
      '1 day': '2026-10-25T21:30:00.000Z',
      'Tomorrow 09:00': '2026-10-25T08:00:00.000Z',
      'Monday 09:00': '2026-10-26T08:00:00.000Z',
    });
  });

  test('after midnight in the zone, tomorrow is the next day there', () => {
    expect(offer('2026-06-03T22:30:00Z')['Tomorrow 09:00']).toBe('2026-06-05T07:00:00.000Z');
  });

  test('on a Monday, Monday is the next one; on a Sunday it is tomorrow, and is offered once', () => {
    expect(offer('2026-06-01T10:00:00Z')['Monday 09:00']).toBe('2026-06-08T07:00:00.000Z');
    expect(offer('2026-06-07T10:00:00Z')['Monday 09:00']).toBeUndefined();
  });

  test('a local time is read in the zone, and nonsense is refused', () => {
    expect(toIso(parseLocalTime('2026-06-01T09:00', ZONE))).toBe('2026-06-01T07:00:00.000Z');
    expect(parseLocalTime('', ZONE)).toBeUndefined();
    expect(parseLocalTime('2026-06-31T09:00', ZONE)).toBeUndefined();
    const at = Date.parse('2026-11-28T08:00:00Z');
    expect(formatLocalTime(at, ZONE)).toBe('2026-11-28T09:00');
    expect(parseLocalTime(formatLocalTime(at + HOUR, ZONE), ZONE)).toBe(at + HOUR);
  });
});
