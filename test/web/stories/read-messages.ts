import { waitFor } from '../../../simulator/local-service.ts';
import type { ConsoleBrowser } from '../console-browser.ts';

export interface SignInMail {
  /** Eight digits. */
  readonly code: string;
  readonly link: string;
}

/** The e-mails for signing in that a person has got so far, the oldest first. */
export async function readSignInMails(
  { service }: ConsoleBrowser,
  to: string,
): Promise<readonly SignInMail[]> {
  const messages = await service.outbox();
  return messages.flatMap(({ channel, to: recipient, text = '' }) => {
    const [, code] = /\b(\d{4}[ -]?\d{4})\b/.exec(text) ?? [];
    const [link] = /http\S+\/sign-in\/link#\S+/.exec(text) ?? [];
    return channel === 'email' && recipient.includes(to) && code && link ? [{ code, link }] : [];
  });
}

/** The next e-mail for signing in to a person who has got so many already. */
export async function waitForSignInMail(
  console: ConsoleBrowser,
  to: string,
  before: number,
): Promise<SignInMail> {
  const mails = await waitFor(
    () => readSignInMails(console, to),
    (found) => found.length > before,
  );
  return mails.at(-1) as SignInMail;
}

/** The code in the newest SMS to the number, which verifies a contact. */
export async function readCode({ service }: ConsoleBrowser, number: string): Promise<string> {
  const find = async () =>
    (await service.outbox())
      .filter(({ channel, to }) => channel === 'sms' && to.includes(number))
      .flatMap(({ text = '' }) => /\b\d{6,8}\b(?= is your)/.exec(text) ?? [])
      .at(-1);
  return (await waitFor(find, (code) => code !== undefined)) ?? '';
}
