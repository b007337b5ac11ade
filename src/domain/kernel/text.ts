import type { Instant } from '../../platform/clock.ts';
import { hasAtMost, truncate } from './limits.ts';

/** The text on one line without control characters, for subjects, headers and spoken sentences. */
export const toOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();

/** The text in at most `max` characters (code points), the last an ellipsis where something was cut off. */
export function truncateWithEllipsis(text: string, max: number, ellipsis = '…'): string {
  if (hasAtMost(max, text)) return text;
  return `${truncate(text, Math.max(0, max - ellipsis.length)).trimEnd()}${ellipsis}`;
}

/** The instant in the zone for reading: Tue, 24 Nov 2026, 10:05 CET. In UTC if the zone is unknown. */
export const formatLocalTime = (instant: Instant, timeZone: string): string =>
  inZone(timeZone, (known) =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone: known,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    }).format(instant),
  );

/** The instant in the zone for speaking: 10:05 on Tuesday 24 November. */
export const formatSpokenTime = (instant: Instant, timeZone: string): string =>
  inZone(timeZone, (known) => {
    const said = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat('en-GB', { timeZone: known, ...options }).format(instant);
    const day = said({ weekday: 'long', day: 'numeric', month: 'long' }).replace(',', '');
    return `${said({ hour: '2-digit', minute: '2-digit' })} on ${day}`;
  });

/** Formats in the zone, or in UTC if there is no such zone. */
function inZone(timeZone: string, format: (known: string) => string): string {
  try {
    return format(timeZone);
  } catch {
    return format('UTC');
  }
}
