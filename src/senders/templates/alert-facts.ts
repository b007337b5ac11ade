import { formatLocalTime } from '../../domain/kernel/text.ts';
import type { User } from '../../domain/users/model.ts';
import { MINUTE } from '../../platform/clock.ts';
import { getTexts } from '../languages/get-texts.ts';
import type { MessageContext } from './message-context.ts';
import { toClock } from './plan-sentences.ts';

/** An instant with an offset (ISO 8601), as tools write it. */
const INSTANT = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)`;

const WHOLE_VALUE = new RegExp(`^${INSTANT}$`);

/** A line that is a name and an instant. Instants within other text, such as log lines, stay as they are. */
const NAMED_VALUE = new RegExp(`^([^:\n]{1,40}): (${INSTANT})$`, 'gm');

function toLocalTime(value: string, { timeZone, locale }: User): string {
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? value : formatLocalTime(instant, timeZone, getTexts({ locale }).language);
}

/** The description with the times that a tool gave for reading in the zone of the recipient. */
export const withLocalTimes = (text: string, user: User): string =>
  text.replace(NAMED_VALUE, (_line, name: string, value: string) => `${name}: ${toLocalTime(value, user)}`);

const toShownValue = (value: string, user: User): string =>
  WHOLE_VALUE.test(value) ? toLocalTime(value, user) : value;

/** Whether the title says it already: short values such as 1 may stand there by chance. */
const isInMessage = (value: string, message: string): boolean => value.length > 3 && message.includes(value);

/**
 * The alert's fields that a message shows besides its text, as name and value. Empty fields are left out, and what stands
 * in the title or in the sentence about the event. So is the alias, which says something to tools only.
 */
export function alertFacts(context: MessageContext): readonly (readonly [string, string])[] {
  const { alert, event, user, now } = context;
  const texts = getTexts(user);
  const isClosed = alert.status === 'closed';
  const by = isClosed ? alert.report.closedBy : alert.report.acknowledgedBy;
  const minutes = Math.floor((now - alert.createdAt) / MINUTE);
  const age = !isClosed && minutes >= 1 ? ` (${texts.duration(minutes)})` : '';
  const all: readonly (readonly [string, string])[] = [
    [
      texts.facts.status,
      (isClosed || alert.acknowledged) && event !== 'acknowledged-alert' && event !== 'closed-alert'
        ? texts.status({ isClosed, isAcknowledged: alert.acknowledged, by })
        : '',
    ],
    [
      isClosed ? texts.facts.opened : texts.facts.since,
      `${formatLocalTime(alert.createdAt, user.timeZone, texts.language)}${age}`,
    ],
    [
      texts.facts.times,
      alert.count > 1 ? texts.timesLast(alert.count, toClock(context, alert.lastOccurredAt)) : '',
    ],
    [texts.facts.source, alert.source],
    [texts.facts.entity, alert.entity],
    [texts.facts.owner, alert.owner],
    [texts.facts.tags, alert.tags.join(', ')],
    ...Object.entries(alert.details)
      .filter(([, value]) => !isInMessage(value, alert.message))
      .map(([name, value]) => [name, toShownValue(value, user)] as const),
  ];
  return all.filter(([, value]) => value !== '');
}
