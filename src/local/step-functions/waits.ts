/** setTimeout takes no longer delay than this; longer ones would run out at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface Wait {
  readonly done: Promise<void>;
  /** Ends it at once. */
  readonly cancel: () => void;
}

/**
 * Waits until the clock has reached the instant, however far away, and looks at the clock again before it says so:
 * timers run out early by a part of a millisecond.
 */
export function waitUntil(
  instant: number,
  clock: { readonly now: () => number; readonly realDuration: (ms: number) => number },
): Wait {
  const { promise, resolve } = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    const left = instant - clock.now();
    if (left <= 0) return resolve();
    timer = setTimeout(look, Math.min(Math.max(1, Math.ceil(clock.realDuration(left))), LONGEST_TIMER_MS));
  };
  const cancel = () => {
    clearTimeout(timer);
    resolve();
  };
  look();
  return { done: promise, cancel };
}
