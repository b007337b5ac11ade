/** The languages of messages. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

const isLanguage = (code: string): code is Language => (LANGUAGES as readonly string[]).includes(code);

/** The language of a locale such as de_DE or de-AT; English if there are no messages in it. */
export function toLanguage(locale: string): Language {
  const code = locale.split(/[_-]/)[0]?.toLowerCase() ?? '';
  return isLanguage(code) ? code : 'en';
}

/** The tag by which Intl formats dates and lists for the language: days first, and 24 hours. */
export const INTL_LOCALE: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };
