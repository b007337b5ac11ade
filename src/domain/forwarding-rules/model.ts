import type { Instant } from '../../platform/clock.ts';

/** While it holds, what would notify one user notifies another. */
export interface ForwardingRule {
  readonly id: string;
  /** Unique in the account. */
  readonly alias: string;
  readonly fromUserId: string;
  readonly toUserId: string;
  readonly startDate: Instant;
  /** The first instant at which it no longer holds. */
  readonly endDate: Instant;
}

/** All forwarding rules of an account, in the order in which they were made: one aggregate, so that one read has them. */
export interface ForwardingRules {
  readonly id: string;
  readonly version: number;
  readonly rules: readonly ForwardingRule[];
}

/** The id of the one aggregate. */
export const ALL_RULES = 'all';

/** A chain is followed so far. */
const CHAIN_MAX = 20;

/**
 * Who is notified in place of a user at an instant: themselves where nothing is forwarded. Forwarding is followed from
 * user to user, and of several rules of a user the latest made counts. Where users forward to each other in a circle,
 * whoever of them is come to first is notified: two who stand in for each other at the same time each keep their own.
 */
export function resolveForwarding(rules: readonly ForwardingRule[], userId: string, at: Instant): string {
  const passed = new Set<string>();
  let current = userId;
  for (;;) {
    if (passed.has(current) || passed.size >= CHAIN_MAX) return current;
    passed.add(current);
    const rule = rules.findLast(
      ({ fromUserId, startDate, endDate }) => fromUserId === current && startDate <= at && at < endDate,
    );
    if (!rule) return current;
    current = rule.toUserId;
  }
}

/** A interval of time in which somebody stands in for a user, or nobody does. */
export interface ForwardedInterval {
  readonly start: Instant;
  readonly end: Instant;
  readonly userId: string;
}

/** Who is notified in place of a user from an instant until another: {@link resolveForwarding} at each, in as few stretches. */
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
