import { type NtfyTopic, ntfyTopic } from '../../domain/users/contact-address.ts';
import type { Provider } from '../delivery/provider.ts';
import { ProviderError } from '../delivery/provider-outcome.ts';
import { type NtfyContent, ntfyContent } from '../templates/ntfy.ts';
import { type PostOptions, postAndRead } from '../transport/https-post.ts';
import type { Composer } from './composer.ts';
import { readMember } from './response-member.ts';

export interface NtfyMessage {
  readonly to: NtfyTopic;
  readonly content: NtfyContent;
}

/** `consoleUrl`: where a tap leads. `allowHttp`: servers may use plain http too, on localhost. */
export const ntfyComposer = ({
  consoleUrl,
  allowHttp,
}: {
  readonly consoleUrl: string;
  readonly allowHttp: boolean;
}): Composer<NtfyTopic, NtfyMessage> => ({
  channel: 'ntfy',
  parseAddress: (to, contact) => ntfyTopic(to, contact, allowHttp),
  compose: (context, to) => ({ to, content: ntfyContent(context, consoleUrl) }),
});

/** Publishes to topics of ntfy.sh or of a server of the user's own. */
export const ntfyProvider =
  (options: PostOptions): Provider<NtfyMessage> =>
  async ({ to: { server, topic, token }, content }) => {
    const headers = {
      'Content-Type': 'application/json',
      'User-Agent': 'Tocsin',
      ...(token && { Authorization: `Bearer ${token}` }),
    };
    const { status, text } = await postAndRead(
      server,
      headers,
      JSON.stringify({ topic, ...content }),
      options,
    );
    if (status < 200 || status > 299) throw new ProviderError({ kind: 'answered', status });
    return readMember(text, 'id');
  };
