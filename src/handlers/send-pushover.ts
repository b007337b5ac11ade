import { readVariable } from '../platform/environment.ts';
import { pushoverComposer } from '../senders/channels/pushover.ts';
import { senderFromEnvironment } from './senders/from-environment.ts';
import { pushoverFromEnvironment } from './senders/pushover-from-environment.ts';

/** Sends notifications through Pushover. The local runner allows localhost, where its outbox is. */
export const handler = senderFromEnvironment(pushoverComposer, () =>
  pushoverFromEnvironment(readVariable('WEBHOOK_ALLOW_PRIVATE', 'false') === 'true'),
);
