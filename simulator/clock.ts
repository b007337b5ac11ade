import type { Instant } from '../src/platform/clock.ts';
import type { Random } from './random.ts';

interface Event {
  readonly at: Instant;
  readonly what: () => void | Promise<void>;
}

/**
 * Time that passes from event to event. What handlers do between two calls of AWS takes no time; every call and every
 * pause is an event, so that the order in which things happen side by side comes from the seed alone.
 */
export interface SimulatedClock {
  readonly random: Random;
  readonly now: () => Instant;
  /** Does something then, after all that was planned for the same instant before. */
  readonly at: (when: Instant, what: () => void | Promise<void>) => void;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Lets time pass until the instant. */
  readonly runUntil: (until: Instant) => Promise<void>;
}

/** Turns of the event loop in which handlers may still be at work between two calls of AWS. */
const TURNS = 3;

/** Longer than any scenario: something plans and plans. */
const EVENTS_MAX = 200_000;

export function createSimulatedClock(start: Instant, random: Random, turns = TURNS): SimulatedClock {
  let now = start;
  let planned = 0;
  const events: Event[] = [];

  const at: SimulatedClock['at'] = (when, what) => {
    planned++;
    const event = { at: Math.max(now, when), what };
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((events[middle] as Event).at <= event.at) low = middle + 1;
      else high = middle;
    }
    events.splice(low, 0, event);
  };

  /** Waits until the only work left is planned for a later time. */
  async function untilIdle(): Promise<void> {
    for (let quiet = 0; quiet < turns; ) {
      const before = planned;
      await new Promise((resolve) => setImmediate(resolve));
      quiet = planned === before ? quiet + 1 : 0;
    }
  }

  return {
    random,
    now: () => now,
    at,
    sleep: (milliseconds) => new Promise((resolve) => at(now + milliseconds, resolve)),
    async runUntil(until) {
      await untilIdle();
      for (let first = events[0]; first && first.at <= until; first = events[0]) {
        if (planned > EVENTS_MAX) throw new Error('The scenario does not come to an end.');
        events.shift();
        now = first.at;
        await first.what();
        await untilIdle();
      }
      now = until;
    },
  };
}
