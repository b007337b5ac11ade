import { type Instant, MINUTE } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import type { ApiKey } from '../accounts/model.ts';
import type { NotificationRecord } from '../notifications/model.ts';
import { defaultRules } from '../users/defaults.ts';
import type { Contact, User } from '../users/model.ts';

/** The canary has an account of its own, so that no list, count, search or audit of anybody else's shows it. */
export const CANARY_ACCOUNT = { id: 'tocsin-canary', name: 'Canary of Tocsin itself' } as const;

/** How long a page may take, from the API's answer to the answer of whoever is paged. */
export const IN_TIME = MINUTE;

/** The canary that is under way: an alert whose page is the ping. */
export interface Canary {
  readonly requestId: string;
  readonly alertId: string;
  readonly sentAt: Instant;
}

/** What became of a canary. `late` is as bad as `lost`: nobody should have to wait for a page so long. */
export type Fate =
  | { readonly kind: 'arrived' | 'late'; readonly tookMs: number }
  | { readonly kind: 'lost'; readonly state: NotificationRecord['state'] | 'none' };

/** Judges a canary by the records of its alert's notifications. */
export function fateOf({ sentAt }: Canary, records: readonly NotificationRecord[]): Fate {
  const sent = records.find(({ state }) => state === 'sent');
  if (!sent) return { kind: 'lost', state: records[0]?.state ?? 'none' };
  const tookMs = Math.max(0, sent.updatedAt - sentAt);
  return { kind: tookMs <= IN_TIME ? 'arrived' : 'late', tookMs };
}

const USER_ID = derivedId('canary', 'user');

/** Who is paged by the canary: nobody, by a webhook that is the dead man's switch. */
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

/** The canary's key, of which only the hash is stored. It may make alerts and delete them. */
export const canaryKey = (keyId: string, hash: string): ApiKey => ({
  keyId,
  accountId: CANARY_ACCOUNT.id,
  hash,
  rights: ['create-update', 'delete'],
  enabled: true,
  integration: { id: derivedId('canary', 'integration'), name: 'Canary', type: 'API' },
});

/** What the canary asks of the API. The alert has no alias: each canary is one of its own. */
export const canaryAlert = {
  message: 'Canary: the pager works',
  description:
    'Tocsin sends itself an alert every few minutes. Whoever gets this by a webhook is its dead man’s switch: when it ' +
    'stays away, the pager is broken.',
  source: 'canary',
  priority: 'P5',
  responders: [{ type: 'user', id: USER_ID }],
} as const;
