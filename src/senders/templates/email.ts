import { type Html, html } from '../../domain/kernel/html.ts';
import { withLocalTimes } from '../../domain/kernel/local-times.ts';
import { cutAtWord, excerpt, toOneLine } from '../../domain/kernel/text.ts';
import { getTexts } from '../languages/get-texts.ts';
import { alertFacts } from './alert-facts.ts';
import {
  type EmailContent,
  emailPage,
  factTable,
  footer,
  heading,
  isolated,
  link,
  longText,
  paragraph,
  primaryButton,
  quietButton,
  quotation,
} from './email-layout.ts';
import type { MessageContext } from './message-context.ts';
import { describePlan, getEventPrefix, getRepeatPrefix, quoteNote } from './plan-sentences.ts';

/** Characters of a subject that fit into two lines of a phone's lock screen. */
export const MAX_SUBJECT_LENGTH = 90;

/** Lines and characters of a description, which may have 15,000 characters. */
const MAX_LINES = 20;
const MAX_DESCRIPTION = 3_000;

const MAX_NOTE = 500;

const PRIORITY_COLOUR = {
  P1: '#b42318',
  P2: '#b93815',
  P3: '#93370d',
  P4: '#175cd3',
  P5: '#475467',
} as const;

/**
 * Renders an e-mail about an alert as HTML and as plain text: the problem first, then why the recipient gets it, who has not
 * answered and who is next, the links, the description and the fields.
 */
export function emailContent(context: MessageContext): EmailContent {
  const { alert } = context;
  const message = toOneLine(alert.message);
  return {
    subject: cutAtWord(
      `${getRepeatPrefix(context)}[${alert.priority}] #${alert.tinyId} ${getEventPrefix(context)}${message}`,
      MAX_SUBJECT_LENGTH,
    ),
    text: textPart(context, message),
    html: htmlPart(context, message),
    thread: `alert-${alert.id}`,
  };
}

interface ShownDescription {
  readonly text: string;
  /** What is left out; empty if nothing is. */
  readonly more: string;
}

function shortenDescription({ alert, user }: MessageContext): ShownDescription {
  const texts = getTexts(user);
  const { text, isCut, linesLeft } = excerpt(
    withLocalTimes(alert.description, user.timeZone, texts.language),
    MAX_LINES,
    MAX_DESCRIPTION,
  );
  if (!isCut) return { text, more: '' };
  return { text, more: linesLeft > 0 ? texts.moreLines(linesLeft) : texts.moreText };
}

/** Written between the message and what it means. */
const sentences = (context: MessageContext): string => describePlan(context).join(' ');

function textPart(context: MessageContext, message: string): string {
  const { alert, links, alertUrl, user } = context;
  const texts = getTexts(user);
  const { text, more } = shortenDescription(context);
  const linkLines = [
    ...(links.acknowledge ? [`${texts.acknowledge}: ${links.acknowledge}`] : []),
    ...(links.close ? [`${texts.close}: ${links.close}`] : []),
  ];
  return [
    `${getRepeatPrefix(context)}${alert.priority} #${alert.tinyId} ${getEventPrefix(context)}${message}`,
    sentences(context),
    quoteNote(context, MAX_NOTE) ?? '',
    linkLines.join('\n'),
    more === '' ? text : `${text}\n[${more}]`,
    alertFacts(context)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
    alertUrl === undefined ? '' : `${texts.openAlert}: ${alertUrl}`,
    linkLines.length > 0 ? texts.linksFooter : '',
  ]
    .filter((paragraphText) => paragraphText !== '')
    .join('\n\n')
    .concat('\n');
}

function htmlPart(context: MessageContext, message: string): string {
  const { alert, links, alertUrl, user } = context;
  const texts = getTexts(user);
  const note = quoteNote(context, MAX_NOTE);
  const plan = sentences(context);
  const { text, more } = shortenDescription(context);
  const priority = html`<span class="${alert.priority.toLowerCase()}" style="color:${PRIORITY_COLOUR[alert.priority]}">${alert.priority}</span>`;
  return emailPage(texts.language, message, [
    heading(
      html`${getRepeatPrefix(context)}${priority} #${alert.tinyId} ${getEventPrefix(context)}${isolated(message)}`,
    ),
    plan === '' ? undefined : paragraph(plan),
    note === undefined ? undefined : quotation(note),
    buttons(context),
    text === '' ? undefined : longText(text),
    more === '' ? undefined : paragraph(alertUrl === undefined ? more : link(alertUrl, more)),
    factTable(alertFacts(context)),
    alertUrl === undefined
      ? undefined
      : html`<p style="margin:16px 0 0">${link(alertUrl, texts.openAlert)}</p>\n`,
    links.close ? footer(texts.linksFooter) : undefined,
  ]);
}

function buttons({ links: { acknowledge, close }, user }: MessageContext): Html | undefined {
  const texts = getTexts(user);
  if (!acknowledge && !close) return undefined;
  return html`<p style="margin:0 0 8px">${acknowledge ? primaryButton(acknowledge, texts.acknowledge) : undefined}${close ? quietButton(close, texts.close) : undefined}</p>\n`;
}
