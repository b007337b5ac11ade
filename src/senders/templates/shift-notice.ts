import { countSmsParts, fitSmsText, substituteForGsm } from '../../domain/kernel/sms-text.ts';
import { cutAtWord, formatClock, formatLocalTime, formatSpokenTime } from '../../domain/kernel/text.ts';
import type { ShiftEvent } from '../../domain/shift-notices/model.ts';
import type { User } from '../../domain/users/model.ts';
import { type Instant, MINUTE } from '../../platform/clock.ts';
import { getTexts } from '../languages/get-texts.ts';
import type { ShiftWords } from '../languages/texts.ts';
import { MAX_SUBJECT_LENGTH } from './email.ts';
import { type EmailContent, emailPage, factTable, footer, heading, paragraph } from './email-layout.ts';
import { toShownName } from './plan-sentences.ts';
import { MAX_PUSH_BODY, MAX_PUSH_TITLE, type PushContent } from './push.ts';
import { toSpokenName } from './spoken.ts';
import { type SpokenContent, toVoice } from './voice.ts';

/** Everything a message about an on-call shift is rendered from. */
export interface ShiftContext {
  readonly notificationId: string;
  readonly accountId: string;
  readonly schedule: { readonly id: string; readonly name: string };
  readonly user: User;
  readonly event: ShiftEvent;
  /** When the shift begins or ends. */
  readonly at: Instant;
  /** When a shift that begins ends; absent: not within a month, or not known. */
  readonly until?: Instant;
  /** Who is on call after the shift; empty: nobody; absent: not known. */
  readonly nextNames?: readonly string[];
  /** When the message is sent. */
  readonly now: Instant;
}

const toWords = ({ event, at, now, schedule }: ShiftContext): ShiftWords => ({
  event,
  schedule: toShownName(schedule.name),
  minutesAhead: (at - now) / MINUTE,
});

const toLocalTime = ({ user }: ShiftContext, at: Instant): string =>
  formatLocalTime(at, user.timeZone, getTexts(user).language);

const getHeadline = (context: ShiftContext): string =>
  getTexts(context.user).shift.headline(toWords(context));

/** Until when, and who is next. */
function describeShift(context: ShiftContext, format: (at: Instant) => string): readonly string[] {
  const { event, until, nextNames, user } = context;
  const { shift } = getTexts(user);
  const names = nextNames?.map(toShownName);
  if (event === 'schedule-start') {
    if (until === undefined) return [];
    const after = names && (names.length > 0 ? shift.afterYou(names) : shift.nobodyAfterYou);
    return [shift.lastsUntil(format(until)), ...(after ? [after] : [])];
  }
  return names ? [names.length > 0 ? shift.nowOnCall(names) : shift.nobodyNow] : [];
}

/** Renders an e-mail about an on-call shift. */
export function shiftEmail(context: ShiftContext): EmailContent {
  const { user, event, at, until } = context;
  const { language, shift } = getTexts(user);
  const headline = getHeadline(context);
  const begins = event === 'schedule-start';
  const facts: readonly (readonly [string, string])[] = [
    [shift.facts.schedule, toShownName(context.schedule.name)],
    [begins ? shift.facts.begins : shift.facts.ends, toLocalTime(context, at)],
    ...(begins && until !== undefined ? [[shift.facts.ends, toLocalTime(context, until)] as const] : []),
    [shift.facts.timeZone, user.timeZone],
  ];
  const sentences = describeShift(context, (instant) => toLocalTime(context, instant)).join(' ');
  return {
    subject: cutAtWord(headline, MAX_SUBJECT_LENGTH),
    text: [
      `${headline}.`,
      sentences,
      facts.map(([name, value]) => `${name}: ${value}`).join('\n'),
      shift.footer,
    ]
      .filter((part) => part !== '')
      .join('\n\n')
      .concat('\n'),
    html: emailPage(language, headline, [
      heading(headline),
      sentences === '' ? undefined : paragraph(sentences),
      factTable(facts),
      footer(shift.footer),
    ]),
  };
}

/**
 * Renders an SMS of one part: the time first, then as much of the schedule's name as fits, and until when and who is next if
 * there is room.
 */
export function shiftSms(context: ShiftContext): string {
  const { shift } = getTexts(context.user);
  const head = substituteForGsm(shift.sms(context.event, toLocalTime(context, context.at)));
  const { event, until, nextNames, user, now } = context;
  if (event === 'schedule-start' && until !== undefined) {
    const { language, shift: texts } = getTexts(user);
    const more = texts.untilShort(
      formatClock(until, user.timeZone, language, now),
      nextNames?.map(toShownName),
    );
    const whole = substituteForGsm(`${head}${toShownName(context.schedule.name)}\n${more}`);
    if (countSmsParts(whole) === 1) return whole;
  }
  return fitSmsText(head, context.schedule.name, '', 0);
}

/** Renders the text of a voice call. It is spoken twice, as for alerts. */
export function shiftSpokenContent(context: ShiftContext): SpokenContent {
  const { user, at, schedule } = context;
  const texts = getTexts(user);
  const name = toSpokenName(schedule.name, texts) ?? '';
  const spoken: ShiftContext = {
    ...context,
    schedule: { ...schedule, name },
    ...(context.nextNames && {
      nextNames: context.nextNames.flatMap((each) => toSpokenName(each, texts) ?? []),
    }),
  };
  const toTime = (instant: Instant) => formatSpokenTime(instant, user.timeZone, texts.language);
  const headline = name === '' ? texts.shift.headlineShort(toWords(spoken)) : getHeadline(spoken);
  const news = [`${headline}, ${texts.shift.at(toTime(at))}.`, ...describeShift(spoken, toTime)].join(' ');
  return { body: `${texts.voice.greeting} ${news} ${texts.voice.repeat} ${news}`, ...toVoice(texts) };
}

/** Renders a push notification about an on-call shift. */
export function shiftPush(context: ShiftContext): PushContent {
  const { notificationId, schedule, event, at, user, now } = context;
  const { language, shift } = getTexts(user);
  const sentences = describeShift(context, (instant) => formatClock(instant, user.timeZone, language, now));
  return {
    title: cutAtWord(shift.headlineShort(toWords(context)), MAX_PUSH_TITLE),
    body: cutAtWord(
      [`${toShownName(schedule.name)}: ${toLocalTime(context, at)}`, ...sentences].join('\n'),
      MAX_PUSH_BODY,
    ),
    data: { notificationId, scheduleId: schedule.id, event, at: new Date(at).toISOString() },
  };
}

/** Renders the body of a webhook, in the format of webhooks about alerts with `schedule` in place of `alert`. */
export const shiftPayload = (context: ShiftContext): object => ({
  action: context.event === 'schedule-start' ? 'ScheduleStart' : 'ScheduleEnd',
  notificationId: context.notificationId,
  schedule: { scheduleId: context.schedule.id, name: context.schedule.name },
  message: `${getHeadline(context)}: ${toLocalTime(context, context.at)}.`,
  at: context.at,
  ...(context.until !== undefined && { until: context.until }),
  ...(context.nextNames && { next: context.nextNames }),
  recipient: { userId: context.user.id, username: context.user.username },
});
