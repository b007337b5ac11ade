import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { emailAddress } from '../../domain/users/contact-address.ts';
import type { Provider } from '../delivery/provider.ts';
import { emailContent } from '../templates/email.ts';
import type { EmailContent } from '../templates/email-layout.ts';
import type { Composer } from './composer.ts';

export interface EmailMessage extends EmailContent {
  readonly to: string;
  readonly notificationId: string;
}

export const emailComposer: Composer<string, EmailMessage> = {
  channel: 'email',
  parseAddress: emailAddress,
  compose: (context, to) => ({ ...emailContent(context), to, notificationId: context.notificationId }),
};

/**
 * The headers by which mail programs show the e-mails about one thing together: all of them refer to a first message that
 * was never sent. SES replaces the Message-ID of what is sent, so no e-mail could be that first one.
 */
function toThreadHeaders(thread: string | undefined, from: string) {
  if (thread === undefined) return [];
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'tocsin.invalid';
  const root = `<${thread}@${domain}>`;
  return [
    { Name: 'In-Reply-To', Value: root },
    { Name: 'References', Value: root },
  ];
}

/** Sends e-mail through Amazon SES v2. `from` must belong to an identity that is verified there. */
export function sesProvider(
  client: SESv2Client,
  { from, configurationSet }: { readonly from: string; readonly configurationSet?: string },
): Provider<EmailMessage> {
  const content = (text: string) => ({ Data: text, Charset: 'UTF-8' });
  return async ({ to, subject, text, html, notificationId, thread }) => {
    const { MessageId } = await client.send(
      new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: content(subject),
            Body: { Text: content(text), Html: content(html) },
            Headers: [
              { Name: 'X-Tocsin-Notification', Value: notificationId },
              ...toThreadHeaders(thread, from),
            ],
          },
        },
        EmailTags: [{ Name: 'notificationId', Value: notificationId }],
        ...(configurationSet && { ConfigurationSetName: configurationSet }),
      }),
    );
    return MessageId;
  };
}
