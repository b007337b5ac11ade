import { html } from '../../domain/kernel/html.ts';
import { fitted } from '../../domain/kernel/sms-text.ts';
import { localTime, oneLine, shortened, spokenTime } from '../../domain/kernel/text.ts';
import type { ShiftEvent } from '../../domain/shift-notices/model.ts';
import type { User } from '../../domain/users/model.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../../platform/clock.ts';
import type { EmailContent } from './email.ts';
import type { PushContent } from './push.ts';

/** All that a message about a turn on call is made of. */
export interface ShiftTold {
  readonly notificationId: string;
  readonly accountId: string;
  readonly schedule: { readonly id: string; readonly name: string };
  readonly user: User;
  readonly event: ShiftEvent;
  /** When the turn begins or ends. */
  readonly at: Instant;
  /** When they are told. */
  readonly now: Instant;
}

const SUBJECT_LENGTH = 90;

/** Less than this before or after is now: nobody counts the seconds that the telling takes. */
const NOW = 2 * MINUTE;

const counted = (amount: number, unit: string) => (amount === 1 ? `1 ${unit}` : `${amount} ${unit}s`);

/** Begins now, ends in 15 minutes, began. */
function happens({ event, at, now }: ShiftTold): string {
  const begins = event === 'schedule-start';
  const ahead = at - now;
  if (ahead <= -NOW) return begins ? 'began' : 'ended';
  const verb = begins ? 'begins' : 'ends';
  if (ahead < NOW) return `${verb} now`;
  if (ahead < HOUR - NOW) return `${verb} in ${counted(Math.round(ahead / MINUTE), 'minute')}`;
  if (ahead < DAY - HOUR / 2) return `${verb} in ${counted(Math.round(ahead / HOUR), 'hour')}`;
  return `${verb} in ${counted(Math.round(ahead / DAY), 'day')}`;
}

const scheduleName = ({ schedule }: ShiftTold) => oneLine(schedule.name);

const turn = (told: ShiftTold) => `Your turn on call in ${scheduleName(told)} ${happens(told)}`;

const sentence = (told: ShiftTold) => `${turn(told)}: ${localTime(told.at, told.user.timeZone)}.`;

const WHY = 'You are told of this by a notification rule of yours.';

/** An e-mail about a turn on call. */
export function shiftEmail(told: ShiftTold): EmailContent {
  const { user, event, at } = told;
  const facts = [
    ['Schedule', scheduleName(told)],
    [event === 'schedule-start' ? 'Begins' : 'Ends', localTime(at, user.timeZone)],
    ['Time zone', user.timeZone],
  ] as const;
  const rows = facts.map(
    ([name, value]) =>
      html`<tr><td style="padding:3px 16px 3px 0;color:#667085;vertical-align:top">${name}</td><td style="padding:3px 0">${value}</td></tr>`,
  );
  return {
    subject: shortened(turn(told), SUBJECT_LENGTH),
    text: `${turn(told)}.\n\n${facts.map(([name, value]) => `${name}: ${value}`).join('\n')}\n\n${WHY}\n`,
    html: html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${turn(told)}</title></head>
<body style="margin:0;padding:16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#101828;background:#ffffff">
<div style="max-width:600px;margin:0 auto">
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${turn(told)}</h1>
<table role="presentation" style="border-collapse:collapse;font-size:14px">${rows}</table>
<p style="margin:24px 0 0;color:#667085;font-size:13px">${WHY}</p>
</div>
</body></html>
`.html,
  };
}

/** A text of one part: when comes first, and as much of the schedule's name as fits. */
export function shiftSms(told: ShiftTold): string {
  const from = told.event === 'schedule-start' ? 'from' : 'until';
  return fitted(`On call ${from} ${localTime(told.at, told.user.timeZone)}: `, told.schedule.name, '', 0);
}

/** What a caller hears: twice, as of alerts. */
export function shiftSpoken(told: ShiftTold): string {
  const news = `${turn(told)}, at ${spokenTime(told.at, told.user.timeZone)}.`;
  return `This is Tocsin. ${news} I repeat. ${news}`;
}

/** A push notification about a turn on call. */
export function shiftPush(told: ShiftTold): PushContent {
  const { notificationId, schedule, event, at } = told;
  return {
    title: shortened(`Your turn on call ${happens(told)}`, 60),
    body: shortened(`${scheduleName(told)}: ${localTime(at, told.user.timeZone)}`, 160),
    data: { notificationId, scheduleId: schedule.id, event, at: new Date(at).toISOString() },
  };
}

/** The body of a webhook: in the form of those of alerts, with the schedule in the alert's place. */
export const shiftPayload = (told: ShiftTold): object => ({
  action: told.event === 'schedule-start' ? 'ScheduleStart' : 'ScheduleEnd',
  notificationId: told.notificationId,
  schedule: { scheduleId: told.schedule.id, name: told.schedule.name },
  message: sentence(told),
  at: told.at,
  recipient: { userId: told.user.id, username: told.user.username },
});
