import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SECOND } from '../../platform/clock.ts';
import { ProviderError, toNetworkFailure } from '../delivery/provider-outcome.ts';

/** How long a provider may take, in milliseconds. It leaves 20 of the function's 30 seconds for everything else. */
export const PROVIDER_TIMEOUT_MS = 10 * SECOND;

/** Translates network errors where they happen, so that we know whether the request may have been sent. */
class ClassifyingHttpHandler extends NodeHttpHandler {
  override async handle(...call: Parameters<NodeHttpHandler['handle']>) {
    try {
      return await super.handle(...call);
    } catch (error) {
      throw new ProviderError(toNetworkFailure(error));
    }
  }
}

/**
 * The configuration of every provider's AWS client. One attempt only: the SDK would also retry a request that may have
 * been carried out, and page twice. A new connection each time: one that was kept while the Lambda function was frozen
 * breaks in a way that looks like a lost response.
 */
export const providerClientConfig = (timeoutMs: number = PROVIDER_TIMEOUT_MS) => ({
  maxAttempts: 1,
  requestHandler: new ClassifyingHttpHandler({
    connectionTimeout: 2 * SECOND,
    requestTimeout: timeoutMs,
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent({ keepAlive: false }),
    httpsAgent: new HttpsAgent({ keepAlive: false }),
  }),
});
