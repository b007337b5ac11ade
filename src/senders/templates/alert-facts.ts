import { toLocalValue } from '../../domain/kernel/local-times.ts';
import { formatLocalTime } from '../../domain/kernel/text.ts';
import { MINUTE } from '../../platform/clock.ts';
import { getTexts } from '../languages/get-texts.ts';
import type { MessageContext } from './message-context.ts';
import { toClock } from './plan-sentences.ts';

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
      .map(([name, value]) => [name, toLocalValue(value, user.timeZone, texts.language)] as const),
  ];
  return all.filter(([, value]) => value !== '');
}
