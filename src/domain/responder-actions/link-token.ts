import { createHmac, timingSafeEqual } from 'node:crypto';
import { HOUR, type Instant, SECOND } from '../../platform/clock.ts';
import type { ResponderAction } from './responder-actions.ts';

/** The action of a link. Tokens store its position in this list, so the order must not change. */
const LINK_ACTIONS: readonly ResponderAction[] = ['acknowledge', 'close'];

/**
 * The right of the holder of a link: to act on this alert in the user's name. Its page offers acknowledge, close,
 * unacknowledge and snooze.
 */
export interface LinkClaims {
  readonly accountId: string;
  readonly alertId: string;
  readonly userId: string;
  /** What the page asks for first, and what a POST without a form does. */
  readonly action: ResponderAction;
}

/** A link is valid for this long after it was sent. */
export const LINK_LIFETIME_MS = 24 * HOUR;

/** For so long after its end, a link can be exchanged for a new one, once. */
export const LINK_RENEWAL_MS = 7 * 24 * HOUR;

/** Version of the token format. */
const VERSION = 1;

/** HMAC-SHA-256 truncated to 128 bits: still unguessable, and an SMS stays short (RFC 2104, section 5). */
const MAC_BYTES = 16;
const HEADER_BYTES = 6;

/** Longer tokens are rejected unread. */
const MAX_TOKEN = 600;

/**
 * A token is base64url of
 *
 *     version << 4 | action (1 byte), expiry in seconds (5 bytes), account, alert, user, MAC of all before (16 bytes)
 *
 * where an id is a zero byte and 16 bytes if it is a UUID, otherwise its length and its UTF-8 bytes. Packed, because JSON
 * would need two more SMS parts.
 */
export function signLinkToken(claims: LinkClaims, expiresAt: Instant, secret: Buffer): string {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8((VERSION << 4) | LINK_ACTIONS.indexOf(claims.action), 0);
  header.writeUIntBE(Math.floor(expiresAt / SECOND), 1, 5);
  const body = Buffer.concat([header, ...[claims.accountId, claims.alertId, claims.userId].map(packId)]);
  return Buffer.concat([body, computeMac(body, secret)]).toString('base64url');
}

/** A parsed token. Nothing in it is trustworthy until its signature is verified. */
export interface ParsedLinkToken {
  readonly claims: LinkClaims;
  readonly expiresAt: Instant;
  /** Whether the secret has signed the token. Compares in constant time. */
  readonly isSignedWith: (secret: Buffer) => boolean;
}

/** Parses a token; undefined if it is malformed. */
export function parseLinkToken(token: string): ParsedLinkToken | undefined {
  if (token.length > MAX_TOKEN || !/^[\w-]+$/.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length <= HEADER_BYTES + MAC_BYTES) return undefined;
  const body = bytes.subarray(0, -MAC_BYTES);
  const mac = bytes.subarray(-MAC_BYTES);
  const kind = body.readUInt8(0);
  const action = LINK_ACTIONS[kind & 0x0f];
  const [accountId, alertId, userId, ...rest] = unpackIds(body.subarray(HEADER_BYTES)) ?? [];
  if (kind >> 4 !== VERSION || !action || !accountId || !alertId || !userId || rest.length > 0)
    return undefined;
  return {
    claims: { accountId, alertId, userId, action },
    expiresAt: body.readUIntBE(1, 5) * SECOND,
    isSignedWith: (secret) => timingSafeEqual(computeMac(body, secret), mac),
  };
}

const computeMac = (body: Buffer, secret: Buffer): Buffer =>
  createHmac('sha256', secret).update(body).digest().subarray(0, MAC_BYTES);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function packId(id: string): Buffer {
  if (UUID.test(id)) return Buffer.from(`00${id.replaceAll('-', '')}`, 'hex');
  const text = Buffer.from(id, 'utf8');
  if (text.length === 0 || text.length > 127) throw new RangeError('An id in a link has 1 to 127 bytes.');
  return Buffer.concat([Buffer.from([text.length]), text]);
}

function unpackIds(bytes: Buffer): readonly string[] | undefined {
  const ids: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt8(at);
    const end = at + 1 + (length === 0 ? 16 : length);
    if (end > bytes.length) return undefined;
    const raw = bytes.subarray(at + 1, end);
    ids.push(length === 0 ? formatUuid(raw.toString('hex')) : raw.toString('utf8'));
    at = end;
  }
  return ids;
}

const formatUuid = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
