import { type Html, html } from '../../domain/kernel/html.ts';
import { oneLine, shortened } from '../../domain/kernel/text.ts';
import type { Notice } from '../delivery/contract.ts';
import { facts, happening, prefixOf } from './headline.ts';

export interface EmailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What a phone's lock screen shows of a subject, in two lines. */
const SUBJECT_LENGTH = 90;

const PRIORITY_COLOUR = {
  P1: '#b42318',
  P2: '#c4320a',
  P3: '#b54708',
  P4: '#175cd3',
  P5: '#475467',
} as const;

/** An e-mail about an alert, with all there is to know and the links, as HTML and as text. */
export function emailContent(notice: Notice): EmailContent {
  const { alert, event } = notice;
  const message = oneLine(alert.message);
  return {
    subject: shortened(`[${alert.priority}] #${alert.tinyId} ${prefixOf(event)}${message}`, SUBJECT_LENGTH),
    text: textPart(notice),
    html: htmlPart(notice, message).html,
  };
}

const FOOTER = 'The links work for 24 hours and ask before they do anything.';

function textPart(notice: Notice): string {
  const { alert, links } = notice;
  const linkLines = [
    ...(links.acknowledge ? [`Acknowledge: ${links.acknowledge}`] : []),
    ...(links.close ? [`Close: ${links.close}`] : []),
  ];
  return [
    happening(notice),
    `${alert.priority} #${alert.tinyId} ${oneLine(alert.message)}`,
    linkLines.join('\n'),
    alert.description,
    facts(notice)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
    linkLines.length > 0 ? FOOTER : '',
  ]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
    .concat('\n');
}

function htmlPart(notice: Notice, message: string): Html {
  const { alert, links } = notice;
  const rows = facts(notice).map(
    ([name, value]) =>
      html`<tr><td style="padding:3px 16px 3px 0;color:#667085;vertical-align:top">${name}</td><td style="padding:3px 0;word-break:break-word">${value}</td></tr>`,
  );
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${message}</title></head>
<body style="margin:0;padding:16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#101828;background:#ffffff">
<div style="max-width:600px;margin:0 auto">
<p style="margin:0 0 8px;color:#667085">${happening(notice)}</p>
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3"><span style="color:${PRIORITY_COLOUR[alert.priority]}">${alert.priority}</span> #${alert.tinyId} ${message}</h1>
${buttons(links)}${description(alert.description)}<table role="presentation" style="border-collapse:collapse;font-size:14px">${rows}</table>
${links.close ? html`<p style="margin:24px 0 0;color:#667085;font-size:13px">${FOOTER}</p>\n` : undefined}</div>
</body></html>
`;
}

const button = (href: string, label: string, colours: string): Html =>
  html`<a href="${href}" style="display:inline-block;margin:0 8px 8px 0;padding:12px 24px;border-radius:6px;font-weight:600;text-decoration:none;${colours}">${label}</a>`;

function buttons({ acknowledge, close }: Notice['links']): Html | undefined {
  if (!acknowledge && !close) return undefined;
  return html`<p style="margin:0 0 16px">${acknowledge ? button(acknowledge, 'Acknowledge', 'background:#175cd3;color:#ffffff') : undefined}${close ? button(close, 'Close', 'background:#eaecf0;color:#101828') : undefined}</p>
`;
}

const description = (text: string): Html | undefined =>
  text === '' ? undefined : html`<p style="margin:0 0 16px;white-space:pre-wrap">${text}</p>\n`;
