import type { User } from '../../domain/users/model.ts';
import { describeReachability, REACHABILITY_PROBLEMS } from '../../domain/users/reachability.ts';
import type { Instant } from '../../platform/clock.ts';

/** Warns if no new alert reaches the user any more. */
export function warnOfUser(user: User, now: Instant): readonly string[] {
  const { reachable, problems } = describeReachability(user, now);
  return reachable ? [] : problems.map((problem) => `${user.username} ${REACHABILITY_PROBLEMS[problem]}`);
}
