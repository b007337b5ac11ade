import type { Instant } from '../../platform/clock.ts';
import { findRestrictionEdges, isWithinRestriction } from '../kernel/time-restriction.ts';
import { toInstant, toLocalTime } from '../kernel/zone.ts';
import type { User } from './model.ts';

/** An alert with this tag reaches a person in spite of mute and quiet hours. Source: Opsgenie's notification preferences. */
export const OVERWRITE_QUIET_HOURS = 'OverwriteQuietHours';

/**
 * The first instant, at or after the given one, at which the user may be notified of an alert with these tags: the end of
 * their mute and of their quiet hours, which are in the user's zone. The instant itself if neither holds.
 */
export function getMuteEnd(
  { mutedUntil, quietHours, timeZone }: Pick<User, 'mutedUntil' | 'quietHours' | 'timeZone'>,
  tags: readonly string[],
  at: Instant,
): Instant {
  if (tags.includes(OVERWRITE_QUIET_HOURS)) return at;
  const unmuted = Math.max(at, mutedUntil ?? at);
  if (!quietHours?.enabled) return unmuted;
  const restriction = { type: 'time-of-day', restriction: quietHours } as const;
  if (!isWithinRestriction(restriction, unmuted, timeZone)) return unmuted;
  const end = toInstant(findRestrictionEdges(restriction, toLocalTime(unmuted, timeZone)).next, timeZone);
  return Math.max(end, unmuted);
}
