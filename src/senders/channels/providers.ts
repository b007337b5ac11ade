import type { Provider } from '../delivery/provider.ts';
import type { EmailMessage } from './email.ts';
import type { NtfyMessage } from './ntfy.ts';
import type { PhoneMessage, VoiceMessage } from './phone.ts';
import type { PushMessage } from './push.ts';
import type { PushoverMessage } from './pushover.ts';
import type { WebPushMessage } from './web-push.ts';
import type { WebhookMessage } from './webhook.ts';

/** The provider of each channel. */
export interface ChannelProviders {
  readonly email: Provider<EmailMessage>;
  readonly sms: Provider<PhoneMessage>;
  readonly voice: Provider<VoiceMessage>;
  readonly mobile: Provider<PushMessage>;
  readonly webhook: Provider<WebhookMessage>;
  readonly webpush: Provider<WebPushMessage>;
  readonly ntfy: Provider<NtfyMessage>;
  readonly pushover: Provider<PushoverMessage>;
}
