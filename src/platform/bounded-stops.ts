import { isThrottled } from './aws-errors.ts';
import { type Clock, SECOND } from './clock.ts';
import type { Executions } from './executions.ts';

/** How many executions an instance of a function stops a second, and in a burst. */
const STOPS_PER_SECOND = 10;
const BURST = 20;

/** How long an instance stops nothing after Step Functions has throttled it. */
const REST_AFTER_THROTTLE = 5 * SECOND;

/**
 * Executions of which only so many are stopped as the quota of StopExecution allows: outside of the largest regions 25 a
 * second for the whole account. An execution that is not stopped wakes once more, finds nothing to do and ends.
 */
export function createBoundedStops<T extends Executions>(executions: T, clock: Clock): T {
  let tokens = BURST;
  let refilledAt = clock();
  let restUntil = 0;

  function takeToken(): boolean {
    const now = clock();
    tokens = Math.min(BURST, tokens + (Math.max(0, now - refilledAt) / SECOND) * STOPS_PER_SECOND);
    refilledAt = now;
    if (now < restUntil || tokens < 1) return false;
    tokens -= 1;
    return true;
  }

  return {
    ...executions,
    async stop(name: string, cause: string) {
      if (!takeToken()) return;
      try {
        await executions.stop(name, cause);
      } catch (error) {
        if (!isThrottled(error)) throw error;
        restUntil = clock() + REST_AFTER_THROTTLE;
      }
    },
  };
}
