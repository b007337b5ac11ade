import { type Criteria, matchesCriteria } from '../../../src/domain/kernel/criteria.ts';
import {
  createPatternBudget,
  createSkippedPatterns,
  execPattern,
  PATTERN_BUDGET_MS,
  PATTERN_SHARE_MS,
  type PatternRunner,
  SKIP_PATTERN_MS,
} from '../../../src/domain/kernel/pattern-budget.ts';
import { fillAlertTemplate } from '../../../src/domain/kernel/text-template.ts';
import { anAlert, NOON } from '../../support/builders.ts';

/** Only RegExp can match these, and it would take hours. */
const slowPattern = (i: number) => `(?!x${i})(a+)+b`;
const evilTag = (i: number) => `${'a'.repeat(40 + i)}c`;

const anyOf = (patterns: readonly string[]): Criteria => ({
  type: 'match-any-condition',
  conditions: patterns.map((expectedValue) => ({
    field: 'tags',
    not: false,
    operation: 'matches',
    expectedValue,
  })),
});

/** A runner on which RegExp always takes all the time that it gets, and RE2 none. It adds up the time. */
function slowRunner() {
  const given: number[] = [];
  const runner: PatternRunner = (work, limitMs) => {
    const result = work();
    // The first step of an evaluation compiles for RE2, and says whether RegExp is needed; the second calls RegExp.
    if (result === 'use RegExp') return { result, tookMs: 0 };
    given.push(limitMs);
    return { tookMs: limitMs };
  };
  return { runner, given, total: () => given.reduce((sum, each) => sum + each, 0) };
}

const attack = Array.from({ length: 10 }, (_, i) => slowPattern(i));
const harmless = anAlert({ tags: Array.from({ length: 20 }, (_, i) => `tag-${i}`) });

test('ten slow patterns and twenty tags take half a second together, and then nothing for an hour', async () => {
  const skipped = createSkippedPatterns();
  const { runner, given, total } = slowRunner();
  const evaluate = async (now: number) => {
    given.length = 0;
    const budget = createPatternBudget({ accountId: 'attacker', now, runner, skipped });
    expect(await budget.run(() => matchesCriteria(anyOf(attack), harmless))).toBe(false);
    return { ms: total(), slow: budget.listSlow().length, unfinished: budget.listUnfinished().length };
  };
  const alerts = [];
  for (let n = 0; n < 5; n++) alerts.push(await evaluate(NOON));
  for (const { ms, unfinished } of alerts) {
    expect(ms).toBeLessThanOrEqual(PATTERN_BUDGET_MS);
    expect(unfinished).toBe(10);
  }
  // Each alert finds some of them too slow; after that, none is evaluated.
  expect(alerts.reduce((sum, { slow }) => sum + slow, 0)).toBe(10);
  expect(alerts.at(-1)?.ms).toBe(0);
  expect((await evaluate(NOON + SKIP_PATTERN_MS - 1)).ms).toBe(0);
  expect((await evaluate(NOON + SKIP_PATTERN_MS)).ms).toBeGreaterThan(0);
});

test('slow patterns of one account are not skipped in another', async () => {
  const skipped = createSkippedPatterns();
  skipped.add('attacker', 'a.*', NOON);
  const evaluate = (accountId: string) =>
    createPatternBudget({ accountId, now: NOON, skipped }).run(() => execPattern('a.*', 'whole', 'abc'));
  expect([await evaluate('attacker'), await evaluate('other')]).toEqual([undefined, []]);
});

test('the real engine keeps within the budget, and patterns with linear time still match afterwards', async () => {
  const skipped = createSkippedPatterns();
  const budget = createPatternBudget({ accountId: 'real', now: NOON, skipped });
  const alert = anAlert({ tags: Array.from({ length: 20 }, (_, i) => evilTag(i)) });
  const found = await budget.run(() => [
    matchesCriteria(anyOf(attack), alert),
    matchesCriteria(anyOf(['a+c']), alert),
  ]);
  expect(found).toEqual([false, true]);
  expect(budget.listUnfinished()).toEqual(attack);
  expect(budget.listSlow().length).toBeLessThanOrEqual(PATTERN_BUDGET_MS / PATTERN_SHARE_MS);
});

test('patterns without look-around cannot be made slow', async () => {
  const budget = createPatternBudget({ accountId: 'linear', now: NOON, skipped: createSkippedPatterns() });
  const alert = anAlert({ tags: Array.from({ length: 20 }, () => `${'a'.repeat(40)}c`) });
  const patterns = ['(a+)+b', '(a|aa)+b', '(a|a)*b', '([a-z]+)*b', '(a*)*b', '(.*a){12}b'];
  expect(await budget.run(() => matchesCriteria(anyOf(patterns), alert))).toBe(false);
  expect(budget.listUnfinished()).toEqual([]);
});

test('a pattern that ran out of time because the processor was busy with other work is evaluated for the next alert', async () => {
  const skipped = createSkippedPatterns();
  const busy: PatternRunner = () => ({ tookMs: 5 });
  const budget = createPatternBudget({ accountId: 'busy', now: NOON, runner: busy, skipped });
  expect(await budget.run(() => execPattern('a+c', 'whole', 'aac'))).toBeUndefined();
  expect(budget.listUnfinished()).toEqual(['a+c']);
  expect(budget.listSlow()).toEqual([]);
  const next = createPatternBudget({ accountId: 'busy', now: NOON, skipped });
  expect(await next.run(() => execPattern('a+c', 'whole', 'aac'))).not.toBeUndefined();
});

test('patterns end after twice their processor time by the clock', async () => {
  const clocks: number[] = [];
  const waiting: PatternRunner = (_work, limitMs, clockMs) => {
    clocks.push(clockMs);
    return { tookMs: limitMs };
  };
  const budget = createPatternBudget({ accountId: 'clock', now: NOON, runner: waiting });
  await budget.run(() => execPattern('a+c', 'whole', 'aac'));
  expect(clocks).toEqual([2 * PATTERN_BUDGET_MS]);
});

test('patterns in templates use the same budget, and the value is empty without a result', async () => {
  const { runner, total } = slowRunner();
  const budget = createPatternBudget({ accountId: 'a', now: NOON, runner, skipped: createSkippedPatterns() });
  const template = attack.map((each) => `<{{message.extract(/${each}/)}}>`).join('');
  const text = await budget.run(() => fillAlertTemplate(template, anAlert({ message: 'aaac' })));
  expect(text).toBe('<>'.repeat(10));
  expect(total()).toBeLessThanOrEqual(PATTERN_BUDGET_MS);
  expect(budget.listUnfinished()).toHaveLength(10);
});

test('a pattern that only meets the end of the budget is not skipped later', async () => {
  const skipped = createSkippedPatterns();
  let left = 5;
  const runner: PatternRunner = (work, limitMs) => {
    const result = work();
    if (result === 'use RegExp') return { result, tookMs: 0 };
    return left-- > 0 ? { result, tookMs: PATTERN_SHARE_MS * 0.79 } : { tookMs: limitMs };
  };
  const budget = createPatternBudget({ accountId: 'a', now: NOON, runner, skipped });
  await budget.run(() => attack.slice(0, 6).map((each) => execPattern(each, 'whole', 'x')));
  expect(budget.listUnfinished()).toEqual([slowPattern(5)]);
  expect(budget.listSlow()).toEqual([]);
});

test('without a budget, a pattern has one of its own', () => {
  expect(execPattern('(?!b)a+', 'whole', 'aaa')?.[0]).toBe('aaa');
  expect(execPattern('(', 'whole', 'aaa')).toBeUndefined();
});
