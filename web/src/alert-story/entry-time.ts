import { formatCountdown, formatTimeOfDayExact } from '../format/time.ts';
import { TEXTS } from './texts.ts';

const HOUR = 3_600_000;
/** A shorter distance to the entry before is shown as such. */
const SHORT_MS = 10_000;

/** What the time column says of an entry, in at most nine characters. */
export function formatEntryTime(
  { at, planned }: { readonly at: number; readonly planned: boolean },
  {
    previousAt,
    now,
    timeZone,
  }: { readonly previousAt?: number; readonly now: number; readonly timeZone: string },
): string {
  if (planned && at - now < HOUR) return TEXTS.in(formatCountdown(at - now));
  const distance = previousAt === undefined ? 0 : at - previousAt;
  if (!planned && distance >= 100 && distance < SHORT_MS)
    return TEXTS.later(`${(distance / 1_000).toFixed(1)} s`);
  return formatTimeOfDayExact(at, timeZone);
}

/** What the time column says of an entry of a simulation: how long after the alert it is. */
export const formatOffset = (at: number, start: number): string => TEXTS.later(formatCountdown(at - start));
