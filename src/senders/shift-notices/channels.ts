import type { ChannelCalls } from '../channels/channel-calls.ts';
import { createPlainChannels, type PlainTemplates } from '../channels/plain-messages.ts';
import type { ChannelProviders } from '../channels/providers.ts';
import { LONGEST_TTL_SECONDS } from '../channels/web-push.ts';
import { shiftNtfy } from '../templates/ntfy.ts';
import { shiftPushover } from '../templates/pushover.ts';
import {
  type ShiftContext,
  shiftEmail,
  shiftPayload,
  shiftPush,
  shiftSms,
  shiftSpokenContent,
} from '../templates/shift-notice.ts';
import { shiftWebPush } from '../templates/web-push.ts';

const templates: PlainTemplates<ShiftContext> = {
  email: shiftEmail,
  sms: shiftSms,
  spoken: shiftSpokenContent,
  push: shiftPush,
  payload: shiftPayload,
  webPush: shiftWebPush,
  ntfy: shiftNtfy,
  pushover: shiftPushover,
  // Its own key: the end of one shift must not replace the start of the next on the screen.
  collapseKey: ({ notificationId }) => notificationId,
  ttlSeconds: LONGEST_TTL_SECONDS,
  urgency: 'normal',
};

/** Creates the channels of shift notices. `allowHttp`: webhooks may also use plain http, on localhost. */
export const createShiftChannels = (
  providers: ChannelProviders,
  allowHttp: boolean,
): ChannelCalls<ShiftContext> => createPlainChannels(templates, providers, allowHttp);
