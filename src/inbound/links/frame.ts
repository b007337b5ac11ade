import { createHash } from 'node:crypto';
import { type Html, html } from '../../domain/kernel/html.ts';
import type { Language } from '../../domain/kernel/language.ts';
import type { RawResponse } from '../../http/route.ts';

/** Each text has at least the contrast of WCAG 2.1 AA on its background, in light and in dark. */
const STYLE = `:root{color-scheme:light dark;--back:#fff;--text:#101828;--soft:#475467;--line:#d0d5dd;--blue:#175cd3;--link:#175cd3;--red:#b42318;--card:#f9fafb}
@media (prefers-color-scheme:dark){:root{--back:#0c111d;--text:#f2f4f7;--soft:#a9b2c0;--line:#475467;--blue:#1d5fd0;--link:#84adff;--red:#fda29b;--card:#161b26}}
*{box-sizing:border-box}
body{margin:0;padding:24px 16px;font:18px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:var(--text);background:var(--back)}
main{max-width:560px;margin:0 auto}
h1{font-size:22px;line-height:1.3;margin:0 0 12px;overflow-wrap:anywhere}
h2{font-size:18px;margin:24px 0 4px}
p{margin:0 0 16px;overflow-wrap:anywhere}
a{color:var(--link)}
.name{color:var(--soft);margin:0 0 8px}
.lead{font-size:20px}
.soft{color:var(--soft);font-size:16px}
.text{white-space:pre-wrap}
dl{display:grid;grid-template-columns:minmax(6.5em,auto) 1fr;gap:4px 16px;margin:0 0 16px;padding:12px 16px;background:var(--card);border-radius:8px;font-size:16px}
dt{color:var(--soft);overflow-wrap:anywhere}
dd{margin:0;overflow-wrap:anywhere}
form{margin:0 0 24px}
button{display:block;width:100%;min-height:56px;margin:0 0 12px;padding:12px 16px;border:2px solid var(--line);border-radius:8px;font:inherit;font-weight:600;color:inherit;background:transparent;cursor:pointer}
button.main{border-color:var(--blue);color:#fff;background:var(--blue)}
button.danger{border-color:var(--red);color:var(--red)}
button:focus-visible,a:focus-visible{outline:3px solid #84adff;outline-offset:2px}`;

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

/** A page behind a link. `marksSeen`: using it marks the alert as seen; nothing else on it needs a script. */
export function page(
  status: 200 | 400 | 403 | 410,
  { language }: { readonly language: Language },
  title: string,
  content: Html,
  { marksSeen = false }: { readonly marksSeen?: boolean } = {},
): RawResponse {
  const body = html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${{ html: STYLE }}</style></head>
<body><main>${content}</main>${marksSeen ? html`<script>${{ html: SCRIPT }}</script>` : ''}</body></html>
`;
  return {
    kind: 'raw',
    status,
    contentType: 'text/html; charset=utf-8',
    body: body.html,
    headers: HEADERS,
  };
}
