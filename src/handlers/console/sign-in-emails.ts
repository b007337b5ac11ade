import { SESv2Client } from '@aws-sdk/client-sesv2';
import { newId } from '../../platform/ids.ts';
import { sesProvider } from '../../senders/channels/email.ts';
import { signInEmail } from '../../senders/templates/sign-in-email.ts';
import { providerClientConfig } from '../../senders/transport/client-configuration.ts';
import type { SendSignInEmail } from '../../web/sign-in/email-routes.ts';

/** Less than the function's timeout, in milliseconds. */
const EMAIL_TIMEOUT_MS = 6_000;

/** Sends the e-mails for signing in through SES. */
export function createSignInEmails(sender: Parameters<typeof sesProvider>[1]): SendSignInEmail {
  const send = sesProvider(new SESv2Client(providerClientConfig(EMAIL_TIMEOUT_MS)), sender);
  return ({ to, ...context }) => send({ to, ...signInEmail(context), notificationId: newId() });
}
