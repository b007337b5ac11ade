import { createHmac, timingSafeEqual } from 'node:crypto';
import { HOUR, type Instant, SECOND } from '../../platform/clock.ts';
import type { Deed } from './responder-actions.ts';

/** What a link does; each does one thing. By their place here tokens name them, so the order must stay. */
const LINK_ACTIONS: readonly Deed[] = ['acknowledge', 'close'];

/** Whoever holds the link may do this to the alert, in the user's name. */
export interface LinkClaims {
  readonly accountId: string;
  readonly alertId: string;
  readonly userId: string;
  readonly action: Deed;
}

/** A link works for so long after it was sent. */
export const LINK_LIFETIME_MS = 24 * HOUR;

/** The format, so that a later one is not taken for this one. */
const VERSION = 1;

/** HMAC-SHA-256, of which 128 bits are kept: nobody guesses them, and a text message stays short (RFC 2104, 5). */
const MAC_BYTES = 16;
const HEADER_BYTES = 6;

/** Longer tokens are not looked at. */
const MAX_TOKEN = 600;

/**
 * A token is base64url of
 *
 *     version << 4 | action (1 byte), expiry in seconds (5 bytes), account, alert, user, MAC of all before (16 bytes)
 *
 * where an id is 16 bytes after a zero if it is a UUID, and else its length and its UTF-8. Packed, because the same
 * as JSON would fill two more text messages.
 */
export function signToken(claims: LinkClaims, expiresAt: Instant, secret: Buffer): string {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8((VERSION << 4) | LINK_ACTIONS.indexOf(claims.action), 0);
  header.writeUIntBE(Math.floor(expiresAt / SECOND), 1, 5);
  const body = Buffer.concat([header, ...[claims.accountId, claims.alertId, claims.userId].map(packedId)]);
  return Buffer.concat([body, macOf(body, secret)]).toString('base64url');
}

/** A token taken apart, of which nothing is to be believed yet. */
export interface ReadToken {
  readonly claims: LinkClaims;
  readonly expiresAt: Instant;
  /** Whether the secret has signed this; compared in constant time. */
  readonly isSignedWith: (secret: Buffer) => boolean;
}

/** Takes a token apart; undefined where it cannot be one. */
export function readToken(token: string): ReadToken | undefined {
  if (token.length > MAX_TOKEN || !/^[\w-]+$/.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length <= HEADER_BYTES + MAC_BYTES) return undefined;
  const body = bytes.subarray(0, -MAC_BYTES);
  const mac = bytes.subarray(-MAC_BYTES);
  const kind = body.readUInt8(0);
  const action = LINK_ACTIONS[kind & 0x0f];
  const [accountId, alertId, userId, ...more] = unpackedIds(body.subarray(HEADER_BYTES)) ?? [];
  if (kind >> 4 !== VERSION || !action || !accountId || !alertId || !userId || more.length > 0)
    return undefined;
  return {
    claims: { accountId, alertId, userId, action },
    expiresAt: body.readUIntBE(1, 5) * SECOND,
    isSignedWith: (secret) => timingSafeEqual(macOf(body, secret), mac),
  };
}

const macOf = (body: Buffer, secret: Buffer): Buffer =>
  createHmac('sha256', secret).update(body).digest().subarray(0, MAC_BYTES);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function packedId(id: string): Buffer {
  if (UUID.test(id)) return Buffer.from(`00${id.replaceAll('-', '')}`, 'hex');
  const text = Buffer.from(id, 'utf8');
  if (text.length === 0 || text.length > 127) throw new RangeError('An id in a link has 1 to 127 bytes.');
  return Buffer.concat([Buffer.from([text.length]), text]);
}

function unpackedIds(bytes: Buffer): readonly string[] | undefined {
  const ids: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt8(at);
    const end = at + 1 + (length === 0 ? 16 : length);
    if (end > bytes.length) return undefined;
    const raw = bytes.subarray(at + 1, end);
    ids.push(length === 0 ? uuidOf(raw.toString('hex')) : raw.toString('utf8'));
    at = end;
  }
  return ids;
}

const uuidOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
