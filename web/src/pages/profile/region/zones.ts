/** A time zone to choose. */
export interface Zone {
  /** The IANA name: `America/New_York`. */
  readonly id: string;
  /** As people type it: `America/New York`. */
  readonly name: string;
}

const toZone = (id: string): Zone => ({ id, name: id.replaceAll('_', ' ') });

/** Zones that browsers list by their old names, which nobody types any more. */
const RENAMED: Readonly<Record<string, string>> = {
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Europe/Kiev': 'Europe/Kyiv',
};

/** The name of the zone as it is today. */
export const toZoneName = (zone: string): string => RENAMED[zone] ?? zone;

/**
 * The zones to choose from, UTC first. `current` is among them: it may be an alias, such as US/Eastern, which the browser does
 * not list.
 */
export function listZones(current: string): readonly Zone[] {
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone').map(toZoneName), current])]
    .toSorted((a, b) => (a === 'UTC' ? -1 : b === 'UTC' ? 1 : a.localeCompare(b)))
    .map(toZone);
}

/** The language of messages in a locale such as de_DE: English if there are none in it, as the service does. */
export const toMessageLanguage = (locale: string): 'en' | 'de' =>
  /^de(?:[_-]|$)/i.test(locale) ? 'de' : 'en';

const LOCALES = { en: 'en_US', de: 'de_DE' } as const;

/** The locale for messages in the language. A locale that has the language already stays: it may name another country. */
export const toLocale = (language: 'en' | 'de', current: string): string =>
  toMessageLanguage(current) === language ? current : LOCALES[language];
