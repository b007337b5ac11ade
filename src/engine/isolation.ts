import type { Instant } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import type { Evaluation } from './evaluation.ts';

/**
 * Records that a part of the configuration threw while it was read or evaluated. `part` identifies it within the alert;
 * `log` says what could not be evaluated and what happens instead.
 */
export type ReportFailure = (part: string, log: string, error: unknown) => void;

/** The result of `evaluate`, or of `fallBack` if it throws: one broken part of the configuration stops nothing else. */
export function isolate<T>(evaluate: () => T, fallBack: (error: unknown) => T): T {
  try {
    return evaluate();
  } catch (error) {
    return fallBack(error);
  }
}

/** The result of `evaluate`; undefined if it throws. For a failure that is reported elsewhere. */
export const attempt = <T>(evaluate: () => T): T | undefined =>
  isolate<T | undefined>(evaluate, () => undefined);

/**
 * The elements that can be read, each converted; none if the list itself cannot be read. What throws is left out, because
 * the failure of the whole is reported already.
 */
export const readEach = <E, R>(list: () => readonly E[], read: (element: E) => R | undefined): readonly R[] =>
  Array.from({ length: attempt(() => list().length) ?? 0 }, (_, i) =>
    attempt(() => read(list()[i] as E)),
  ).filter((result) => result !== undefined);

/** Reports failures to the alert's log. The entry of a part has the same id and time in every evaluation, so there is one. */
export const createReport =
  ({ alert, logEntries, failures }: Evaluation, at: Instant): ReportFailure =>
  (part, log, error) => {
    const id = derivedId('not-evaluated', alert.id, part, String(at));
    if (logEntries.some((entry) => entry.id === id)) return;
    logEntries.push({ id, at, log, fact: { kind: 'not-evaluated' } });
    failures.push({ part, error: error instanceof Error ? error.name : typeof error });
  };
