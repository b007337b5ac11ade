import { html } from '../../domain/kernel/html.ts';
import { fitSmsText } from '../../domain/kernel/sms-text.ts';
import {
  formatLocalTime,
  formatSpokenTime,
  toOneLine,
  truncateWithEllipsis,
} from '../../domain/kernel/text.ts';
import type { ShiftEvent } from '../../domain/shift-notices/model.ts';
import type { User } from '../../domain/users/model.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../../platform/clock.ts';
import type { EmailContent } from './email.ts';
import type { PushContent } from './push.ts';

/** Everything a message about an on-call shift is rendered from. */
export interface ShiftContext {
  readonly notificationId: string;
  readonly accountId: string;
  readonly schedule: { readonly id: string; readonly name: string };
  readonly user: User;
  readonly event: ShiftEvent;
  /** When the shift begins or ends. */
  readonly at: Instant;
  /** When the message is sent. */
  readonly now: Instant;
}

const MAX_SUBJECT_LENGTH = 90;

/** A shift that begins or ends within this many milliseconds begins or ends "now". */
const NOW_TOLERANCE_MS = 2 * MINUTE;

const formatCount = (amount: number, unit: string) => (amount === 1 ? `1 ${unit}` : `${amount} ${unit}s`);

/** For example "begins now", "ends in 15 minutes", "began". */
function describeEvent({ event, at, now }: ShiftContext): string {
  const begins = event === 'schedule-start';
  const ahead = at - now;
  if (ahead <= -NOW_TOLERANCE_MS) return begins ? 'began' : 'ended';
  const verb = begins ? 'begins' : 'ends';
  if (ahead < NOW_TOLERANCE_MS) return `${verb} now`;
  if (ahead < HOUR - NOW_TOLERANCE_MS)
    return `${verb} in ${formatCount(Math.round(ahead / MINUTE), 'minute')}`;
  if (ahead < DAY - HOUR / 2) return `${verb} in ${formatCount(Math.round(ahead / HOUR), 'hour')}`;
  return `${verb} in ${formatCount(Math.round(ahead / DAY), 'day')}`;
}

const scheduleName = ({ schedule }: ShiftContext) => toOneLine(schedule.name);

const headline = (context: ShiftContext) =>
  `Your on-call shift in ${scheduleName(context)} ${describeEvent(context)}`;

const sentence = (context: ShiftContext) =>
  `${headline(context)}: ${formatLocalTime(context.at, context.user.timeZone)}.`;

const FOOTER = 'You get this message because of one of your notification rules.';

/** Renders an e-mail about an on-call shift. */
export function shiftEmail(context: ShiftContext): EmailContent {
  const { user, event, at } = context;
  const facts = [
    ['Schedule', scheduleName(context)],
    [event === 'schedule-start' ? 'Begins' : 'Ends', formatLocalTime(at, user.timeZone)],
    ['Time zone', user.timeZone],
  ] as const;
  const rows = facts.map(
    ([name, value]) =>
      html`<tr><td style="padding:3px 16px 3px 0;color:#667085;vertical-align:top">${name}</td><td style="padding:3px 0">${value}</td></tr>`,
  );
  return {
    subject: truncateWithEllipsis(headline(context), MAX_SUBJECT_LENGTH),
    text: `${headline(context)}.\n\n${facts.map(([name, value]) => `${name}: ${value}`).join('\n')}\n\n${FOOTER}\n`,
    html: html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${headline(context)}</title></head>
<body style="margin:0;padding:16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#101828;background:#ffffff">
<div style="max-width:600px;margin:0 auto">
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${headline(context)}</h1>
<table role="presentation" style="border-collapse:collapse;font-size:14px">${rows}</table>
<p style="margin:24px 0 0;color:#667085;font-size:13px">${FOOTER}</p>
</div>
</body></html>
`.html,
  };
}

/** Renders an SMS of one part: the time first, then as much of the schedule's name as fits. */
export function shiftSms(context: ShiftContext): string {
  const from = context.event === 'schedule-start' ? 'from' : 'until';
  return fitSmsText(
    `On call ${from} ${formatLocalTime(context.at, context.user.timeZone)}: `,
    context.schedule.name,
    '',
    0,
  );
}

/** Renders the text of a voice call. It is spoken twice, as for alerts. */
export function shiftSpokenText(context: ShiftContext): string {
  const news = `${headline(context)}, at ${formatSpokenTime(context.at, context.user.timeZone)}.`;
  return `This is Tocsin. ${news} I repeat. ${news}`;
}

/** Renders a push notification about an on-call shift. */
export function shiftPush(context: ShiftContext): PushContent {
  const { notificationId, schedule, event, at } = context;
  return {
    title: truncateWithEllipsis(`Your on-call shift ${describeEvent(context)}`, 60),
    body: truncateWithEllipsis(
      `${scheduleName(context)}: ${formatLocalTime(at, context.user.timeZone)}`,
      160,
    ),
    data: { notificationId, scheduleId: schedule.id, event, at: new Date(at).toISOString() },
  };
}

/** Renders the body of a webhook, in the format of webhooks about alerts with `schedule` in place of `alert`. */
export const shiftPayload = (context: ShiftContext): object => ({
  action: context.event === 'schedule-start' ? 'ScheduleStart' : 'ScheduleEnd',
  notificationId: context.notificationId,
  schedule: { scheduleId: context.schedule.id, name: context.schedule.name },
  message: sentence(context),
  at: context.at,
  recipient: { userId: context.user.id, username: context.user.username },
});
