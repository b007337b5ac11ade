/** An instant in milliseconds since the Unix epoch, UTC. Every time in the domain is one of these. */
export type Instant = number;

/** Returns the current instant. Handlers get a clock; domain code gets an instant. */
export type Clock = () => Instant;

/** The clock of the machine. */
export const systemClock: Clock = () => Date.now();

/** Starts measuring a duration; the function it gives returns the milliseconds since, unaffected by clock changes. */
export function startStopwatch(): () => number {
  const startedAt = performance.now();
  return () => performance.now() - startedAt;
}

/** Starts measuring the processor time of this thread; the function it gives returns the milliseconds since. */
export function startProcessorStopwatch(): () => number {
  const before = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  };
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The instant as ISO 8601 in UTC with milliseconds, as in all API responses. */
export const toIso = (instant: Instant): string => new Date(instant).toISOString();

/**
 * The instant as ISO 8601 in whole seconds, rounded up: Step Functions' Wait ignores fractions of a
 * second, and waking up early would cost an extra evaluation.
 */
export const toIsoSecondsRoundedUp = (instant: Instant): string =>
  `${new Date(Math.ceil(instant / SECOND) * SECOND).toISOString().slice(0, 19)}Z`;
