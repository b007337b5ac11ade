import { now } from '@internationalized/date';
import { TEXTS } from './texts.ts';

const MINUTE = 60_000;

/** The lengths that are offered, each with its end in milliseconds since the epoch. */
export function getSnoozeTimes(
  at: number,
  timeZone: string,
): readonly { readonly label: string; readonly until: number }[] {
  const tomorrow = now(timeZone).add({ days: 1 }).set({ hour: 9, minute: 0, second: 0, millisecond: 0 });
  return [
    { label: '30 minutes', until: at + 30 * MINUTE },
    { label: '1 hour', until: at + 60 * MINUTE },
    { label: '2 hours', until: at + 120 * MINUTE },
    { label: '8 hours', until: at + 480 * MINUTE },
    { label: TEXTS.tomorrow, until: tomorrow.toDate().getTime() },
  ];
}
