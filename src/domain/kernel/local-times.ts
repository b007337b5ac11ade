import type { Language } from './language.ts';
import { formatLocalTime } from './text.ts';

/** An instant with an offset (ISO 8601), as tools write it. */
const INSTANT = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)`;

const WHOLE_VALUE = new RegExp(`^${INSTANT}$`);

/** A line that is a name and an instant. Instants within other text, such as log lines, stay as they are. */
const NAMED_VALUE = new RegExp(`^([^:\n]{1,40}): (${INSTANT})$`, 'gm');

function toLocalTime(value: string, timeZone: string, language: Language): string {
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? value : formatLocalTime(instant, timeZone, language);
}

/** A description with the times that a tool gave on lines of their own, for reading in a zone (IANA) and language. */
export const withLocalTimes = (text: string, timeZone: string, language: Language): string =>
  text.replace(
    NAMED_VALUE,
    (_line, name: string, value: string) => `${name}: ${toLocalTime(value, timeZone, language)}`,
  );

/** The value of a detail, for reading in a zone (IANA) and language if it is a time. */
export const toLocalValue = (value: string, timeZone: string, language: Language): string =>
  WHOLE_VALUE.test(value) ? toLocalTime(value, timeZone, language) : value;
