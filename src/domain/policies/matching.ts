import type { Instant } from '../../platform/clock.ts';
import { type Matchable, matchesCriteria } from '../kernel/criteria.ts';
import { isWithinRestriction } from '../kernel/time-restriction.ts';
import type { Policy } from './model.ts';

/** The zone of policies without one: they were created while the account had no zone. */
export const DEFAULT_ZONE = 'UTC';

/** Whether the policy is enabled and matches the alert at the instant. */
export const isPolicyApplicable = (policy: Policy, alert: Matchable, at: Instant): boolean =>
  policy.enabled &&
  (!policy.filter || matchesCriteria(policy.filter, alert)) &&
  (!policy.timeRestrictions ||
    isWithinRestriction(policy.timeRestrictions, at, policy.timezone ?? DEFAULT_ZONE));
