import { createHmac } from 'node:crypto';
import type { AccountSecrets } from '../../domain/accounts/secrets.ts';
import { webhookUrl } from '../../domain/users/contact-address.ts';
import { type Clock, SECOND } from '../../platform/clock.ts';
import { logger } from '../../platform/logger.ts';
import type { Provider } from '../delivery/provider.ts';
import { ProviderError } from '../delivery/provider-outcome.ts';
import { webhookPayload } from '../templates/webhook.ts';
import { type PostOptions, post } from '../transport/https-post.ts';
import type { Composer } from './composer.ts';

export interface WebhookMessage {
  readonly url: URL;
  readonly body: string;
  readonly accountId: string;
  readonly notificationId: string;
}

/** `allowHttp`: plain http is allowed too, on localhost. */
export const webhookComposer = (allowHttp: boolean): Composer<URL, WebhookMessage> => ({
  channel: 'webhook',
  parseAddress: (to) => webhookUrl(to, allowHttp),
  compose: (context, url) => ({
    url,
    body: JSON.stringify(webhookPayload(context)),
    accountId: context.alert.accountId,
    notificationId: context.notificationId,
  }),
});

/**
 * The signature of a webhook: `t=<seconds since the epoch>,v1=<HMAC-SHA-256 of "<t>.<body>" in hexadecimal>`, with the
 * account's webhook secret. The timestamp is signed as well, so that a receiver can reject a replayed request.
 */
export function webhookSignature(body: string, secret: Buffer, seconds: number): string {
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}

export interface SignedWebhook {
  readonly url: URL;
  readonly body: string;
  readonly secret: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Posts a signed webhook. Only a status from 200 to 299 is a success.
 *
 * @throws ProviderError for any other status or a failure of the network.
 */
export async function postWebhook(
  { url, body, secret, headers }: SignedWebhook,
  clock: Clock,
  options: PostOptions,
  call: typeof post = post,
): Promise<void> {
  const signed = {
    ...headers,
    'Content-Type': 'application/json',
    'User-Agent': 'Tocsin',
    'X-Tocsin-Signature': webhookSignature(body, secret, Math.floor(clock() / SECOND)),
  };
  // Its headers tell a receiver if it comes twice.
  const status = await call(url, signed, body, { ...options, keepAlive: { clock } });
  if (status < 200 || status > 299) throw new ProviderError({ kind: 'answered', status });
}

/** Webhooks of contacts, called by ourselves. */
export function webhookProvider(
  secrets: AccountSecrets,
  clock: Clock,
  options: PostOptions,
): Provider<WebhookMessage> {
  return async ({ url, body, accountId, notificationId }) => {
    const secret = await secrets.get(accountId, 'webhook').catch((error: Error) => {
      logger.error('Could not read the secret of webhooks', { accountId, errorName: error.name });
      throw new ProviderError({ kind: 'not-sent', code: 'NoSecret' });
    });
    await postWebhook(
      { url, body, secret, headers: { 'X-Tocsin-Notification': notificationId } },
      clock,
      options,
    );
    return undefined;
  };
}
