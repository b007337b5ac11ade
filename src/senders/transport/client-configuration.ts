import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SECOND } from '../../platform/clock.ts';
import { networkFault, ProviderFault } from '../delivery/provider-outcome.ts';

/** How long a provider may take. Three times as long is left of the sender's 30 seconds for all else. */
export const PROVIDER_LIMIT_MS = 10 * SECOND;

/** Says of each failure of the network, where it happens, whether the request may have left. */
class FaultTellingHandler extends NodeHttpHandler {
  override async handle(...call: Parameters<NodeHttpHandler['handle']>) {
    try {
      return await super.handle(...call);
    } catch (error) {
      throw new ProviderFault(networkFault(error));
    }
  }
}

/**
 * How the clients of providers are set up. One attempt: the SDK would try again also where the first attempt may have
 * been carried out, and page twice; the state machine tries again only where nothing was sent. And a new connection
 * each time: one that was kept over a frozen Lambda function breaks in a way that looks like a lost answer.
 */
export const oneAttempt = (limitMs: number = PROVIDER_LIMIT_MS) => ({
  maxAttempts: 1,
  requestHandler: new FaultTellingHandler({
    connectionTimeout: 2 * SECOND,
    requestTimeout: limitMs,
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent({ keepAlive: false }),
    httpsAgent: new HttpsAgent({ keepAlive: false }),
  }),
});
