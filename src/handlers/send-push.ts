import { PinpointClient } from '@aws-sdk/client-pinpoint';
import { required } from '../platform/environment.ts';
import { oneAttempt } from '../senders/one-attempt.ts';
import { pushComposer, pushProvider } from '../senders/push.ts';
import { senderFromEnvironment } from './senders/from-environment.ts';

/** Sends push notifications, as the application PINPOINT_APPLICATION_ID. */
export const handler = senderFromEnvironment(pushComposer, () =>
  pushProvider(new PinpointClient(oneAttempt()), required('PINPOINT_APPLICATION_ID')),
);
