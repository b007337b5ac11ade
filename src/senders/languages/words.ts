import { INTL_LOCALE, type Language } from '../../domain/kernel/language.ts';

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** A list of names in the language: A, B and C. */
export const toList =
  (language: Language) =>
  (names: readonly string[]): string =>
    new Intl.ListFormat(INTL_LOCALE[language], { type: 'conjunction' }).format(names);

/** Minutes as an amount of the largest unit that is not misleading: 59 minutes, 1 hour, 23 hours, 1 day. */
export function getDurationParts(minutes: number): {
  readonly amount: number;
  readonly unit: 'minute' | 'hour' | 'day';
} {
  if (minutes < HOUR_MINUTES - 2) return { amount: Math.round(minutes), unit: 'minute' };
  if (minutes < DAY_MINUTES - HOUR_MINUTES / 2)
    return { amount: Math.round(minutes / HOUR_MINUTES), unit: 'hour' };
  return { amount: Math.round(minutes / DAY_MINUTES), unit: 'day' };
}

/** Minutes in short: 5 min, 2 h 5 min, 3 d 4 h. */
export const toDuration =
  (units: { readonly minutes: string; readonly hours: string; readonly days: string }) =>
  (minutes: number): string => {
    const whole = Math.floor(minutes);
    const [days, hours, rest] = [
      Math.floor(whole / DAY_MINUTES),
      Math.floor((whole % DAY_MINUTES) / HOUR_MINUTES),
      whole % HOUR_MINUTES,
    ];
    const parts =
      days > 0
        ? [part(days, units.days), part(hours, units.hours)]
        : [part(hours, units.hours), part(rest, units.minutes)];
    return parts.filter((text) => text !== '').join(' ') || `0 ${units.minutes}`;
  };

const part = (amount: number, unit: string): string => (amount === 0 ? '' : `${amount} ${unit}`);
