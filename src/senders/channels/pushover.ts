import { type PushoverUser, pushoverUser } from '../../domain/users/contact-address.ts';
import type { Provider } from '../delivery/provider.ts';
import { ProviderError } from '../delivery/provider-outcome.ts';
import { type PushoverContent, pushoverContent } from '../templates/pushover.ts';
import { type PostOptions, postAndRead } from '../transport/https-post.ts';
import type { Composer } from './composer.ts';
import { readMember } from './response-member.ts';

export interface PushoverMessage {
  readonly to: PushoverUser;
  readonly content: PushoverContent;
}

export const pushoverComposer: Composer<PushoverUser, PushoverMessage> = {
  channel: 'pushover',
  parseAddress: pushoverUser,
  compose: (context, to) => ({ to, content: pushoverContent(context) }),
};

/** Sends through Pushover's API at `baseUrl`. The id of an emergency is its receipt. */
export const pushoverProvider =
  (baseUrl: string, options: PostOptions): Provider<PushoverMessage> =>
  async ({ to: { user, token }, content }) => {
    const fields = Object.entries({ token, user, ...content }).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    const body = new URLSearchParams(fields).toString();
    const { status, text } = await postAndRead(
      new URL('/1/messages.json', baseUrl),
      { 'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': 'Tocsin' },
      body,
      options,
    );
    if (status < 200 || status > 299) throw new ProviderError({ kind: 'answered', status });
    return readMember(text, 'receipt') ?? readMember(text, 'request');
  };
