import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import type { AccountSecrets } from '../../domain/accounts/secrets.ts';
import type { Integration } from '../../domain/integrations/model.ts';
import { webhookUrl } from '../../domain/users/contact-address.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import type { FailedMessages } from '../../platform/failed-messages.ts';
import { logger } from '../../platform/logger.ts';
import { createGroupedHandler } from '../../platform/sqs-batch.ts';
import { postWebhook } from '../channels/webhook.ts';
import { classifyProviderError, ProviderError } from '../delivery/provider-outcome.ts';
import type { PostOptions, post } from '../transport/https-post.ts';

export interface AlertWebhookDeps {
  readonly integrations: Pick<ConfigurationStore<Integration>, 'get'>;
  readonly secrets: AccountSecrets;
  readonly clock: Clock;
  readonly options: PostOptions;
  /** Without it, events that cannot be sent return to the queue, which dead-letters them after five deliveries. */
  readonly failedMessages?: FailedMessages;
  /** Makes the HTTP call; replaced in tests. */
  readonly call?: typeof post;
}

/** The receiver did not accept the event for now. The queue delivers it again and, in the end, dead-letters it. */
export class WebhookNotAccepted extends Error {
  override readonly name = 'WebhookNotAccepted';
}

/** The receiver does not accept the content of the event. The second time it is dead-lettered, and later events follow. */
export class WebhookContentRefused extends Error {
  override readonly name = 'WebhookContentRefused';
}

/** Bad Request, Content Too Large, Unprocessable Content. Other statuses are about the receiver, not about the event. */
const CONTENT_STATUSES: readonly number[] = [400, 413, 422];

const schema = z.object({
  accountId: z.string().min(1),
  integrationId: z.string().min(1),
  eventId: z.string().min(1),
  payload: z.looseObject({ action: z.string() }),
});

/** Headers that an integration's own headers must not replace. */
const RESERVED_HEADER = /^(content-type|user-agent|x-tocsin-.*)$/i;

/**
 * Creates the handler of alert-webhooks.fifo: sends the actions on an alert to webhook integrations, in order for each
 * alert. Events are delivered at least once, unlike notifications to people: there is no claim, and an unknown outcome is
 * retried. Receivers recognize a repetition by `eventId`. Events of an integration that is deleted or disabled are dropped.
 */
export function createAlertWebhookSender({
  integrations,
  secrets,
  clock,
  options,
  failedMessages,
  call,
}: AlertWebhookDeps): (event: SQSEvent) => Promise<SQSBatchResponse> {
  async function send({ body: source }: SQSRecord): Promise<void> {
    const { accountId, integrationId, eventId, payload } = schema.parse(JSON.parse(source));
    const integration = await integrations.get(accountId, integrationId);
    if (!integration?.enabled || !integration.webhook) {
      logger.info('Webhook event dropped: the integration is deleted or disabled', {
        integrationId,
        eventId,
      });
      return;
    }
    const url = webhookUrl(integration.webhook.url, options.allowPrivate);
    const custom = Object.entries(integration.webhook.headers).filter(
      ([name]) => !RESERVED_HEADER.test(name),
    );
    const headers = { ...Object.fromEntries(custom), 'X-Tocsin-Event': eventId };
    const secret = await secrets.get(accountId, 'webhook');
    try {
      if (!url) throw new ProviderError({ kind: 'refused', code: 'NoHttps' });
      await postWebhook({ url, body: JSON.stringify(payload), secret, headers }, clock, options, call);
    } catch (error) {
      const { reason } = classifyProviderError(error);
      logger.warn('Webhook event not accepted', { accountId, integrationId, eventId, reason });
      throw isContentRefused(error) ? new WebhookContentRefused(reason) : new WebhookNotAccepted(reason);
    }
  }

  return createGroupedHandler(send, failedMessages && { failedMessages });
}

const isContentRefused = (error: unknown): boolean =>
  error instanceof ProviderError &&
  error.failure.kind === 'answered' &&
  CONTENT_STATUSES.includes(error.failure.status);
