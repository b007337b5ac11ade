import type { Channel } from '../../domain/notifications/model.ts';
import { device, emailAddress, phoneNumber, webhookUrl } from '../../domain/users/contact-address.ts';
import type { EmailMessage } from '../channels/email.ts';
import type { PhoneMessage } from '../channels/phone.ts';
import type { PushMessage } from '../channels/push.ts';
import type { WebhookMessage } from '../channels/webhook.ts';
import type { Provider } from '../delivery/contract.ts';
import type { Call } from '../delivery/deliver.ts';
import {
  type ShiftTold,
  shiftEmail,
  shiftPayload,
  shiftPush,
  shiftSms,
  shiftSpoken,
} from '../templates/shift-notice.ts';

/** A provider a channel. */
export interface ShiftProviders {
  readonly email: Provider<EmailMessage>;
  readonly sms: Provider<PhoneMessage>;
  readonly voice: Provider<PhoneMessage>;
  readonly mobile: Provider<PushMessage>;
  readonly webhook: Provider<WebhookMessage>;
}

/** Of a contact's address, how somebody is told there; undefined where it is none of the channel's. */
export type Way = (to: string) => ((told: ShiftTold) => Call) | undefined;

/** How each channel tells of a turn on call. `allowHttp`: webhooks also by plain http, on localhost. */
export function shiftWays(providers: ShiftProviders, allowHttp: boolean): Readonly<Record<Channel, Way>> {
  return {
    email: way(emailAddress, providers.email, (told, to) => ({
      ...shiftEmail(told),
      to,
      notificationId: told.notificationId,
    })),
    sms: way(phoneNumber, providers.sms, (told, to) => ({
      to,
      body: shiftSms(told),
      notificationId: told.notificationId,
    })),
    voice: way(phoneNumber, providers.voice, (told, to) => ({
      to,
      body: shiftSpoken(told),
      notificationId: told.notificationId,
    })),
    // Of its own each: that a turn ends must not take the place of the word that the next begins.
    mobile: way(device, providers.mobile, (told, to) => ({
      ...shiftPush(told),
      device: to,
      about: told.notificationId,
      notificationId: told.notificationId,
    })),
    webhook: way(
      (to) => webhookUrl(to, allowHttp),
      providers.webhook,
      (told, url) => ({
        url,
        body: JSON.stringify(shiftPayload(told)),
        accountId: told.accountId,
        notificationId: told.notificationId,
      }),
    ),
  };
}

/** The message is made at once, and sent by the call: what can go wrong before the claim goes wrong before it. */
const way =
  <Address, Message>(
    address: (to: string) => Address | undefined,
    provider: Provider<Message>,
    compose: (told: ShiftTold, address: Address) => Message,
  ): Way =>
  (to) => {
    const found = address(to);
    if (found === undefined) return undefined;
    return (told) => {
      const message = compose(told, found);
      return () => provider(message);
    };
  };
