import { CODE_LIFETIME_MS } from '../../domain/contact-messages/model.ts';
import { SECOND } from '../../platform/clock.ts';
import type { ChannelCalls } from '../channels/channel-calls.ts';
import { createPlainChannels, type PlainTemplates } from '../channels/plain-messages.ts';
import type { ChannelProviders } from '../channels/providers.ts';
import {
  type ContactMessageContext,
  contactEmail,
  contactPayload,
  contactPush,
  contactSms,
  contactSpokenContent,
} from '../templates/contact-message.ts';
import { contactNtfy } from '../templates/ntfy.ts';
import { contactPushover } from '../templates/pushover.ts';
import { contactWebPush } from '../templates/web-push.ts';

const templates: PlainTemplates<ContactMessageContext> = {
  email: contactEmail,
  sms: contactSms,
  spoken: contactSpokenContent,
  push: contactPush,
  payload: contactPayload,
  webPush: contactWebPush,
  ntfy: contactNtfy,
  pushover: contactPushover,
  // A newer code or test replaces the older one on the screen.
  collapseKey: ({ contactId }) => contactId,
  ttlSeconds: CODE_LIFETIME_MS / SECOND,
  urgency: 'high',
};

/** Creates the channels of messages to contacts. `allowHttp`: webhooks may also use plain http, on localhost. */
export const createContactChannels = (
  providers: ChannelProviders,
  allowHttp: boolean,
): ChannelCalls<ContactMessageContext> => createPlainChannels(templates, providers, allowHttp);
