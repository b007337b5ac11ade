import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IntegrationRef } from '../kernel/integration-ref.ts';
import type { Priority } from '../kernel/priority.ts';
import type { Responder } from '../kernel/responder.ts';

/** What a key may do; Opsgenie's four access rights of an API key. */
export const RIGHTS = ['read', 'create-update', 'delete', 'configuration'] as const;
export type Right = (typeof RIGHTS)[number];

/**
 * What the integration of a key says of alerts that are created with the key. It is kept on the key, so that the hot
 * path reads nothing more. A member that says nothing is absent.
 */
export interface IntegrationDefaults {
  /** Nobody is notified of the alerts. */
  readonly suppressNotifications?: boolean;
  readonly ignoreRespondersFromPayload?: boolean;
  /** Responders of every alert, besides those of the request. */
  readonly responders?: readonly Responder[];
  readonly ignoreTagsFromPayload?: boolean;
  /** Templates of tags of every alert, besides those of the request. */
  readonly tags?: readonly string[];
  readonly ignoreExtraPropertiesFromPayload?: boolean;
  /** Templates of properties of every alert, in the place of those of the same name. */
  readonly extraProperties?: Readonly<Record<string, string>>;
  /** Of every alert, whatever the request says. */
  readonly priority?: Priority;
  /** A template that makes P1 to P5; what it makes otherwise is not looked at. */
  readonly customPriority?: string;
}

/** An API key as it is stored: never the key itself, only its SHA-256. A key is 256 random bits, so no salt is needed. */
export interface ApiKey {
  readonly keyId: string;
  readonly accountId: string;
  readonly hash: string;
  readonly rights: readonly Right[];
  readonly enabled: boolean;
  /** Whether the integration of the key is disabled. A key that is revoked stays so whatever becomes of it. */
  readonly suspended?: boolean;
  /** Present where the key belongs to one team and reaches only what is that team's. */
  readonly teamId?: string;
  /** Present where the key is that of a user: it may do what their role allows, and acts in their name. */
  readonly userId?: string;
  /** The integration in whose name the key's requests appear. */
  readonly integration: IntegrationRef;
  readonly alerts?: IntegrationDefaults;
  /** Whether the integration has actions of its own, which decide what becomes of incoming events. */
  readonly hasActions?: boolean;
  /** The version of the integration that the key agrees with. Absent on keys that belong to no integration. */
  readonly integrationVersion?: number;
}

/** Whom a request comes from. */
export interface Caller {
  readonly accountId: string;
  readonly keyId: string;
  readonly rights: readonly Right[];
  readonly teamId?: string;
  readonly integration: IntegrationRef;
  readonly alerts?: IntegrationDefaults;
  /** Present where a user calls. */
  readonly user?: CallingUser;
}

/** The user whose key it is. */
export interface CallingUser {
  readonly id: string;
  readonly username: string;
  /** Whether their role may change users and what is others'. */
  readonly manages: boolean;
  readonly isOwner: boolean;
}

/** As whom what the caller does appears: the user whose key it is, or the integration. */
export const getCallerName = ({ user, integration }: Caller): string => user?.username ?? integration.name;

/** A new secret key: 256 random bits as 43 characters of base64url. It is shown once and stored nowhere. */
export const generateSecretKey = (): string => randomBytes(32).toString('base64url');

/** SHA-256 of a key in hexadecimal. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Compares two hashes of keys in constant time. */
export const sameHash = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
