import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IntegrationRef } from '../kernel/integration-ref.ts';
import type { Priority } from '../kernel/priority.ts';
import type { Responder } from '../kernel/responder.ts';

/** Opsgenie's four access rights of an API key. */
export const RIGHTS = ['read', 'create-update', 'delete', 'configuration'] as const;
export type Right = (typeof RIGHTS)[number];

/**
 * Defaults that an integration applies to alerts created with its key. They are stored on the key, so that the hot path
 * needs no further read. A default that is not set is absent.
 */
export interface IntegrationDefaults {
  /** The alerts notify nobody. */
  readonly suppressNotifications?: boolean;
  readonly ignoreRespondersFromPayload?: boolean;
  /** Responders that are added to those of the request. */
  readonly responders?: readonly Responder[];
  readonly ignoreTagsFromPayload?: boolean;
  /** Templates of tags that are added to those of the request. */
  readonly tags?: readonly string[];
  readonly ignoreExtraPropertiesFromPayload?: boolean;
  /** Templates of extra properties. They replace those of the request with the same name. */
  readonly extraProperties?: Readonly<Record<string, string>>;
  /** Overrides the priority of the request. */
  readonly priority?: Priority;
  /** A template that renders to P1 to P5. Any other result is ignored. */
  readonly customPriority?: string;
}

/** An API key as stored: only its SHA-256, never the key itself. A key is 256 random bits, so no salt is needed. */
export interface ApiKey {
  readonly keyId: string;
  readonly accountId: string;
  readonly hash: string;
  readonly rights: readonly Right[];
  readonly enabled: boolean;
  /** Whether the key's integration is disabled. Independent of `enabled`, which is false once the key is revoked. */
  readonly suspended?: boolean;
  /** Present if the key belongs to one team and can access only that team's resources. */
  readonly teamId?: string;
  /** Present if the key belongs to a user: it has the rights of the user's role and acts in the user's name. */
  readonly userId?: string;
  /**
   * Id of the user who gave the key its rights by creating an integration. The key can do no more than this user. Absent
   * if a key of the account did.
   */
  readonly grantedBy?: string;
  /** The integration as which the key's requests appear in logs. */
  readonly integration: IntegrationRef;
  readonly alerts?: IntegrationDefaults;
  /** Whether the integration has actions of its own, which decide about events and about requests that create alerts. */
  readonly hasActions?: boolean;
  /** The integration's version that the key was last updated to. Absent on keys without an integration. */
  readonly integrationVersion?: number;
}

/** Who makes a request. */
export interface Caller {
  readonly accountId: string;
  readonly keyId: string;
  readonly rights: readonly Right[];
  readonly teamId?: string;
  readonly integration: IntegrationRef;
  readonly alerts?: IntegrationDefaults;
  /** Whether the integration has actions of its own, which decide about requests that create alerts. */
  readonly hasActions?: boolean;
  /** Present if the key belongs to a user. */
  readonly user?: CallingUser;
  /** Present if the key got its rights from a user. The key acts in its own name, but can do no more than this user. */
  readonly grantedBy?: CallingUser;
  /**
   * Present if the user cannot access all alerts: their id and username, and the ids of the teams, escalations and schedules
   * by which they are responders.
   */
  readonly alertReach?: readonly string[];
  /** Present if the user may only override rotations in which they take part: the ids of these rotations. */
  readonly ownRotationIds?: readonly string[];
}

/** The user whose rights limit a request. */
export interface CallingUser {
  readonly id: string;
  readonly username: string;
  /** Whether the user's role may manage other users and their settings. */
  readonly canManageUsers: boolean;
  readonly isOwner: boolean;
  /** The rights of keys that the user's role includes. */
  readonly grantableRights: readonly Right[];
}

/** The user whose rights limit the caller; undefined for a key of the account. */
export const getLimitingUser = ({ user, grantedBy }: Caller): CallingUser | undefined => user ?? grantedBy;

/** Says who the caller is, for a sentence: the username, or "the API key" with its name, because names of keys may be plain words. */
export const describeCaller = ({ user, integration }: Caller): string =>
  user?.username ?? `the API key ${integration.name}`;

/** The name under which the caller's actions are logged: the username, or the integration's name. */
export const getCallerName = ({ user, integration }: Caller): string => user?.username ?? integration.name;

/** A new secret key: 256 random bits as 43 characters of base64url. It is shown once and stored nowhere. */
export const generateSecretKey = (): string => randomBytes(32).toString('base64url');

/** SHA-256 of a key in hexadecimal. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Compares two hashes of keys in constant time. */
export const isSameHash = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
