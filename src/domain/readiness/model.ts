import type { ApiKey } from '../accounts/model.ts';
import type { AccountSettings } from '../accounts/settings.ts';
import type { Escalation } from '../escalations/model.ts';
import type { Heartbeat } from '../heartbeats/model.ts';
import type { Integration } from '../integrations/model.ts';
import type { NotificationPolicy, PolicyList } from '../policies/model.ts';
import type { Schedule } from '../schedules/model.ts';
import type { Team } from '../teams/model.ts';
import type { User } from '../users/model.ts';

/** The configuration of an account, as far as it decides who is notified. */
export interface ReadinessInput {
  readonly users: readonly User[];
  readonly teams: readonly Team[];
  readonly escalations: readonly Escalation[];
  readonly schedules: readonly Schedule[];
  readonly heartbeats: readonly Heartbeat[];
  readonly integrations: readonly Integration[];
  readonly apiKeys: readonly ApiKey[];
  readonly notificationPolicies: readonly PolicyList<NotificationPolicy>[];
  readonly settings?: AccountSettings | undefined;
}

/**
 * What keeps alerts from reaching people. `problem`: alerts may reach nobody. `warning`: they may reach somebody too late,
 * or it is probably not meant.
 */
export const FINDING_LEVELS = {
  NoOwner: 'problem',
  HeartbeatWithoutTeam: 'problem',
  HeartbeatOfMissingTeam: 'problem',
  KeyOfMissingTeam: 'problem',
  KeyOfMissingUser: 'warning',
  NobodyOnCall: 'problem',
  ScheduleGap: 'problem',
  ScheduleTooLong: 'warning',
  UserUnreachable: 'problem',
  UserHardlyReachable: 'warning',
  EscalationFindsNobody: 'problem',
  TeamFindsNobody: 'problem',
  RoutedToNobody: 'warning',
  IntegrationDisabled: 'warning',
  PolicySuppressesEverything: 'problem',
} as const;

export type FindingCode = keyof typeof FINDING_LEVELS;

/** The kinds of things that a finding can be about. */
export const FINDING_RESOURCES = [
  'account',
  'user',
  'team',
  'schedule',
  'escalation',
  'heartbeat',
  'integration',
  'key',
  'policy',
] as const;

/** Something that may keep alerts from reaching people. */
export interface Finding {
  readonly code: FindingCode;
  readonly level: (typeof FINDING_LEVELS)[FindingCode];
  readonly resource: {
    readonly type: (typeof FINDING_RESOURCES)[number];
    readonly id: string;
    readonly name: string;
  };
  /** One sentence that says what is wrong, for people. */
  readonly text: string;
}

export const createFinding = (code: FindingCode, resource: Finding['resource'], text: string): Finding => ({
  code,
  level: FINDING_LEVELS[code],
  resource,
  text,
});
