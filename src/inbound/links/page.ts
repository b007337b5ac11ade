import { createHash } from 'node:crypto';
import type { Alert } from '../../domain/alerts/model.ts';
import { formatStatus } from '../../domain/alerts/status.ts';
import { type Html, html } from '../../domain/kernel/html.ts';
import { formatLocalTime } from '../../domain/kernel/text.ts';
import {
  RESPONDER_ACTION_LABELS,
  type ResponderAction,
} from '../../domain/responder-actions/responder-actions.ts';
import type { RawResponse } from '../../http/route.ts';

const STYLE = `:root{color-scheme:light dark}
body{margin:0;padding:24px 16px;font:18px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif}
main{max-width:560px;margin:0 auto}
h1{font-size:22px;line-height:1.3;margin:0 0 16px;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:0 0 24px}
dt{opacity:.7}
dd{margin:0;overflow-wrap:anywhere}
button{width:100%;padding:16px;border:0;border-radius:8px;font:inherit;font-weight:600;color:#fff;background:#175cd3}
button:focus-visible{outline:3px solid #84adff;outline-offset:2px}`;

/**
 * Reports the alert as seen, once, at the first trusted touch, click, key press or scroll outside the form. The form has
 * its own effect. Loading the page is not enough: mail scanners load it too, and some run its script.
 */
const SCRIPT = `{let done=false;const seen=e=>{if(done||!e.isTrusted||e.target.closest?.('form'))return;done=true;navigator.sendBeacon(location.pathname.replace(/\\/$/,'')+'/seen')};for(const name of ['pointerdown','keydown','wheel','touchstart'])addEventListener(name,seen,{passive:true})}`;

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Only the holder of the link sees the page: no cache, index, referrer or frame. It loads nothing and calls only us. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex, nofollow',
} as const;

function page(status: number, title: string, content: Html, script?: string): RawResponse {
  const body = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${{ html: STYLE }}</style></head>
<body><main>${content}</main>${script ? html`<script>${{ html: script }}</script>` : ''}</body></html>
`;
  return {
    kind: 'raw',
    status,
    contentType: 'text/html; charset=utf-8',
    body: body.html,
    headers: HEADERS,
  };
}

const LABEL: Readonly<Record<ResponderAction, string>> = { acknowledge: 'Acknowledge', close: 'Close' };

function summary(alert: Alert, timeZone: string): Html {
  return html`<dl><dt>Priority</dt><dd>${alert.priority}</dd><dt>Status</dt><dd>${formatStatus(alert)}</dd><dt>Since</dt><dd>${formatLocalTime(alert.createdAt, timeZone)}</dd></dl>`;
}

const formatTitle = (alert: Alert): string => `#${alert.tinyId} ${alert.message}`;

/** The alert and one button. The form has no action URL: it posts to the address of the link. */
export const confirmPage = (alert: Alert, action: ResponderAction, timeZone: string): RawResponse =>
  page(
    200,
    `${LABEL[action]} ${formatTitle(alert)}`,
    html`<h1>${formatTitle(alert)}</h1>${summary(alert, timeZone)}<form method="post"><button type="submit">${LABEL[action]}</button></form>`,
    SCRIPT,
  );

/** The alert, if it is acknowledged or closed already. */
export const alreadyDonePage = (alert: Alert, timeZone: string): RawResponse =>
  page(
    200,
    formatTitle(alert),
    html`<h1>${formatTitle(alert)}</h1>${summary(alert, timeZone)}<p>This is already done.</p>`,
  );

/** The confirmation after the button was pressed. */
export const donePage = (alert: Alert, action: ResponderAction, username: string): RawResponse =>
  page(
    200,
    `${RESPONDER_ACTION_LABELS[action]} ${formatTitle(alert)}`,
    html`<h1>${RESPONDER_ACTION_LABELS[action]}</h1><p>${formatTitle(alert)}</p><p>Recorded as done by ${username}. You may close this page.</p>`,
  );

/** The page of a link that does not work: 403 if it is not valid, 410 if it has expired or the alert was deleted. */
export const invalidLinkPage = (status: 403 | 410, title: string, advice: string): RawResponse =>
  page(status, title, html`<h1>${title}</h1><p>${advice}</p>`);
