import { cutAtWord, formatClock, toOneLine } from '../../domain/kernel/text.ts';
import { type Instant, MINUTE } from '../../platform/clock.ts';
import { getTexts } from '../languages/get-texts.ts';
import type { NextPeople, NotificationReason } from '../languages/texts.ts';
import type { MessageContext } from './message-context.ts';

/** Characters of a name that a message shows. */
const MAX_NAME = 60;

/** A name on one line, cut to what a sentence can hold. */
export const toShownName = (name: string): string => cutAtWord(toOneLine(name), MAX_NAME);

/** Whether the message asks the recipient to respond. */
export const isCallToAct = ({ event }: Pick<MessageContext, 'event'>): boolean =>
  event === 'create-alert' || event === 'assigned-alert';

/** Whether nobody has responded to the alert yet. */
const isUnanswered = ({ alert }: Pick<MessageContext, 'alert'>): boolean =>
  alert.status === 'open' && !alert.acknowledged;

/**
 * How long nobody has acknowledged the alert since somebody was first notified of it, in minutes; undefined in the first
 * minute, and in messages about anything but an open alert.
 */
export function getMinutesUnacknowledged(context: MessageContext): number | undefined {
  const { event, plan, now } = context;
  if (event !== 'create-alert' || !isUnanswered(context) || plan.notifiedSince === undefined)
    return undefined;
  const minutes = Math.floor((now - plan.notifiedSince) / MINUTE);
  return minutes >= 1 ? minutes : undefined;
}

/** Written before the alert's message: what happened, or for how long nothing has. */
export function getEventPrefix(context: MessageContext): string {
  const texts = getTexts(context.user);
  const minutes = getMinutesUnacknowledged(context);
  return minutes === undefined ? texts.eventPrefix[context.event] : texts.notAcknowledgedFor(minutes);
}

/** Written at the very start of a message; empty unless the message may be a repeat. */
export const getRepeatPrefix = ({ isPossibleRepeat, user }: MessageContext): string =>
  isPossibleRepeat ? getTexts(user).possibleRepeat : '';

/** The time of day in the recipient's zone, with the day unless it is today. */
export const toClock = ({ user, now }: Pick<MessageContext, 'user' | 'now'>, at: Instant): string =>
  formatClock(at, user.timeZone, getTexts(user).language, now);

const toShownReason = (reason: NotificationReason): NotificationReason =>
  'name' in reason ? { ...reason, name: toShownName(reason.name) } : reason;

/** Whom the alert notifies next, as texts show it. */
export function getNextPeople(context: MessageContext): NextPeople | undefined {
  const { next } = context.plan;
  if (!next) return undefined;
  return {
    names: next.names.map(toShownName),
    target: { type: next.target.type, name: toShownName(next.target.name) },
    at: toClock(context, next.at),
  };
}

/** Why the recipient is notified; empty if the notification does not say. */
export function describeReason(context: MessageContext): readonly string[] {
  const { event, plan, user } = context;
  const texts = getTexts(user);
  return [
    ...(event === 'assigned-alert' ? [texts.assigned] : []),
    ...(plan.reason && event === 'create-alert' ? [texts.reason(toShownReason(plan.reason))] : []),
    ...(plan.forwardedFrom === undefined ? [] : [texts.forwardedFrom(toShownName(plan.forwardedFrom))]),
  ];
}

/** Why the recipient is notified, where characters are few; empty if there is nothing worth saying. */
export function describeReasonShort({ event, plan, user }: MessageContext): string {
  return plan.reason && event === 'create-alert'
    ? getTexts(user).reasonShort(toShownReason(plan.reason))
    : '';
}

/** Who was notified before and has not answered. */
export function describeUnanswered(context: MessageContext): readonly string[] {
  const { notified = [], moreNotified = 0 } = context.plan;
  const texts = getTexts(context.user);
  const reached = notified.flatMap(({ name, at }) =>
    at === undefined ? [] : [{ name: toShownName(name), at: toClock(context, at) }],
  );
  const others = notified.filter(({ at }) => at === undefined).map(({ name }) => toShownName(name));
  return [
    ...(reached.length > 0 ? [texts.unanswered(reached, moreNotified)] : []),
    ...(others.length > 0 ? [texts.notReached(others)] : []),
  ];
}

/** Who is notified next, and when. */
export function describeNext(context: MessageContext): readonly string[] {
  const texts = getTexts(context.user);
  const next = getNextPeople(context);
  if (next) return [texts.next(next)];
  return context.plan.isLast ? [texts.nobodyNext] : [];
}

/** What happened to the alert, who did it, and what it means for the recipient; empty if the alert asks for a response. */
export function describeEvent({ alert, event, plan, user }: MessageContext): readonly string[] {
  const texts = getTexts(user);
  const toName = (name: string | undefined) => (name ? toShownName(name) : undefined);
  const acknowledged = () => texts.acknowledgedBy(toName(plan.actor ?? alert.report.acknowledgedBy));
  switch (event) {
    case 'acknowledged-alert':
      return [acknowledged(), texts.nothingToDo];
    case 'closed-alert':
      return [texts.closedBy(toName(plan.actor ?? alert.report.closedBy)), texts.nothingToDo];
    case 'add-note':
      return [texts.noteBy(toName(plan.actor))];
    default:
      return alert.acknowledged && alert.status === 'open'
        ? [texts.acknowledgedBy(toName(alert.report.acknowledgedBy))]
        : [];
  }
}

/** All of it in the order in which people need it. The note is not part of it. */
export const describePlan = (context: MessageContext): readonly string[] => [
  ...describeEvent(context),
  ...describeReason(context),
  ...(isUnanswered(context) ? [...describeUnanswered(context), ...describeNext(context)] : []),
];

/** The note that came with the event, in quotation marks; undefined if there is none. */
export function quoteNote({ plan, user }: MessageContext, max: number): string | undefined {
  const note = toOneLine(plan.note ?? '');
  return note === '' ? undefined : getTexts(user).quote(cutAtWord(note, max));
}
