import { toZonedFormat } from '../../../src/domain/kernel/zoned-format.ts';

const at = (iso: string) => Date.parse(iso);

test.each([
  ['UTC', '2026-03-02T08:47:32Z', '08:47:32 UTC'],
  ['Europe/Berlin', '2026-03-02T08:47:32Z', '09:47:32 CET'],
  ['Europe/Berlin', '2026-03-02T23:30:00Z', '2026-03-03 00:30:00 CET'],
  ['Europe/Berlin', '2026-07-01T08:00:00Z', '2026-07-01 10:00:00 CEST'],
  ['Asia/Kolkata', '2026-03-02T18:30:00Z', '2026-03-03 00:00:00 GMT+5:30'],
])('in %s, %s is shown as %s', (zone, instant, shown) => {
  expect(toZonedFormat(zone, at('2026-03-02T08:00:00Z'))(at(instant))).toBe(shown);
});
