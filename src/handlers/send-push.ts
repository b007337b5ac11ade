import { PinpointClient } from '@aws-sdk/client-pinpoint';
import { requireVariable } from '../platform/environment.ts';
import { pushComposer, pushProvider } from '../senders/channels/push.ts';
import { providerClientConfig } from '../senders/transport/client-configuration.ts';
import { senderFromEnvironment } from './senders/from-environment.ts';

/** Sends push notifications, as the application PINPOINT_APPLICATION_ID. */
export const handler = senderFromEnvironment(pushComposer, () =>
  pushProvider(new PinpointClient(providerClientConfig()), requireVariable('PINPOINT_APPLICATION_ID')),
);
