import { createECDH, randomBytes } from 'node:crypto';
import { PinpointClient } from '@aws-sdk/client-pinpoint';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createAccountSecrets } from '../../src/domain/accounts/secrets.ts';
import type { Alert } from '../../src/domain/alerts/model.ts';
import { toAlertItem } from '../../src/domain/alerts/store/alert-item.ts';
import type { Channel, NotificationRequest } from '../../src/domain/notifications/model.ts';
import { createPushKeySource } from '../../src/domain/push-keys/store.ts';
import { createLinkSigner } from '../../src/domain/responder-actions/link-signer.ts';
import type { ReplyCodes } from '../../src/domain/responder-actions/reply-codes.ts';
import type { Contact, ContactCredentials, User } from '../../src/domain/users/model.ts';
import { createUserStore } from '../../src/domain/users/store.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { alertPk, LOG_PREFIX } from '../../src/platform/keys.ts';
import type { Item, Table } from '../../src/platform/table.ts';
import type { AlertSender } from '../../src/senders/alert-notifications/sender.ts';
import { createAlertSender } from '../../src/senders/alert-notifications/sender.ts';
import type { Composer } from '../../src/senders/channels/composer.ts';
import { emailComposer, sesProvider } from '../../src/senders/channels/email.ts';
import { ntfyComposer, ntfyProvider } from '../../src/senders/channels/ntfy.ts';
import { smsComposer, smsProvider, voiceComposer, voiceProvider } from '../../src/senders/channels/phone.ts';
import type { ChannelProviders } from '../../src/senders/channels/providers.ts';
import { pushComposer, pushProvider } from '../../src/senders/channels/push.ts';
import { pushoverComposer, pushoverProvider } from '../../src/senders/channels/pushover.ts';
import {
  type WebPushProviderDeps,
  webPushComposer,
  webPushProvider,
} from '../../src/senders/channels/web-push.ts';
import { webhookComposer, webhookProvider } from '../../src/senders/channels/webhook.ts';
import type { Provider } from '../../src/senders/delivery/provider.ts';
import { providerClientConfig } from '../../src/senders/transport/client-configuration.ts';
import { anAlert, aUser } from './builders.ts';

export const PUBLIC_URL = 'https://tocsin.example.com';

export const DEVICE_TOKEN = 'device-token-1234567890';

/** Addresses of a person that must not show up in logs, errors or records. */
export const ADDRESSES: Readonly<Record<Exclude<Channel, 'webhook' | 'webpush' | 'ntfy'>, string>> = {
  email: 'private@home.example',
  sms: '1-5550001234',
  voice: '1-5550001234',
  mobile: `fcm:${DEVICE_TOKEN}`,
  pushover: 'uPrivateUserKey000000000000000',
};

/** A contact's address on the channel, with a provider of the contact's own at the endpoint. */
export const addressAt = (channel: Channel, endpoint: string): string => {
  switch (channel) {
    case 'webhook':
    case 'webpush':
      return `${endpoint}/secret-path`;
    case 'ntfy':
      return `${endpoint}/secret-topic`;
    default:
      return ADDRESSES[channel];
  }
};

/** The keys of a browser for tests; `privateKey` decrypts its messages. */
export const BROWSER = createBrowser();

function createBrowser() {
  const browser = createECDH('prime256v1');
  const p256dh = browser.generateKeys('base64url', 'uncompressed');
  return { ecdh: browser, p256dh, auth: randomBytes(16).toString('base64url') };
}

/** The values that contacts of a channel need besides the address. */
export const CREDENTIALS: Partial<Readonly<Record<Channel, ContactCredentials>>> = {
  webpush: { p256dh: BROWSER.p256dh, auth: BROWSER.auth },
  ntfy: { token: 'tk_private' },
  pushover: { token: 'aPrivateAppToken00000000000000' },
};

/** The response of each provider to an accepted message. */
export const TAKEN: Readonly<Record<Channel, object>> = {
  email: { MessageId: 'provider-id' },
  sms: { MessageId: 'provider-id' },
  voice: { MessageId: 'provider-id' },
  mobile: {
    ApplicationId: 'app',
    Result: { [DEVICE_TOKEN]: { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200, MessageId: 'provider-id' } },
  },
  webhook: {},
  webpush: {},
  ntfy: { id: 'provider-id', event: 'message' },
  pushover: { status: 1, request: 'provider-id' },
};

/** How long a provider may take in tests, in milliseconds: short, as some wait for it, and long for a busy machine. */
export const TEST_LIMIT_MS = 1_500;

/** The providers that Tocsin calls by itself, with Pushover at the endpoint. */
export function newChannelProviders(
  table: Table,
  endpoint: string,
  retireDevice: WebPushProviderDeps['retireDevice'] = async () => {},
): Pick<ChannelProviders, 'webpush' | 'ntfy' | 'pushover'> {
  const options = { timeoutMs: TEST_LIMIT_MS, allowPrivate: true };
  return {
    webpush: webPushProvider({
      keys: createPushKeySource(table),
      subject: PUBLIC_URL,
      options,
      retireDevice,
    }),
    ntfy: ntfyProvider(options),
    pushover: pushoverProvider(endpoint, options),
  };
}

/** The sender of a channel with the real client of its provider, which is at the endpoint; with codes, for texts only. */
export function aSender(
  table: Table,
  clock: Clock,
  channel: Channel,
  endpoint: string,
  replyCode?: ReplyCodes['assign'],
): AlertSender {
  const secrets = createAccountSecrets(table);
  const links = createLinkSigner(secrets, PUBLIC_URL);
  const client = {
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    ...providerClientConfig(TEST_LIMIT_MS),
  };
  const sender = <A, M>(composer: Composer<A, M>, provider: Provider<M>) =>
    createAlertSender({ table, clock, links, composer, provider });
  switch (channel) {
    case 'email':
      return sender(emailComposer, sesProvider(new SESv2Client(client), { from: 'tocsin@example.com' }));
    case 'sms':
      return createAlertSender({
        table,
        clock,
        links,
        composer: smsComposer,
        provider: smsProvider(new PinpointSMSVoiceV2Client(client), {}),
        ...(replyCode && { replyCode }),
      });
    case 'voice':
      return sender(
        voiceComposer,
        voiceProvider(new PinpointSMSVoiceV2Client(client), { originationIdentity: '+15550009999' }),
      );
    case 'mobile':
      return sender(pushComposer, pushProvider(new PinpointClient(client), 'app'));
    case 'webhook':
      return sender(
        webhookComposer(true),
        webhookProvider(secrets, clock, { timeoutMs: TEST_LIMIT_MS, allowPrivate: true }),
      );
    case 'webpush':
      return sender(webPushComposer(true), newChannelProviders(table, endpoint).webpush);
    case 'ntfy':
      return sender(
        ntfyComposer({ consoleUrl: `${PUBLIC_URL}/console`, allowHttp: true }),
        newChannelProviders(table, endpoint).ntfy,
      );
    case 'pushover':
      return sender(pushoverComposer, newChannelProviders(table, endpoint).pushover);
  }
}

/** About the creation of an alert that has the flow `main` of run 1. */
export const aNotification = (change: Partial<NotificationRequest> = {}): NotificationRequest => ({
  notificationId: newId(),
  accountId: 'acc',
  alertId: newId(),
  channel: 'email',
  userId: newId(),
  contactId: 'contact',
  event: 'create-alert',
  flowKey: 'main',
  flowRun: 1,
  condition: 'if-not-acked',
  dueAt: Date.parse('2026-11-24T12:00:00Z'),
  ...change,
});

export interface Story {
  readonly alert: Alert;
  readonly user: User;
  readonly request: NotificationRequest;
}

/** An enabled contact with the id `contact`. */
export const contactAt = (method: Channel, to: string): Contact => {
  const credentials = CREDENTIALS[method];
  return {
    id: 'contact',
    method,
    to,
    enabled: true,
    disabledReason: '',
    ...(credentials && { credentials }),
  };
};

/** A stored alert, a stored user with one contact, and the notification that is due. */
export async function aStory(
  table: Table,
  channel: Channel,
  to: string,
  change: { alert?: Partial<Alert>; user?: Partial<User>; request?: Partial<NotificationRequest> } = {},
): Promise<Story> {
  const alert = anAlert({
    run: 1,
    flows: [
      {
        kind: 'responder',
        key: 'main',
        run: 1,
        startedAt: 0,
        target: { type: 'team', id: 'ops' },
        escalatedAt: [],
      },
    ],
    ...change.alert,
  });
  const id = newId();
  const user = aUser({
    id,
    username: `${id}@example.com`,
    contacts: [contactAt(channel, to)],
    ...change.user,
  });
  await table.put(toAlertItem(alert));
  await createUserStore(table).create(alert.accountId, user);
  return {
    alert,
    user,
    request: aNotification({ alertId: alert.id, userId: user.id, channel, ...change.request }),
  };
}

/** The entries of the alert's log, oldest first. */
export async function logOf(table: Table, { accountId, id }: Alert): Promise<readonly Item[]> {
  const page = await table.query({ pk: alertPk(accountId, id), sk: { beginsWith: LOG_PREFIX } });
  return page.items;
}

/** How a sender ended: its result, or the name of its error. */
export const endOf = (sending: Promise<string>): Promise<string> =>
  sending.catch((error: Error) => error.name);
