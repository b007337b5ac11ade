import type { Incident, StakeholderEvent } from '../../domain/incidents/model.ts';
import { html } from '../../domain/kernel/html.ts';
import { formatLocalTime, toOneLine, truncateWithEllipsis } from '../../domain/kernel/text.ts';
import type { User } from '../../domain/users/model.ts';
import type { EmailContent } from './email.ts';

const MAX_SUBJECT_LENGTH = 90;

const FOOTER = 'You get this message because you are a stakeholder of the service.';

const EVENT_TEXT: Readonly<Record<StakeholderEvent, string>> = {
  created: 'was opened',
  updated: 'was updated',
  resolved: 'was resolved',
  closed: 'was closed',
  reopened: 'was reopened',
};

export interface StakeholderContext {
  readonly incident: Incident;
  readonly event: StakeholderEvent;
  readonly user: User;
  /** Names of the impacted services. */
  readonly services: readonly string[];
}

/**
 * Renders an e-mail that informs a stakeholder of an incident. It prefers the message and description written for
 * stakeholders, and has no action links.
 */
export function stakeholderEmail({ incident, event, user, services }: StakeholderContext): EmailContent {
  const message = toOneLine(incident.stakeholders.message || incident.message);
  const description = incident.stakeholders.description || incident.description;
  const headline = `Incident #${incident.tinyId} ${EVENT_TEXT[event]}`;
  const all: readonly (readonly [string, string])[] = [
    ['Priority', incident.priority],
    ['Status', incident.status],
    ['Since', formatLocalTime(incident.createdAt, user.timeZone)],
    ['Services', services.join(', ')],
  ];
  const facts = all.filter(([, value]) => value !== '');
  const rows = facts.map(
    ([name, value]) =>
      html`<tr><td style="padding:3px 16px 3px 0;color:#667085;vertical-align:top">${name}</td><td style="padding:3px 0">${value}</td></tr>`,
  );
  return {
    subject: truncateWithEllipsis(`[${incident.priority}] ${headline}: ${message}`, MAX_SUBJECT_LENGTH),
    text: [
      `${headline}.`,
      message,
      description,
      facts.map(([name, value]) => `${name}: ${value}`).join('\n'),
      FOOTER,
    ]
      .filter((paragraph) => paragraph !== '')
      .join('\n\n')
      .concat('\n'),
    html: html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${message}</title></head>
<body style="margin:0;padding:16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#101828;background:#ffffff">
<div style="max-width:600px;margin:0 auto">
<p style="margin:0 0 8px;color:#667085">${headline}.</p>
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${message}</h1>
${description === '' ? undefined : html`<p style="margin:0 0 16px;white-space:pre-wrap">${description}</p>\n`}<table role="presentation" style="border-collapse:collapse;font-size:14px">${rows}</table>
<p style="margin:24px 0 0;color:#667085;font-size:13px">${FOOTER}</p>
</div>
</body></html>
`.html,
  };
}
