import type { Incident, StakeholderEvent } from '../../domain/incidents/model.ts';
import { html } from '../../domain/kernel/html.ts';
import { localTime, oneLine, shortened } from '../../domain/kernel/text.ts';
import type { User } from '../../domain/users/model.ts';
import type { EmailContent } from './email.ts';

const SUBJECT_LENGTH = 90;

const HAPPENED: Readonly<Record<StakeholderEvent, string>> = {
  created: 'was opened',
  updated: 'has news',
  resolved: 'is resolved',
  closed: 'is closed',
  reopened: 'is open again',
};

export interface StakeholderNotice {
  readonly incident: Incident;
  readonly event: StakeholderEvent;
  readonly user: User;
  /** Names of the services that the incident impacts. */
  readonly services: readonly string[];
}

/**
 * An e-mail that keeps a stakeholder informed: in the words that were written for stakeholders, where there are such,
 * and without anything to be done.
 */
export function stakeholderEmail({ incident, event, user, services }: StakeholderNotice): EmailContent {
  const message = oneLine(incident.stakeholders.message || incident.message);
  const description = incident.stakeholders.description || incident.description;
  const happened = `Incident #${incident.tinyId} ${HAPPENED[event]}`;
  const all: readonly (readonly [string, string])[] = [
    ['Priority', incident.priority],
    ['Status', incident.status],
    ['Since', localTime(incident.createdAt, user.timeZone)],
    ['Services', services.join(', ')],
  ];
  const facts = all.filter(([, value]) => value !== '');
  const rows = facts.map(
    ([name, value]) =>
      html`<tr><td style="padding:3px 16px 3px 0;color:#667085;vertical-align:top">${name}</td><td style="padding:3px 0">${value}</td></tr>`,
  );
  const WHY = 'You are told of this because you are a stakeholder of the service.';
  return {
    subject: shortened(`[${incident.priority}] ${happened}: ${message}`, SUBJECT_LENGTH),
    text: [
      `${happened}.`,
      message,
      description,
      facts.map(([name, value]) => `${name}: ${value}`).join('\n'),
      WHY,
    ]
      .filter((paragraph) => paragraph !== '')
      .join('\n\n')
      .concat('\n'),
    html: html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${message}</title></head>
<body style="margin:0;padding:16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#101828;background:#ffffff">
<div style="max-width:600px;margin:0 auto">
<p style="margin:0 0 8px;color:#667085">${happened}.</p>
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${message}</h1>
${description === '' ? undefined : html`<p style="margin:0 0 16px;white-space:pre-wrap">${description}</p>\n`}<table role="presentation" style="border-collapse:collapse;font-size:14px">${rows}</table>
<p style="margin:24px 0 0;color:#667085;font-size:13px">${WHY}</p>
</div>
</body></html>
`.html,
  };
}
