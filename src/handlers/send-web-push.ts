import { readVariable } from '../platform/environment.ts';
import { webPushComposer } from '../senders/channels/web-push.ts';
import { senderFromEnvironment } from './senders/from-environment.ts';
import { webPushFromEnvironment } from './senders/web-push-from-environment.ts';

/** The local runner allows push services on localhost. */
const allowPrivate = readVariable('WEBHOOK_ALLOW_PRIVATE', 'false') === 'true';

/** Sends push notifications to browsers. */
export const handler = senderFromEnvironment(webPushComposer(allowPrivate), (_secrets, table) =>
  webPushFromEnvironment(table, allowPrivate),
);
