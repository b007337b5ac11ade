import { createContext, Script } from 'node:vm';
import { createBoundedMap } from '../../platform/bounded-map.ts';
import { HOUR, type Instant, startProcessorStopwatch, startStopwatch } from '../../platform/clock.ts';
import type { compileLinearPattern, LinearPattern } from './linear-pattern.ts';
import { compilePattern } from './pattern.ts';

/**
 * The processor time in ms for all patterns that are evaluated for one alert, however many. It is thousands of times what they
 * take. Time of the clock would blame a pattern for a machine that gives this process little of its processors.
 */
export const PATTERN_BUDGET_MS = 500;

/** Where the processor is that scarce, patterns end after so many times their processor time by the clock. */
const MOST_BY_CLOCK = 2;

/** The part of the budget that only patterns with linear time may use, so that no other pattern stops them. */
const LINEAR_RESERVE_MS = 100;

/** The most time in ms that one pattern may use of a budget, over all texts and tags. */
export const PATTERN_SHARE_MS = 100;

/** How long a pattern that took too long is not evaluated, in ms. */
export const SKIP_PATTERN_MS = HOUR;

/** The length to which a text is cut before it is matched. */
const TEXT_MAX = 15_000;

/** The match and its groups; `null` if there is none; undefined if the pattern is invalid, took too long or is skipped. */
export type PatternResult = readonly (string | undefined)[] | null | undefined;

/**
 * Runs work that may be abandoned after `limitMs` of processor time, or `clockMs` by the clock; `result` is undefined then.
 * `tookMs` is processor time.
 */
export type PatternRunner = <R>(
  work: () => R,
  limitMs: number,
  clockMs: number,
) => { readonly result?: R; readonly tookMs: number };

/** Patterns that took too long, by account, in the memory of this function. */
export interface SkippedPatterns {
  has(accountId: string, pattern: string, now: Instant): boolean;
  add(accountId: string, pattern: string, now: Instant): void;
}

/** The time that is left for the patterns of one alert. */
export interface PatternBudget {
  /**
   * Evaluates something with this budget: all patterns in it share the time. `evaluate` must be synchronous and without
   * effects: it is called again after RE2 has been loaded, if it is the first that needs it.
   */
  run<T>(evaluate: () => T): Promise<T>;
  /** The patterns that were not evaluated to the end, in the order in which they were met; also those that are skipped. */
  listUnfinished(): readonly string[];
  /** Those of them that used up their time. They are skipped from now on. */
  listSlow(): readonly string[];
}

export interface PatternBudgetOptions {
  readonly accountId: string;
  readonly now: Instant;
  readonly runner?: PatternRunner;
  readonly skipped?: SkippedPatterns;
}

const script = new Script('work()');
const context = createContext(Object.create(null)) as { work?: () => unknown };

const hasTimedOut = (error: unknown) =>
  (error as { readonly code?: string } | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/**
 * V8 ends the script, and with it whatever it called, after a time by the clock. If the thread had the processor for less
 * than that, the work begins again.
 */
const runWithTimeout: PatternRunner = <R>(work: () => R, limitMs: number, clockMs: number) => {
  const processorMs = startProcessorStopwatch();
  const elapsedMs = startStopwatch();
  context.work = work;
  try {
    while (processorMs() < limitMs && elapsedMs() < clockMs) {
      const timeout = Math.max(1, Math.ceil(Math.min(limitMs, clockMs - elapsedMs())));
      try {
        const result = script.runInContext(context as never, { timeout }) as R;
        return { result, tookMs: processorMs() };
      } catch (error) {
        if (!hasTimedOut(error)) return { tookMs: Math.max(processorMs(), limitMs) };
      }
    }
    return { tookMs: processorMs() };
  } finally {
    delete context.work;
  }
};

export function createSkippedPatterns(): SkippedPatterns {
  const until = createBoundedMap<Instant>(10_000);
  const toKey = (accountId: string, pattern: string) => `${accountId} ${pattern}`;
  return {
    has: (accountId, pattern, now) => (until.get(toKey(accountId, pattern)) ?? 0) > now,
    add: (accountId, pattern, now) => {
      until.set(toKey(accountId, pattern), now + SKIP_PATTERN_MS);
    },
  };
}

const skippedHere = createSkippedPatterns();

type Extent = 'whole' | 'part';

interface CompiledPattern {
  readonly regExp: RegExp;
  /** Absent until it is needed; `none` if only RegExp can match the pattern. */
  linear?: LinearPattern | 'none';
}

const compiledPatterns = createBoundedMap<CompiledPattern | 'invalid'>(1_000);

function getCompiled(pattern: string, extent: Extent): CompiledPattern | undefined {
  const key = `${extent} ${pattern}`;
  const known = compiledPatterns.get(key);
  if (known) return known === 'invalid' ? undefined : known;
  const regExp = compilePattern(pattern, extent);
  compiledPatterns.set(key, regExp ? { regExp } : 'invalid');
  return regExp && getCompiled(pattern, extent);
}

/** The compiler for RE2. It is large and most requests evaluate no pattern, so it is loaded for the first that does. */
let compileLinear: typeof compileLinearPattern | undefined;

async function loadLinear(): Promise<void> {
  compileLinear = (await import('./linear-pattern.ts')).compileLinearPattern;
}

/** Compiles for RE2 within the time of the pattern, because large repetitions take long to compile. */
function getLinear(compiled: CompiledPattern, extent: Extent): LinearPattern | undefined {
  if (!compileLinear) return undefined;
  compiled.linear ??= compileLinear(compiled.regExp, { groups: extent === 'part' }) ?? 'none';
  return compiled.linear === 'none' ? undefined : compiled.linear;
}

interface ExecutingBudget extends PatternBudget {
  exec(pattern: string, extent: Extent, text: string): PatternResult;
}

function createExecutingBudget({
  accountId,
  now,
  runner = runWithTimeout,
  skipped = skippedHere,
}: PatternBudgetOptions): ExecutingBudget {
  let spentMs = 0;
  let spentByClockMs = 0;
  const spentByPattern = new Map<string, number>();
  const unfinished = new Set<string>();
  const slow = new Set<string>();
  /** Whether an evaluation only finds out if it needs RE2, and whether it does. */
  let isAwaitingLinear = false;
  let hasMetPattern = false;

  function runOnce<T>(evaluate: () => T): T {
    const outer = current;
    current = budget;
    try {
      return evaluate();
    } finally {
      current = outer;
    }
  }

  function abandon(pattern: string): undefined {
    unfinished.add(pattern);
    return undefined;
  }

  /** Runs a step of the evaluation; undefined if its time is over. */
  function runStep<R>(pattern: string, budgetMs: number, work: () => R): { readonly result: R } | undefined {
    const spentOnIt = spentByPattern.get(pattern) ?? 0;
    const limitMs = Math.min(PATTERN_SHARE_MS - spentOnIt, budgetMs - spentMs);
    const clockMs = MOST_BY_CLOCK * budgetMs - spentByClockMs;
    if (limitMs <= 0 || clockMs <= 0) return abandon(pattern);
    const elapsedMs = startStopwatch();
    const { tookMs, ...outcome } = runner(work, limitMs, clockMs);
    spentMs += tookMs;
    spentByClockMs += elapsedMs();
    spentByPattern.set(pattern, spentOnIt + tookMs);
    if ('result' in outcome) return { result: outcome.result as R };
    // A pattern that only met the end of the budget is not to blame for it.
    if (spentOnIt + tookMs >= PATTERN_SHARE_MS / 2) {
      slow.add(pattern);
      skipped.add(accountId, pattern, now);
    }
    return abandon(pattern);
  }

  const budget: ExecutingBudget = {
    async run(evaluate) {
      isAwaitingLinear = compileLinear === undefined;
      hasMetPattern = false;
      try {
        const result = runOnce(evaluate);
        if (!hasMetPattern) return result;
      } catch (error) {
        if (!hasMetPattern) throw error;
      } finally {
        isAwaitingLinear = false;
      }
      await loadLinear();
      return runOnce(evaluate);
    },
    listUnfinished: () => [...unfinished],
    listSlow: () => [...slow],

    exec(pattern, extent, whole) {
      const compiled = getCompiled(pattern, extent);
      if (!compiled) return undefined;
      if (slow.has(pattern) || skipped.has(accountId, pattern, now)) return abandon(pattern);
      if (isAwaitingLinear) {
        hasMetPattern = true;
        return undefined;
      }
      const text = whole.slice(0, TEXT_MAX);
      const step = runStep(pattern, PATTERN_BUDGET_MS, () => {
        try {
          const linear = getLinear(compiled, extent);
          return linear?.canMatch(text) ? linear.exec(text) : 'use RegExp';
        } catch {
          // The end of the time is not caught here: V8 ends the script.
          return 'use RegExp';
        }
      });
      if (!step) return undefined;
      if (step.result !== 'use RegExp') return step.result;
      return runStep(pattern, PATTERN_BUDGET_MS - LINEAR_RESERVE_MS, () => compiled.regExp.exec(text))
        ?.result;
    },
  };
  return budget;
}

/** The budget of what is being evaluated. Evaluations are synchronous, so there is only one at a time. */
let current: ExecutingBudget | undefined;

/** Creates the time budget for the patterns of one alert. */
export const createPatternBudget = (options: PatternBudgetOptions): PatternBudget =>
  createExecutingBudget(options);

/**
 * Matches a pattern in Java's syntax against the whole text, or against any part of it, within the budget of what is being
 * evaluated, or else within one of its own. RE2 matches what it can in linear time; RegExp the rest, and everything until a
 * budget has loaded RE2.
 */
export function execPattern(pattern: string, extent: Extent, text: string): PatternResult {
  const budget =
    current ?? createExecutingBudget({ accountId: '', now: 0, skipped: { has: () => false, add() {} } });
  return budget.exec(pattern, extent, text);
}
