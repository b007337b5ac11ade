import { html } from '../../domain/kernel/html.ts';
import type { EmailContent } from './email.ts';

export interface SignInEmailContext {
  /** Eight digits. */
  readonly code: string;
  /** Leads to a page with a button: mail scanners open links. */
  readonly link: string;
  /** How long both are valid, in minutes. */
  readonly minutes: number;
}

const FOOTER =
  'If you did not ask for it, ignore this message: nobody can sign in without your browser or this code.';

/** Renders the e-mail with which somebody signs in to the console. The code is in the subject, where a phone shows it. */
export function signInEmail({ code, link, minutes }: SignInEmailContext): EmailContent {
  const readable = `${code.slice(0, 4)} ${code.slice(4)}`;
  const validity = `Code and link work once, within ${minutes} minutes, and only in the browser in which you asked for them.`;
  return {
    subject: `${readable} is your code for Tocsin`,
    text: [`Your code: ${readable}`, `Or open this link: ${link}`, validity, FOOTER]
      .join('\n\n')
      .concat('\n'),
    html: html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Sign in to Tocsin</title></head>
<body style="margin:0;padding:16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#101828;background:#ffffff">
<div style="max-width:600px;margin:0 auto">
<p style="margin:0 0 8px;color:#667085">Your code for Tocsin</p>
<p style="margin:0 0 24px;font-size:28px;font-weight:600;letter-spacing:2px">${readable}</p>
<p style="margin:0 0 24px"><a href="${link}" style="display:inline-block;padding:12px 24px;border-radius:8px;color:#ffffff;background:#175cd3;text-decoration:none;font-weight:600">Sign in</a></p>
<p style="margin:0 0 16px">${validity}</p>
<p style="margin:24px 0 0;color:#667085;font-size:13px">${FOOTER}</p>
</div>
</body></html>
`.html,
  };
}
