import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { emailAddress } from '../../domain/users/contact-address.ts';
import type { Provider } from '../delivery/provider.ts';
import { type EmailContent, emailContent } from '../templates/email.ts';
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

/** Sends e-mail through Amazon SES v2. `from` must belong to an identity that is verified there. */
export function sesProvider(
  client: SESv2Client,
  { from, configurationSet }: { readonly from: string; readonly configurationSet?: string },
): Provider<EmailMessage> {
  const content = (text: string) => ({ Data: text, Charset: 'UTF-8' });
  return async ({ to, subject, text, html, notificationId }) => {
    const { MessageId } = await client.send(
      new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: content(subject),
            Body: { Text: content(text), Html: content(html) },
            Headers: [{ Name: 'X-Tocsin-Notification', Value: notificationId }],
          },
        },
        EmailTags: [{ Name: 'notificationId', Value: notificationId }],
        ...(configurationSet && { ConfigurationSetName: configurationSet }),
      }),
    );
    return MessageId;
  };
}
