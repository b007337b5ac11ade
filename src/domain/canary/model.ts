import { type Instant, MINUTE } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import type { ApiKey } from '../accounts/model.ts';
import type { NotificationRecord } from '../notifications/model.ts';
import { defaultRules } from '../users/defaults.ts';
import type { Contact, User } from '../users/model.ts';

/** The canary has an account of its own, so that no list, count, search or audit of anybody else's shows it. */
export const CANARY_ACCOUNT = { id: 'tocsin-canary', name: 'Canary of Tocsin itself' } as const;

/** How long (ms) a page may take, from the API's response to the response of the receiver. */
export const MAX_DURATION = MINUTE;

/** A canary in progress: an alert whose page is the ping of the dead man's switch. */
export interface Canary {
  readonly requestId: string;
  readonly alertId: string;
  readonly sentAt: Instant;
}

/** The result of a canary. `late` is as bad as `lost`: nobody should have to wait that long for a page. */
export type CanaryResult =
  | { readonly kind: 'arrived' | 'late'; readonly tookMs: number }
  | { readonly kind: 'lost'; readonly state: NotificationRecord['state'] | 'none' };

/** Derives the result of a canary from the notification records of its alert. */
export function getCanaryResult({ sentAt }: Canary, records: readonly NotificationRecord[]): CanaryResult {
  const sent = records.find(({ state }) => state === 'sent');
  if (!sent) return { kind: 'lost', state: records[0]?.state ?? 'none' };
  const tookMs = Math.max(0, sent.updatedAt - sentAt);
  return { kind: tookMs <= MAX_DURATION ? 'arrived' : 'late', tookMs };
}

const USER_ID = derivedId('canary', 'user');

/** The user whom the canary pages. The only contact is a webhook, the dead man's switch. */
export function canaryUser(url: string, now: Instant): Omit<User, 'version'> {
  const contact: Contact = {
    id: derivedId('canary', 'contact', url),
    method: 'webhook',
    to: url,
    enabled: true,
    disabledReason: '',
  };
  return {
    id: USER_ID,
    username: 'canary@tocsin.invalid',
    fullName: 'Canary',
    role: { id: 'User', name: 'User' },
    timeZone: 'UTC',
    locale: 'en_US',
    tags: [],
    details: {},
    blocked: false,
    verified: true,
    createdAt: now,
    contacts: [contact],
    notificationRules: defaultRules(USER_ID, contact),
  };
}

/** The canary's API key, of which only the hash is stored. It may create and delete alerts. */
export const canaryKey = (keyId: string, hash: string): ApiKey => ({
  keyId,
  accountId: CANARY_ACCOUNT.id,
  hash,
  rights: ['create-update', 'delete'],
  enabled: true,
  integration: { id: derivedId('canary', 'integration'), name: 'Canary', type: 'API' },
});

/** The body of the canary's Create alert request. Without an alias, each canary is an alert of its own. */
export const canaryAlert = {
  message: 'Canary: the pager works',
  description:
    'Tocsin sends itself an alert every few minutes. The receiver of this webhook is its dead man’s switch: if no ' +
    'webhook arrives, paging is broken.',
  source: 'canary',
  priority: 'P5',
  responders: [{ type: 'user', id: USER_ID }],
} as const;
