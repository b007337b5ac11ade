export const ESCALATION_CONDITIONS = ['if-not-acked', 'if-not-closed'] as const;
export type EscalationCondition = (typeof ESCALATION_CONDITIONS)[number];

/**
 * Whom of the rule's recipient to notify. For a schedule: default (who is on call), next, previous (in the rotation
 * order); for a team: default and users and admins and all and random (of its members); for a user: default.
 */
export const NOTIFY_TYPES = ['default', 'next', 'previous', 'users', 'admins', 'all', 'random'] as const;
export type NotifyType = (typeof NOTIFY_TYPES)[number];

export interface EscalationRule {
  readonly condition: EscalationCondition;
  readonly notifyType: NotifyType;
  /** Minutes from the start of the escalation (not from the rule before). */
  readonly delayMinutes: number;
  /** The unit in which the delay was set, and is shown. Absent means minutes. */
  readonly delayUnit?: 'minutes' | 'hours' | 'days';
  readonly recipient: { readonly type: 'user' | 'team' | 'schedule'; readonly id: string };
}

export interface EscalationRepeat {
  /** Minutes between the last rule and the first of the next round; 0 means no repetition. */
  readonly waitInterval: number;
  /** How many further rounds, 1 to 20. */
  readonly count: number;
  /** Take acknowledge and seen states of recipients back at the start of each round. */
  readonly resetRecipientStates: boolean;
  /** Close the alert when all rounds are through. */
  readonly closeAlertAfterAll: boolean;
}

/** An escalation: one aggregate. Names are unique in the account. */
export interface Escalation {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly ownerTeamId?: string;
  readonly rules: readonly EscalationRule[];
  readonly repeat?: EscalationRepeat;
}
