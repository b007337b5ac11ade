import { MAX_OVERRIDES, withOverride } from '../../../src/domain/schedules/overrides.ts';
import { DAY, HOUR } from '../../../src/platform/clock.ts';
import { anOverride, aSchedule, SET_UP } from '../../support/builders.ts';

const full = (endOfFirst: number) =>
  aSchedule([], {
    overrides: Array.from({ length: MAX_OVERRIDES }, (_, i) =>
      anOverride('ann', SET_UP - DAY, i === 0 ? endOfFirst : SET_UP + DAY, { alias: `override ${i}` }),
    ),
  });
const oneMore = anOverride('bob', SET_UP, SET_UP + HOUR, { alias: 'one more' });

test('a full schedule drops the override that ended longest ago to make room for a new one', () => {
  const { overrides } = withOverride(full(SET_UP - HOUR), oneMore, SET_UP);
  expect(overrides).toHaveLength(MAX_OVERRIDES);
  expect(overrides[0]?.alias).toBe('override 1');
  expect(overrides.at(-1)?.alias).toBe('one more');
});

test('a schedule that is full of current and future overrides rejects another', () => {
  expect(() => withOverride(full(SET_UP + HOUR), oneMore, SET_UP)).toThrow(
    expect.objectContaining({ kind: 'invalid' }),
  );
});
