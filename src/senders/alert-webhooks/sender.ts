import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import type { AccountSecrets } from '../../domain/accounts/secrets.ts';
import type { Integration } from '../../domain/integrations/model.ts';
import { webhookUrl } from '../../domain/users/contact-address.ts';
import { type Clock, SECOND } from '../../platform/clock.ts';
import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import { logger } from '../../platform/logger.ts';
import { createGroupedHandler } from '../../platform/sqs-batch.ts';
import { webhookSignature } from '../channels/webhook.ts';
import { outcomeOf, ProviderFault } from '../delivery/provider-outcome.ts';
import { type PostOptions, post } from '../transport/https-post.ts';

export interface AlertWebhookParts {
  readonly integrations: Pick<ConfigurationStore<Integration>, 'get'>;
  readonly secrets: AccountSecrets;
  readonly clock: Clock;
  readonly options: PostOptions;
  /** Makes the call; over the network unless a test brings its own. */
  readonly call?: typeof post;
}

/** An event was not taken; the queue delivers it again, and in the end to the dead-letter queue. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';
}

const shape = z.object({
  accountId: z.string().min(1),
  integrationId: z.string().min(1),
  eventId: z.string().min(1),
  payload: z.looseObject({ action: z.string() }),
});

/** Headers of ours, which an integration's own do not replace. */
const OURS = /^(content-type|user-agent|x-tocsin-.*)$/i;

/**
 * The handler of alert-webhooks.fifo: tells webhook integrations of what was done to alerts, in order for each alert.
 * Unlike pages these are delivered at least once: what was not taken, or of which nobody knows, is tried again, and a
 * receiver knows by `eventId` what it has had. Of an integration that is gone or disabled the events go with it.
 */
export function createAlertWebhook({
  integrations,
  secrets,
  clock,
  options,
  call = post,
}: AlertWebhookParts): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return createGroupedHandler(async ({ body: source }) => {
    const { accountId, integrationId, eventId, payload } = shape.parse(JSON.parse(source));
    const integration = await integrations.get(accountId, integrationId);
    if (!integration?.enabled || !integration.webhook) {
      logger.info('A webhook that is gone or disabled is not called', { integrationId, eventId });
      return;
    }
    const url = webhookUrl(integration.webhook.url, options.allowPrivate);
    const body = JSON.stringify(payload);
    const secret = await secrets.get(accountId, 'webhook');
    const own = Object.entries(integration.webhook.headers).filter(([name]) => !OURS.test(name));
    const headers = {
      ...Object.fromEntries(own),
      'Content-Type': 'application/json',
      'User-Agent': 'Tocsin',
      'X-Tocsin-Event': eventId,
      'X-Tocsin-Signature': webhookSignature(body, secret, Math.floor(clock() / SECOND)),
    };
    try {
      if (!url) throw new ProviderFault({ kind: 'refused', code: 'NoHttps' });
      const status = await call(url, headers, body, options);
      if (status < 200 || status > 299) throw new ProviderFault({ kind: 'answered', status });
    } catch (error) {
      const { reason } = outcomeOf(error);
      logger.warn('A webhook did not take an event', { accountId, integrationId, eventId, reason });
      throw new NotTaken(reason);
    }
  });
}
