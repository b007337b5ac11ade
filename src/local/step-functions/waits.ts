/** The longest delay of setTimeout; longer ones fire immediately. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface Wait {
  readonly done: Promise<void>;
  /** Ends the wait immediately. */
  readonly cancel: () => void;
}

/**
 * Waits until the clock reaches the instant, however far away. Checks the clock when the timer fires, because timers can fire
 * a fraction of a millisecond early.
 */
export function waitUntil(
  instant: number,
  clock: { readonly now: () => number; readonly realDuration: (ms: number) => number },
): Wait {
  const { promise, resolve } = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const check = () => {
    const left = instant - clock.now();
    if (left <= 0) return resolve();
    timer = setTimeout(check, Math.min(Math.max(1, Math.ceil(clock.realDuration(left))), MAX_TIMER_MS));
  };
  const cancel = () => {
    clearTimeout(timer);
    resolve();
  };
  check();
  return { done: promise, cancel };
}
