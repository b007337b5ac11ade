import { findPhoneProblem } from '../../domain/users/contact-address.ts';
import type { Contact, User } from '../../domain/users/model.ts';
import { describeReachability, REACHABILITY_PROBLEMS } from '../../domain/users/reachability.ts';
import type { Instant } from '../../platform/clock.ts';

/** Warns if no new alert reaches the user any more. */
export function warnOfUser(user: User, now: Instant): readonly string[] {
  const { reachable, problems } = describeReachability(user, now);
  return reachable ? [] : problems.map((problem) => `${user.username} ${REACHABILITY_PROBLEMS[problem]}`);
}

const PHONE_PROBLEMS = {
  undialable:
    'to: the number cannot be dialled, so nobody is reached by it; it needs a country code of 1 to 3 digits that does not begin with 0, and 7 to 15 digits in all',
  'trunk-zero':
    'to: the number begins with 0 after the country code; in most countries this 0 must be left out',
} as const;

/** Warns of a phone number that can probably not be reached. */
export function warnOfAddress({ method, to }: Pick<Contact, 'method' | 'to'>): readonly string[] {
  const problem = method === 'sms' || method === 'voice' ? findPhoneProblem(to) : undefined;
  return problem ? [PHONE_PROBLEMS[problem]] : [];
}
