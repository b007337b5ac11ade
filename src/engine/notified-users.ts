import type { Flow } from '../domain/alerts/model.ts';
import { ALL_RULES, FORWARDING_NOTICE, resolveForwarding } from '../domain/forwarding-rules/model.ts';
import type { User } from '../domain/users/model.ts';
import type { Instant } from '../platform/clock.ts';
import type { Evaluation } from './evaluation.ts';
import { attempt, isolate, type ReportFailure } from './isolation.ts';

/** A user to notify, and the users whose notifications are forwarded to them. */
export interface NotifiedUser {
  readonly userId: string;
  readonly user: User;
  readonly forwardedFrom: readonly { readonly id: string; readonly username: string }[];
}

/**
 * Applies the forwarding rules in effect at the instant, except to the notice of a new rule. Users who no longer exist are
 * left out, and nothing is forwarded to them. The user who caused an event is not notified of it on behalf of somebody
 * else. Undefined if more configuration must be read first. If the rules throw, the user themselves is notified.
 */
export function applyForwarding(
  { lookup, alert }: Evaluation,
  flow: Flow,
  userIds: ReadonlySet<string>,
  at: Instant,
  report: ReportFailure,
): readonly NotifiedUser[] | undefined {
  // Request all users before the rules are known: usually nothing is forwarded, and one read suffices.
  const forwarding = lookup.find('forwarding', ALL_RULES);
  const originals = [...userIds].map((id) => ({ id, user: lookup.find('user', id) }));
  if (forwarding === undefined) return undefined;
  const isNotice = alert.integration.type === FORWARDING_NOTICE;
  const notified = new Map<string, NotifiedUser>();
  for (const { id, user } of originals) {
    const toId = isolate(
      () => resolveForwarding(isNotice ? [] : (forwarding?.rules ?? []), id, at),
      (error) => {
        report(
          'forwarding rules',
          'The forwarding rules could not be evaluated; nothing is forwarded.',
          error,
        );
        return id;
      },
    );
    const target = toId === id ? user : lookup.find('user', toId);
    if (user === undefined || target === undefined) continue;
    const to = target ?? user;
    if (!to) continue;
    const userId = target ? toId : id;
    if (userId !== id && flow.kind === 'event' && flow.actorUserId === userId) continue;
    const before = notified.get(userId)?.forwardedFrom ?? [];
    const forwardedFrom =
      user && userId !== id ? [...before, { id, username: getUsername(id, user) }] : before;
    notified.set(userId, { userId, user: to, forwardedFrom });
  }
  return lookup.getMissing().length > 0 ? undefined : [...notified.values()];
}

/** The username for log entries; the id if it cannot be read. */
export const getUsername = (userId: string, user: User): string => attempt(() => user.username) ?? userId;
