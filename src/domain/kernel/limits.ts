/**
 * Opsgenie's limits of an alert: characters (Unicode code points) of a text, elements of a list. Tocsin truncates texts
 * and drops surplus elements instead of rejecting the alert, because an alert that is cut is better than none. An
 * incident has the same limits for the fields that it shares with alerts.
 */
export const ALERT_LIMITS = {
  message: 130,
  alias: 512,
  description: 15_000,
  entity: 512,
  source: 100,
  user: 100,
  note: 25_000,
  tags: 20,
  tag: 50,
  actions: 10,
  action: 50,
  responders: 50,
  /** Keys and values of all details together. */
  details: 8_000,
} as const;

/** Longest id of an alert or incident that is looked up. Table keys may not be much longer. */
export const MAX_ID_LENGTH = 100;

/** Longest id, name or username by which a client can reference something. Table keys may not be much longer. */
export const MAX_REFERENCE_LENGTH = 255;

/** The first `max` characters (Unicode code points) of the text, without unpaired surrogates. */
export const truncate = (text: string, max: number): string =>
  (text.length <= max ? text : [...text].slice(0, max).join('')).toWellFormed();

/** Whether the text has at most `max` characters (Unicode code points). */
export const hasAtMost = (max: number, text: string): boolean =>
  text.length <= max || [...text].length <= max;

/** The description, which begins with the full title if the message of an alert is too short for it. Nothing gets lost. */
export const withFullTitle = (title: string, description: string): string =>
  hasAtMost(ALERT_LIMITS.message, title) || description.startsWith(title)
    ? description
    : [title, description].filter((text) => text !== '').join('\n\n');

/** A title as an alert or incident stores it: the message, and the full title if it had to be truncated. */
export interface FittedTitle {
  readonly message: string;
  readonly fullTitle?: string;
}

/** Fits a title into the limit of messages. */
export const fitTitle = (title: string): FittedTitle => ({
  message: truncate(title, ALERT_LIMITS.message),
  ...(!hasAtMost(ALERT_LIMITS.message, title) && { fullTitle: truncate(title, ALERT_LIMITS.description) }),
});

/** The description of an alert or incident with that title, within the limit of descriptions. */
export const describeWithTitle = (fullTitle: string | undefined, description: string): string =>
  truncate(
    fullTitle === undefined ? description : withFullTitle(fullTitle, description),
    ALERT_LIMITS.description,
  );

/** The first `maxCount` different texts that are not blank, each truncated to `maxLength` characters. */
export const fitTexts = (texts: readonly string[], maxCount: number, maxLength: number): string[] => {
  const filled = texts.map((text) => truncate(text, maxLength)).filter((text) => text.trim() !== '');
  return [...new Set(filled)].slice(0, maxCount);
};

const countCharacters = (text: string): number => [...text].length;

/** Characters of all keys and values together. */
export const getDetailsLength = (details: Readonly<Record<string, string>>): number =>
  Object.entries(details).reduce(
    (sum, [key, value]) => sum + countCharacters(key) + countCharacters(value),
    0,
  );

/**
 * As many details, in their order, as fit into the limit. The value that crosses the limit is truncated; what comes after
 * it is dropped.
 */
export function fitDetails(details: Readonly<Record<string, string>>): Record<string, string> {
  let left: number = ALERT_LIMITS.details;
  const kept: [string, string][] = [];
  for (const [name, value] of Object.entries(details)) {
    const key = name.toWellFormed();
    const room = left - countCharacters(key);
    if (room <= 0) break;
    const fitting = truncate(value, room);
    kept.push([key, fitting]);
    left = room - countCharacters(fitting);
  }
  return Object.fromEntries(kept);
}
