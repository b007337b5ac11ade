import { SESv2Client } from '@aws-sdk/client-sesv2';
import { readVariable, requireVariable } from '../platform/environment.ts';
import { emailComposer, sesProvider } from '../senders/channels/email.ts';
import { providerClientConfig } from '../senders/transport/client-configuration.ts';
import { senderFromEnvironment } from './senders/from-environment.ts';

const configurationSet = readVariable('SES_CONFIGURATION_SET', '');

/** Sends e-mail, from EMAIL_FROM. */
export const handler = senderFromEnvironment(emailComposer, () =>
  sesProvider(new SESv2Client(providerClientConfig()), {
    from: requireVariable('EMAIL_FROM'),
    ...(configurationSet && { configurationSet }),
  }),
);
