import { type Html, html } from '../../domain/kernel/html.ts';
import type { Language } from '../../domain/kernel/language.ts';
import { splitAtLinks } from '../../domain/kernel/link-text.ts';

/** An e-mail without its addresses. */
export interface EmailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Identifies what the e-mail is about: mail programs show e-mails with the same thread together. */
  readonly thread?: string;
}

/**
 * Colours are inline, for mail programs that drop style sheets; the style sheet only adds those of the dark mode. Long words
 * break anywhere, so that no address makes a phone scroll sideways.
 */
const DARK = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background:#101418!important;color:#f2f4f7!important}
.muted{color:#a3adbb!important}
.text{color:#f2f4f7!important}
.link,.link a{color:#84adff!important}
.note{border-color:#475467!important;background:#1b2229!important}
.quiet{background:#344054!important;color:#ffffff!important}
.p1{color:#ff8a80!important}.p2{color:#ff9c66!important}.p3{color:#fdb022!important}.p4{color:#84adff!important}.p5{color:#a3adbb!important}
}`.replace(/\n/g, '');

const FONT = "font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif";

/** A whole e-mail. `title` is for programs that show one; mail programs show the subject. */
export const emailPage = (language: Language, title: string, body: readonly (Html | undefined)[]): string =>
  html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${title}</title><style>${{ html: DARK }}</style></head>
<body class="page" style="margin:0;padding:16px;${{ html: FONT }};color:#101828;background:#ffffff">
<div style="max-width:600px;margin:0 auto;overflow-wrap:anywhere;word-break:break-word">
${body.filter((each) => each !== undefined)}</div>
</body></html>
`.html;

export const heading = (content: Html | string): Html =>
  html`<h1 class="text" style="margin:0 0 12px;font-size:20px;line-height:1.3;color:#101828">${content}</h1>\n`;

export const paragraph = (content: Html | string): Html => html`<p style="margin:0 0 16px">${content}</p>\n`;

/** What somebody wrote: a note. */
export const quotation = (content: string): Html =>
  html`<p class="note" style="margin:0 0 16px;padding:8px 12px;border-left:4px solid #d0d5dd;background:#f9fafb">${content}</p>\n`;

/** A text of several lines, with its line breaks; addresses in it are links. */
export const longText = (content: string): Html =>
  html`<p${direction(content)} style="margin:0 0 16px;white-space:pre-wrap">${linkified(content)}</p>\n`;

/** Hebrew, Arabic and other scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

const direction = (content: string): Html | undefined =>
  RIGHT_TO_LEFT.test(content) ? html` dir="auto"` : undefined;

/** Text of an alert within a line of ours: Arabic in it does not turn what is around it. `shown`: the text as HTML. */
export function isolated(text: string, shown: Html = html`${text}`): Html {
  const dir = direction(text);
  return dir ? html`<bdi${dir}>${shown}</bdi>` : shown;
}

export const footer = (content: string): Html =>
  html`<p class="muted" style="margin:24px 0 0;color:#475467;font-size:13px">${content}</p>\n`;

export const link = (href: string, label: string): Html =>
  html`<span class="link"><a href="${href}" style="color:#175cd3">${label}</a></span>`;

export const primaryButton = (href: string, label: string): Html =>
  button(href, label, 'background:#175cd3;color:#ffffff', '');

export const quietButton = (href: string, label: string): Html =>
  button(href, label, 'background:#eaecf0;color:#101828', 'quiet');

const button = (href: string, label: string, colours: string, name: string): Html =>
  html`<a href="${href}" class="${name}" style="display:inline-block;margin:0 8px 8px 0;padding:12px 24px;border-radius:6px;font-weight:600;text-decoration:none;${colours}">${label}</a>`;

/** Names of fields up to this length (characters) stay on one line, also on a phone. */
const MAX_WHOLE_NAME = 16;

/** Rows of a name and a value; addresses in values are links. */
export const factTable = (facts: readonly (readonly [string, string])[]): Html => {
  const rows = facts.map(
    ([name, value]) =>
      html`<tr><td class="muted" style="padding:3px 16px 3px 0;color:#475467;vertical-align:top${name.length <= MAX_WHOLE_NAME ? ';white-space:nowrap' : ''}">${name}</td><td style="padding:3px 0;vertical-align:top">${isolated(value, linkified(value))}</td></tr>`,
  );
  return html`<table role="presentation" style="border-collapse:collapse;font-size:14px;line-height:1.5">${rows}</table>\n`;
};

/** The text with its addresses as links. */
export const linkified = (text: string): Html =>
  html`${splitAtLinks(text).map(({ text: piece, isLink }) => (isLink ? link(piece, piece) : html`${piece}`))}`;
