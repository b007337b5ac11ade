import { planEdit } from '../../scripts/mutants/edit.ts';
import { MUTANTS } from '../../scripts/mutants/mutants.ts';

test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
  'the mutant still finds the rule that it breaks: %s',
  (_, mutant) => {
    expect(planEdit('.', mutant).after).not.toBe('');
  },
);

test('mutants have different names, and CI runs some of them', () => {
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  expect(MUTANTS.length).toBeGreaterThanOrEqual(20);
  expect(MUTANTS.filter(({ subset }) => subset).length).toBeGreaterThanOrEqual(10);
});
