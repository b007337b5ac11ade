import type { Criteria } from '../kernel/criteria.ts';
import type { TimeRestriction } from '../kernel/time-restriction.ts';

export interface TeamMember {
  readonly userId: string;
  /** `admin`, `user`, or the name of one of the team's own roles. */
  readonly role: string;
}

/** Where an alert for the team goes. The first rule in order that matches decides; the default one matches always. */
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

/** What members of a role of the team's own may do, or may not. */
export interface TeamRole {
  readonly id: string;
  /** Unique in the team, whatever its case. */
  readonly name: string;
  readonly rights: readonly { readonly right: string; readonly granted: boolean }[];
}

/** A team with its members and routing rules (in order, the default one last): one aggregate. Names are unique. */
export interface Team {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly members: readonly TeamMember[];
  readonly routingRules: readonly RoutingRule[];
  /** Absent where the team has none of its own. */
  readonly roles?: readonly TeamRole[];
}
