import {
  deleteLastKnown,
  keepView,
  type Owner,
  readLastKnown,
  startKeeping,
} from '../../web/src/offline/last-known.ts';

const JANE: Owner = { userId: 'jane', accountId: 'acme', timeZone: 'Europe/Berlin' };
const NOW = Date.UTC(2026, 10, 28, 8, 41);
const HOUR = 3_600_000;

/** A storage that holds up to `room` characters. */
function aStorage(room = 5_000_000): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem(key: string, value: string) {
      if (value.length > room) throw new DOMException('full', 'QuotaExceededError');
      values.set(key, value);
    },
    removeItem: (key: string) => void values.delete(key),
  } as unknown as Storage;
}

type Alerts = Parameters<typeof keepView>[2]['alerts'];

const someAlerts = (count: number): Alerts =>
  Array.from({ length: count }, (_, at) => ({
    id: `${at}`,
    tinyId: `${at + 1}`,
    message: `Alert ${at + 1}`,
    details: { secret: 'is not kept' },
  })) as unknown as Alerts;

const aView = (change: object = {}) => ({
  id: 'open',
  label: 'Open',
  readAt: NOW,
  alerts: someAlerts(2),
  hasMore: false,
  ...change,
});

test('the lists that were read last are known, the latest first, with what their lines show', () => {
  const storage = aStorage();
  startKeeping(storage, JANE);
  keepView(storage, JANE, aView({ readAt: NOW - HOUR, alerts: someAlerts(1) }));
  keepView(storage, JANE, aView({ id: 'needs-me', label: 'Needs me', readAt: NOW - HOUR, alerts: [] }));
  keepView(storage, JANE, aView());
  const { owner, views } = readLastKnown(storage, NOW + 1) ?? {};
  expect(owner).toEqual(JANE);
  expect(views?.map(({ id, alerts }) => [id, alerts.length])).toEqual([
    ['open', 2],
    ['needs-me', 0],
  ]);
  expect(JSON.stringify(views)).not.toContain('is not kept');
});

test('a long list is cut, and says that there was more', () => {
  const storage = aStorage();
  startKeeping(storage, JANE);
  keepView(storage, JANE, aView({ alerts: someAlerts(100) }));
  const [view] = readLastKnown(storage, NOW)?.views ?? [];
  expect([view?.alerts.length, view?.hasMore]).toEqual([50, true]);
});

test('alerts that are older than a day are not shown', () => {
  const storage = aStorage();
  startKeeping(storage, JANE);
  keepView(storage, JANE, aView());
  expect(readLastKnown(storage, NOW + 24 * HOUR - 1)).toBeDefined();
  expect(readLastKnown(storage, NOW + 24 * HOUR)).toBeUndefined();
});

test('an answer that arrives after signing out is not kept', () => {
  const storage = aStorage();
  startKeeping(storage, JANE);
  deleteLastKnown(storage);
  keepView(storage, JANE, aView());
  expect(readLastKnown(storage, NOW)).toBeUndefined();
});

test.each([
  ['another person', { ...JANE, userId: 'omar' }],
  ['the same person in another account', { ...JANE, accountId: 'other' }],
])('nothing of the person before is left for %s, and a late answer does not bring it back', (_, next) => {
  const storage = aStorage();
  startKeeping(storage, JANE);
  keepView(storage, JANE, aView());
  startKeeping(storage, next);
  expect(readLastKnown(storage, NOW)).toBeUndefined();
  keepView(storage, JANE, aView());
  expect(readLastKnown(storage, NOW)).toBeUndefined();
});

test('the same person who signs in again still has them', () => {
  const storage = aStorage();
  startKeeping(storage, JANE);
  keepView(storage, JANE, aView());
  startKeeping(storage, { ...JANE, timeZone: 'Asia/Tokyo' });
  expect(readLastKnown(storage, NOW)).toMatchObject({ owner: { timeZone: 'Asia/Tokyo' }, views: [{}] });
});

test('if there is no room, an older list does not pass for the last one', () => {
  const storage = aStorage(700);
  startKeeping(storage, JANE);
  keepView(storage, JANE, aView({ alerts: someAlerts(1) }));
  expect(readLastKnown(storage, NOW)).toBeDefined();
  keepView(storage, JANE, aView({ alerts: someAlerts(50) }));
  expect(readLastKnown(storage, NOW)).toBeUndefined();
});
