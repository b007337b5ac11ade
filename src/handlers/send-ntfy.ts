import { consoleUrlFromEnvironment } from '../platform/console-url.ts';
import { readVariable } from '../platform/environment.ts';
import { ntfyComposer, ntfyProvider } from '../senders/channels/ntfy.ts';
import { PROVIDER_TIMEOUT_MS } from '../senders/transport/client-configuration.ts';
import { senderFromEnvironment } from './senders/from-environment.ts';

/** The local runner allows servers on localhost. */
const allowPrivate = readVariable('WEBHOOK_ALLOW_PRIVATE', 'false') === 'true';

/** Publishes notifications to topics of ntfy. */
export const handler = senderFromEnvironment(
  ntfyComposer({ consoleUrl: consoleUrlFromEnvironment(), allowHttp: allowPrivate }),
  () => ntfyProvider({ timeoutMs: PROVIDER_TIMEOUT_MS, allowPrivate }),
);
