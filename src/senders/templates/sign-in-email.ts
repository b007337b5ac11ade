import { html } from '../../domain/kernel/html.ts';
import { getTexts } from '../languages/get-texts.ts';
import { type EmailContent, emailPage, footer, paragraph, primaryButton } from './email-layout.ts';

export interface SignInEmailContext {
  /** Eight digits. */
  readonly code: string;
  /** Leads to a page with a button: mail scanners open links. */
  readonly link: string;
  /** How long both are valid, in minutes. */
  readonly minutes: number;
  /** Of the user, such as de_DE. */
  readonly locale: string;
}

/** Renders the e-mail with which somebody signs in to the console. The code is in the subject, where a phone shows it. */
export function signInEmail({ code, link, minutes, locale }: SignInEmailContext): EmailContent {
  const { signIn, language } = getTexts({ locale });
  const readable = `${code.slice(0, 4)} ${code.slice(4)}`;
  const validity = signIn.validity(minutes);
  return {
    subject: signIn.subject(readable),
    text: [`${signIn.yourCode}: ${readable}`, signIn.orOpen(link), validity, signIn.footer]
      .join('\n\n')
      .concat('\n'),
    html: emailPage(language, signIn.title, [
      html`<p style="margin:0 0 8px">${signIn.yourCode}</p>\n`,
      html`<p style="margin:0 0 24px;font-size:28px;font-weight:600;letter-spacing:2px">${readable}</p>\n`,
      html`<p style="margin:0 0 16px">${primaryButton(link, signIn.button)}</p>\n`,
      paragraph(validity),
      footer(signIn.footer),
    ]),
  };
}
