import { generateSecretKey, hashApiKey, isSameHash } from '../accounts/model.ts';

/** The content of a calendar: all shifts of a schedule, or the shifts of a user in all schedules. */
export interface CalendarTarget {
  readonly type: 'schedule' | 'user';
  readonly id: string;
}

/**
 * A secret link by which calendar programs read a calendar without a key. Only the SHA-256 of its secret is stored. The
 * secret has 256 random bits, so the hash needs no salt.
 */
export interface CalendarLink {
  readonly id: string;
  readonly version: number;
  readonly target: CalendarTarget;
  readonly secretHash: string;
  readonly createdAt: number;
  /** The name of who created the link: a username, or the name of an integration. */
  readonly createdBy: string;
  /** Id of the user who created the link. The link shows no more than this user may see. Absent for a key of the account. */
  readonly userId?: string;
  /** Present if a key of this team created the link. It then shows the schedules of this team only. */
  readonly teamId?: string;
}

/** The most links of one schedule or user. */
export const MAX_CALENDAR_LINKS = 20;

/** A new secret of a link and its hash. */
export function createLinkSecret(): { readonly secret: string; readonly secretHash: string } {
  const secret = generateSecretKey();
  return { secret, secretHash: hashApiKey(secret) };
}

/** Whether the secret is that of the link, compared in constant time. */
export const isSecretOfLink = (link: CalendarLink, secret: string): boolean =>
  isSameHash(link.secretHash, hashApiKey(secret));

export const isSameTarget = (a: CalendarTarget, b: CalendarTarget): boolean =>
  a.type === b.type && a.id === b.id;
