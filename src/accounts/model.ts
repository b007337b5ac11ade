import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IntegrationRef } from '../alerts/model.ts';

/** What a key may do; Opsgenie's four access rights of an API key. */
export const RIGHTS = ['read', 'create-update', 'delete', 'configuration'] as const;
export type Right = (typeof RIGHTS)[number];

/** An API key as it is stored: never the key itself, only its SHA-256. A key is 256 random bits, so no salt is needed. */
export interface ApiKey {
  readonly keyId: string;
  readonly accountId: string;
  readonly hash: string;
  readonly rights: readonly Right[];
  readonly enabled: boolean;
  /** Present where the key belongs to one team and reaches only what is that team's. */
  readonly teamId?: string;
  /** The integration in whose name the key's requests appear. */
  readonly integration: IntegrationRef;
}

/** Whom a request comes from. */
export interface Caller {
  readonly accountId: string;
  readonly keyId: string;
  readonly rights: readonly Right[];
  readonly teamId?: string;
  readonly integration: IntegrationRef;
}

/** A new secret key: 256 random bits as 43 characters of base64url. It is shown once and stored nowhere. */
export const newSecretKey = (): string => randomBytes(32).toString('base64url');

/** SHA-256 of a key in hexadecimal. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Compares two hashes of keys in constant time. */
export const sameHash = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
