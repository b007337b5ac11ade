export const ESCALATION_CONDITIONS = ['if-not-acked', 'if-not-closed'] as const;
export type EscalationCondition = (typeof ESCALATION_CONDITIONS)[number];

/**
 * Which people of a rule's recipient are notified. Schedule: `default` (who is on call), `next` or `previous` (in the
 * rotation order). Team: `default`, `users`, `admins`, `all` or `random` members. User: `default`.
 */
export const NOTIFY_TYPES = ['default', 'next', 'previous', 'users', 'admins', 'all', 'random'] as const;
export type NotifyType = (typeof NOTIFY_TYPES)[number];

export interface EscalationRule {
  readonly condition: EscalationCondition;
  readonly notifyType: NotifyType;
  /** Minutes from the start of the escalation, not from the previous rule. */
  readonly delayMinutes: number;
  /** The unit in which the client set the delay and the API returns it. Absent means minutes. */
  readonly delayUnit?: 'minutes' | 'hours' | 'days';
  readonly recipient: { readonly type: 'user' | 'team' | 'schedule'; readonly id: string };
}

export interface EscalationRepeat {
  /** Minutes between the last rule and the first rule of the next round. 0 means no repetition. */
  readonly waitInterval: number;
  /** The number of further rounds, 1 to 20. */
  readonly count: number;
  /** Reset the acknowledged and seen states of recipients at the start of each round. */
  readonly resetRecipientStates: boolean;
  /** Close the alert after the last round. */
  readonly closeAlertAfterAll: boolean;
}

/** An escalation: one aggregate. The name is unique within the account. */
export interface Escalation {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly ownerTeamId?: string;
  readonly rules: readonly EscalationRule[];
  readonly repeat?: EscalationRepeat;
}
