import type { Criteria } from '../kernel/criteria.ts';
import type { TimeRestriction } from '../kernel/time-restriction.ts';

export interface TeamMember {
  readonly userId: string;
  /** `admin`, `user`, or the name of one of the team's own roles. */
  readonly role: string;
}

/**
 * A routing rule: the target of the team's alerts. The first matching rule in order applies; the default rule always
 * matches.
 */
export interface RoutingRule {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly criteria: Criteria;
  /** IANA zone of the time restriction. */
  readonly timezone: string;
  readonly timeRestriction?: TimeRestriction;
  readonly notify:
    | { readonly type: 'escalation' | 'schedule'; readonly id: string }
    | { readonly type: 'none' };
}

/** A custom role of a team: the rights that it grants or denies to members. */
export interface TeamRole {
  readonly id: string;
  /** Unique within the team, case-insensitively. */
  readonly name: string;
  readonly rights: readonly { readonly right: string; readonly granted: boolean }[];
}

/** A team with its members and routing rules (in order, the default rule last): one aggregate. Names are unique. */
export interface Team {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly members: readonly TeamMember[];
  readonly routingRules: readonly RoutingRule[];
  /** Custom roles; absent if the team has none. */
  readonly roles?: readonly TeamRole[];
}
