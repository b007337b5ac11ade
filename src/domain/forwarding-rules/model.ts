import type { Instant } from '../../platform/clock.ts';

/** While the rule is active, notifications for one user go to another. */
export interface ForwardingRule {
  readonly id: string;
  /** Unique within the account. */
  readonly alias: string;
  readonly fromUserId: string;
  readonly toUserId: string;
  readonly startDate: Instant;
  /** Exclusive. */
  readonly endDate: Instant;
}

/** All forwarding rules of an account, in the order of creation: one aggregate, so that one read gets them all. */
export interface ForwardingRules {
  readonly id: string;
  readonly version: number;
  readonly rules: readonly ForwardingRule[];
  /** When the rules were last changed. Absent on rules that were last written before this was stored. */
  readonly changedAt?: Instant;
}

/** The id of that aggregate. */
export const ALL_RULES = 'all';

/** The integration type of the alert that tells both people of a new rule. Its own notifications are not forwarded. */
export const FORWARDING_NOTICE = 'ForwardingRule';

/** The most rules that are followed from user to user. */
const CHAIN_MAX = 20;

/**
 * The id of the user who is notified instead of a user at an instant; the same id if no rule is active. Rules are
 * followed from user to user. If a user has several active rules, the one created last wins. A cycle ends at the first
 * user that is reached again, so two users who forward to each other each keep their own notifications.
 */
export function resolveForwarding(rules: readonly ForwardingRule[], userId: string, at: Instant): string {
  const visited = new Set<string>();
  let current = userId;
  for (;;) {
    if (visited.has(current) || visited.size >= CHAIN_MAX) return current;
    visited.add(current);
    const rule = rules.findLast(
      ({ fromUserId, startDate, endDate }) => fromUserId === current && startDate <= at && at < endDate,
    );
    if (!rule) return current;
    current = rule.toUserId;
  }
}

/** A time during which notifications for a user go to `userId`, which may be the user. */
export interface ForwardedInterval {
  readonly start: Instant;
  readonly end: Instant;
  readonly userId: string;
}

/** {@link resolveForwarding} over the time from `start` until `end`, as consecutive intervals with different users. */
export function* listForwardedIntervals(
  rules: readonly ForwardingRule[],
  userId: string,
  start: Instant,
  end: Instant,
): Generator<ForwardedInterval> {
  const inside = rules
    .flatMap(({ startDate, endDate }) => [startDate, endDate])
    .filter((edge) => edge > start && edge < end);
  const edges = [start, ...new Set(inside.sort((a, b) => a - b)), end];
  let open: ForwardedInterval | undefined;
  for (const [i, from] of edges.slice(0, -1).entries()) {
    const until = edges[i + 1] as Instant;
    const to = resolveForwarding(rules, userId, from);
    if (open?.userId === to) {
      open = { ...open, end: until };
      continue;
    }
    if (open) yield open;
    open = { start: from, end: until, userId: to };
  }
  if (open) yield open;
}
