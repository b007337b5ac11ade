import type { Instant } from '../../platform/clock.ts';
import { INTL_LOCALE, type Language } from './language.ts';
import { hasAtMost, truncate } from './limits.ts';

/** The text on one line without control characters, for subjects, headers and spoken sentences. */
export const toOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();

/** The text in at most `max` characters (code points), the last an ellipsis where something was cut off. */
export function truncateWithEllipsis(text: string, max: number, ellipsis = '…'): string {
  if (hasAtMost(max, text)) return text;
  return `${truncate(text, Math.max(0, max - ellipsis.length)).trimEnd()}${ellipsis}`;
}

/** How far back from its limit a text is cut, as a part of the limit, so that no word is cut in two. */
const WORD_SEARCH = 0.4;

/**
 * The text in at most `max` characters (code points), cut after a word, and then with the ellipsis. A word that is longer
 * than what may be lost is cut in two.
 */
export function cutAtWord(text: string, max: number, ellipsis = '…'): string {
  if (hasAtMost(max, text)) return text;
  const room = Math.max(0, max - ellipsis.length);
  const characters = [...truncate(text, room + 1)];
  let end = Math.min(room, characters.length);
  for (let at = end; at >= room * (1 - WORD_SEARCH); at--) {
    if (!/\s/.test(characters[at] ?? '')) continue;
    end = at;
    break;
  }
  return `${characters
    .slice(0, end)
    .join('')
    .replace(/[\s.,;:–-]+$/, '')}${ellipsis}`;
}

/** The beginning of a text. */
export interface Excerpt {
  readonly text: string;
  readonly isCut: boolean;
  /** How many whole lines are left out. */
  readonly linesLeft: number;
}

/** The first lines of the text, at most `maxLines` of them and `max` characters, cut after a word. */
export function excerpt(text: string, maxLines: number, max: number): Excerpt {
  const lines = text.trimEnd().split(/\r\n|[\n\r\u2028\u2029]/);
  const head = lines.slice(0, maxLines).join('\n');
  const shown = cutAtWord(head, max);
  const linesLeft = lines.length - shown.split('\n').length;
  return { text: shown, isCut: shown !== head || linesLeft > 0, linesLeft };
}

/** The instant in the zone for reading: Tue, 24 Nov 2026, 10:05 CET. In UTC if the zone is unknown. */
export const formatLocalTime = (instant: Instant, timeZone: string, language: Language = 'en'): string =>
  inZone(timeZone, (known) =>
    new Intl.DateTimeFormat(INTL_LOCALE[language], {
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

/** The instant in the zone for reading in a sentence: 10:05, with the day if it is not that of `now`: Tue 24 Nov, 10:05. */
export const formatClock = (instant: Instant, timeZone: string, language: Language, now: Instant): string =>
  inZone(timeZone, (known) => {
    const format = (at: Instant, options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(INTL_LOCALE[language], { timeZone: known, ...options }).format(at);
    const toDay = (at: Instant) => format(at, { year: 'numeric', month: 'numeric', day: 'numeric' });
    const time = format(instant, { hour: '2-digit', minute: '2-digit' });
    if (toDay(instant) === toDay(now)) return time;
    return `${format(instant, { weekday: 'short', day: 'numeric', month: 'short' })}, ${time}`;
  });

/** The instant in the zone for speaking: 10:05 on Tuesday 24 November. */
export const formatSpokenTime = (instant: Instant, timeZone: string, language: Language = 'en'): string =>
  inZone(timeZone, (known) => {
    const format = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(INTL_LOCALE[language], { timeZone: known, ...options }).format(instant);
    const day = format({ weekday: 'long', day: 'numeric', month: 'long' });
    const time = format({ hour: '2-digit', minute: '2-digit' });
    return language === 'de' ? `${day}, ${time} Uhr` : `${time} on ${day.replace(',', '')}`;
  });

/** Formats in the zone, or in UTC if there is no such zone. */
function inZone(timeZone: string, format: (known: string) => string): string {
  try {
    return format(timeZone);
  } catch {
    return format('UTC');
  }
}
