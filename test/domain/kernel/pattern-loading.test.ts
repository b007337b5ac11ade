import { matchesCriteria } from '../../../src/domain/kernel/criteria.ts';
import { createPatternBudget, execPattern } from '../../../src/domain/kernel/pattern-budget.ts';
import { anAlert, NOON } from '../../support/builders.ts';

let loads = 0;
let isRe2Used = false;
jest.mock('../../../src/domain/kernel/linear-pattern.ts', () => {
  loads++;
  const { compileLinearPattern } = jest.requireActual('../../../src/domain/kernel/linear-pattern.ts');
  return {
    compileLinearPattern: (...args: readonly unknown[]) => {
      isRe2Used = true;
      return compileLinearPattern(...args);
    },
  };
});

const budget = () => createPatternBudget({ accountId: 'a', now: NOON });

const messageIs = (operation: string, expectedValue: string) =>
  matchesCriteria(
    {
      type: 'match-all-conditions',
      conditions: [{ field: 'message', not: false, operation, expectedValue }],
    },
    anAlert({ message: 'disk full' }),
  );

test('RE2 is loaded once, for the first pattern that is evaluated with a budget', async () => {
  expect(await budget().run(() => messageIs('equals', 'disk full'))).toBe(true);
  expect(execPattern('disk.*', 'whole', 'disk full')).not.toBeNull();
  expect(loads).toBe(0);

  let evaluations = 0;
  const evaluate = () => {
    evaluations++;
    return messageIs('matches', 'disk.*') && !messageIs('matches', 'disk');
  };
  expect(await budget().run(evaluate)).toBe(true);
  expect({ loads, isRe2Used, evaluations }).toEqual({ loads: 1, isRe2Used: true, evaluations: 2 });
  expect(await budget().run(evaluate)).toBe(true);
  expect({ loads, evaluations }).toEqual({ loads: 1, evaluations: 3 });
});
