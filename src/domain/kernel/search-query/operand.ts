import { DAY, type Instant, MINUTE, SECOND } from '../../../platform/clock.ts';
import { isCalendarDay } from '../calendar-day.ts';
import { PRIORITIES, type Priority } from '../priority.ts';
import { FIELDS, type Operand, type SearchField } from './model.ts';

/** Parses a value for the kind of the field; `wrong` with a reason if it is not valid. */
export function parseOperand(
  field: SearchField,
  text: string,
  quoted: boolean,
  statuses: readonly string[],
): Operand | { readonly type: 'wrong'; readonly reason: string } {
  if (!quoted && text.toLowerCase() === 'null') return { type: 'null' };
  const wrong = (reason: string) => ({ type: 'wrong', reason }) as const;
  const lower = text.toLowerCase();
  switch (FIELDS[field]) {
    case 'instant':
      return (
        parseInstant(text) ??
        wrong(`${text} is not a date or time; use milliseconds, dd-MM-yyyy or dd-MM-yyyyTHH:mm`)
      );
    case 'number':
      return /^\d{1,15}$/.test(text)
        ? { type: 'number', number: Number(text) }
        : wrong(`${text} is not a whole number`);
    case 'flag':
      return lower === 'true' || lower === 'false'
        ? { type: 'flag', flag: lower === 'true' }
        : wrong(`${text} is not true or false`);
    case 'status':
      return statuses.includes(lower)
        ? { type: 'status', status: lower }
        : wrong(`${text} is not a status; use one of ${statuses.join(', ')}`);
    case 'priority': {
      const priority = text.toUpperCase() as Priority;
      return PRIORITIES.includes(priority)
        ? { type: 'priority', priority }
        : wrong(`${text} is not a priority; use P1 to P5`);
    }
    case 'keyword':
    case 'words':
      return { type: 'text', text, quoted };
  }
}

/** Smaller numbers are seconds since the epoch: as milliseconds they would be before March 1973. */
const SECONDS_BELOW = 100_000_000_000;

const LATEST: Instant = Date.parse('9999-12-31T23:59:59.999Z');

/** Parses a time in UTC. Clients send milliseconds, some of them seconds; people write dd-MM-yyyy or ISO 8601. */
function parseInstant(text: string): Operand | undefined {
  if (/^\d{1,15}$/.test(text)) {
    const number = Number(text);
    const inSeconds = number < SECONDS_BELOW;
    const from = inSeconds ? number * SECOND : number;
    return from <= LATEST ? { type: 'instant', from, precision: inSeconds ? SECOND : 1 } : undefined;
  }
  const dayFirst = /^(\d\d)-(\d\d)-(\d{4})(T.*)?$/.exec(text);
  const iso = dayFirst ? `${dayFirst[3]}-${dayFirst[2]}-${dayFirst[1]}${dayFirst[4] ?? ''}` : text;
  const parts = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(\.\d{1,3})?(Z|[+-]\d\d:\d\d)?)?$/.exec(iso);
  if (!parts) return undefined;
  const [, day = '', minute, second, fraction, zone = 'Z'] = parts;
  if (fraction && !second) return undefined;
  if (!isCalendarDay(day)) return undefined;
  const from = Date.parse(`${day}T${minute ?? '00:00'}${second ?? ':00'}${fraction ?? ''}${zone}`);
  const precision = fraction ? 1 : second ? SECOND : minute ? MINUTE : DAY;
  return Number.isNaN(from) ? undefined : { type: 'instant', from, precision };
}
