import * as fc from 'fast-check';
import {
  findMaintenanceState,
  getMaintenanceStatus,
  type Maintenance,
} from '../../../src/domain/maintenance/model.ts';
import { HOUR, MINUTE } from '../../../src/platform/clock.ts';
import { NOON } from '../../support/builders.ts';

const aMaintenance = (wanted: Partial<Maintenance> = {}): Maintenance => ({
  id: 'm',
  description: '',
  type: 'schedule',
  startDate: NOON,
  endDate: NOON + HOUR,
  rules: [{ state: 'disabled', entity: { type: 'policy', id: 'p' } }],
  ...wanted,
});

test.each([
  [-1, {}, 'planned'],
  [0, {}, 'active'],
  [HOUR - 1, {}, 'active'],
  [HOUR, {}, 'past'],
  [30 * MINUTE, { cancelledAt: NOON }, 'cancelled'],
  [2 * HOUR, { cancelledAt: NOON }, 'cancelled'],
] as const)('%d ms after its start, with %j, it is %s', (after, change, status) => {
  expect(getMaintenanceStatus(aMaintenance(change), NOON + after)).toBe(status);
});

test('maintenance without an end stays active', () => {
  const { endDate: _, ...indefinite } = aMaintenance();
  expect(getMaintenanceStatus(indefinite, NOON + 1000 * HOUR)).toBe('active');
});

const state = fc.constantFrom('enabled' as const, 'disabled' as const);
const maintenance = fc
  .record({
    start: fc.integer({ min: 0, max: 4 }),
    length: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    cancelled: fc.boolean(),
    rules: fc.array(fc.record({ state, id: fc.constantFrom('p', 'q') }), { maxLength: 3 }),
  })
  .map(({ start, length, cancelled, rules }): Maintenance => {
    const { endDate: _, ...rest } = aMaintenance();
    return {
      ...rest,
      startDate: start,
      ...(length !== undefined && { endDate: start + length }),
      ...(cancelled && { cancelledAt: 0 }),
      rules: rules.map(({ state, id }) => ({ state, entity: { type: 'policy', id } })),
    };
  });

test('the maintenance that started last wins, disabling before enabling', () => {
  fc.assert(
    fc.property(fc.array(maintenance, { maxLength: 6 }), fc.integer({ min: 0, max: 9 }), (all, now) => {
      let expected: 'enabled' | 'disabled' | undefined;
      for (let start = 0; start <= now; start++) {
        const words = all
          .filter(
            (each) =>
              each.startDate === start &&
              each.cancelledAt === undefined &&
              (each.endDate === undefined || now < each.endDate),
          )
          .flatMap(({ rules }) => rules.filter(({ entity }) => entity.id === 'p').map((rule) => rule.state));
        if (words.length > 0) expected = words.includes('disabled') ? 'disabled' : 'enabled';
      }
      expect(findMaintenanceState(all, 'policy', 'p', now)).toBe(expected);
      expect(findMaintenanceState(all.toReversed(), 'policy', 'p', now)).toBe(expected);
      expect(findMaintenanceState(all, 'integration', 'p', now)).toBeUndefined();
    }),
  );
});
