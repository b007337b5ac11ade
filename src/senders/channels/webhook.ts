import { createHmac } from 'node:crypto';
import type { AccountSecrets } from '../../domain/accounts/secrets.ts';
import { webhookUrl } from '../../domain/users/contact-address.ts';
import { type Clock, SECOND } from '../../platform/clock.ts';
import type { Composer, Provider } from '../delivery/contract.ts';
import { ProviderFault } from '../delivery/provider-outcome.ts';
import { webhookPayload } from '../templates/webhook.ts';
import { type PostOptions, post } from '../transport/https-post.ts';

export interface WebhookMessage {
  readonly url: URL;
  readonly body: string;
  readonly accountId: string;
  readonly notificationId: string;
}

/** `allowHttp`: also plain http, on localhost. */
export const webhookComposer = (allowHttp: boolean): Composer<URL, WebhookMessage> => ({
  channel: 'webhook',
  address: (to) => webhookUrl(to, allowHttp),
  compose: (notice, url) => ({
    url,
    body: JSON.stringify(webhookPayload(notice)),
    accountId: notice.alert.accountId,
    notificationId: notice.notificationId,
  }),
});

/**
 * The signature of a webhook: `t=<seconds since the epoch>,v1=<HMAC-SHA-256 of "<t>.<body>" in hexadecimal>`, with the
 * account's webhook secret. The time is signed too, so that a receiver can refuse what was recorded and sent again.
 */
export function webhookSignature(body: string, secret: Buffer, seconds: number): string {
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}

/** Webhooks, called by ourselves. Only an answer of 200 to 299 counts as taken. */
export function webhookProvider(
  secrets: AccountSecrets,
  clock: Clock,
  options: PostOptions,
): Provider<WebhookMessage> {
  return async ({ url, body, accountId, notificationId }) => {
    const secret = await secrets.get(accountId, 'webhook').catch(() => {
      throw new ProviderFault({ kind: 'not-sent', code: 'NoSecret' });
    });
    const headers = {
      'Content-Type': 'application/json',
      'User-Agent': 'Tocsin',
      'X-Tocsin-Notification': notificationId,
      'X-Tocsin-Signature': webhookSignature(body, secret, Math.floor(clock() / SECOND)),
    };
    const status = await post(url, headers, body, options);
    if (status < 200 || status > 299) throw new ProviderFault({ kind: 'answered', status });
    return undefined;
  };
}
