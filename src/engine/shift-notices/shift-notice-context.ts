import type { ForwardingRule } from '../../domain/forwarding-rules/model.ts';
import type { Schedule } from '../../domain/schedules/model.ts';
import type { Team } from '../../domain/teams/model.ts';
import type { User } from '../../domain/users/model.ts';

/** A schedule, and everything that decides who has shifts in it and how they want to be notified of them. */
export interface ShiftNoticeContext {
  readonly accountId: string;
  readonly schedule: Schedule;
  readonly users: readonly User[];
  readonly teams: readonly Team[];
  readonly forwardingRules: readonly ForwardingRule[];
}
