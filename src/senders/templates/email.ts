import { type Html, html } from '../../domain/kernel/html.ts';
import { toOneLine, truncateWithEllipsis } from '../../domain/kernel/text.ts';
import { alertFacts, eventPrefix, headline, repeatPrefix } from './headline.ts';
import type { MessageContext } from './message-context.ts';

export interface EmailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Characters of a subject that fit into two lines of a phone's lock screen. */
const MAX_SUBJECT_LENGTH = 90;

const PRIORITY_COLOUR = {
  P1: '#b42318',
  P2: '#c4320a',
  P3: '#b54708',
  P4: '#175cd3',
  P5: '#475467',
} as const;

/** Renders an e-mail about an alert, with all its fields and the action links, as HTML and as plain text. */
export function emailContent(context: MessageContext): EmailContent {
  const { alert, event } = context;
  const message = toOneLine(alert.message);
  return {
    subject: truncateWithEllipsis(
      `${repeatPrefix(context)}[${alert.priority}] #${alert.tinyId} ${eventPrefix(event)}${message}`,
      MAX_SUBJECT_LENGTH,
    ),
    text: textPart(context),
    html: htmlPart(context, message).html,
  };
}

const FOOTER = 'The links are valid for 24 hours and ask for confirmation.';

function textPart(context: MessageContext): string {
  const { alert, links } = context;
  const linkLines = [
    ...(links.acknowledge ? [`Acknowledge: ${links.acknowledge}`] : []),
    ...(links.close ? [`Close: ${links.close}`] : []),
  ];
  return [
    `${repeatPrefix(context)}${headline(context)}`,
    `${alert.priority} #${alert.tinyId} ${toOneLine(alert.message)}`,
    linkLines.join('\n'),
    alert.description,
    alertFacts(context)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
    linkLines.length > 0 ? FOOTER : '',
  ]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
    .concat('\n');
}

function htmlPart(context: MessageContext, message: string): Html {
  const { alert, links } = context;
  const rows = alertFacts(context).map(
    ([name, value]) =>
      html`<tr><td style="padding:3px 16px 3px 0;color:#667085;vertical-align:top">${name}</td><td style="padding:3px 0;word-break:break-word">${value}</td></tr>`,
  );
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${message}</title></head>
<body style="margin:0;padding:16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#101828;background:#ffffff">
<div style="max-width:600px;margin:0 auto">
<p style="margin:0 0 8px;color:#667085">${repeatPrefix(context)}${headline(context)}</p>
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3"><span style="color:${PRIORITY_COLOUR[alert.priority]}">${alert.priority}</span> #${alert.tinyId} ${message}</h1>
${buttons(links)}${description(alert.description)}<table role="presentation" style="border-collapse:collapse;font-size:14px">${rows}</table>
${links.close ? html`<p style="margin:24px 0 0;color:#667085;font-size:13px">${FOOTER}</p>\n` : undefined}</div>
</body></html>
`;
}

const button = (href: string, label: string, colours: string): Html =>
  html`<a href="${href}" style="display:inline-block;margin:0 8px 8px 0;padding:12px 24px;border-radius:6px;font-weight:600;text-decoration:none;${colours}">${label}</a>`;

function buttons({ acknowledge, close }: MessageContext['links']): Html | undefined {
  if (!acknowledge && !close) return undefined;
  return html`<p style="margin:0 0 16px">${acknowledge ? button(acknowledge, 'Acknowledge', 'background:#175cd3;color:#ffffff') : undefined}${close ? button(close, 'Close', 'background:#eaecf0;color:#101828') : undefined}</p>
`;
}

const description = (text: string): Html | undefined =>
  text === '' ? undefined : html`<p style="margin:0 0 16px;white-space:pre-wrap">${text}</p>\n`;
