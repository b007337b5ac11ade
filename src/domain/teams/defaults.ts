import { HOUR, type Instant } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Escalation } from '../escalations/model.ts';
import type { Schedule } from '../schedules/model.ts';
import type { RoutingRule, TeamMember } from './model.ts';

/** Ids of the schedule and escalation that a new team gets. They derive from the team's id, so a retry creates nothing twice. */
export const defaultIds = (teamId: string) => ({
  schedule: derivedId('default-schedule', teamId),
  escalation: derivedId('default-escalation', teamId),
});

/**
 * The schedule of a new team: a weekly rotation of its first members, in the order of the request. Members who are added
 * later are not put on call. `timezone`: an IANA zone.
 */
export function defaultSchedule(
  team: { readonly id: string; readonly members: readonly TeamMember[] },
  name: string,
  timezone: string,
  now: Instant,
): Omit<Schedule, 'version'> {
  const { id, members } = team;
  const participants = members.map(({ userId }) => ({ type: 'user' as const, id: userId }));
  const rotation = {
    id: derivedId('default-rotation', id),
    name: 'Rot1',
    startDate: Math.floor(now / HOUR) * HOUR,
    type: 'weekly' as const,
    length: 1,
    participants,
  };
  return {
    id: defaultIds(id).schedule,
    name,
    description: '',
    timezone,
    enabled: true,
    ownerTeamId: id,
    rotations: participants.length > 0 ? [rotation] : [],
    overrides: [],
  };
}

/** The escalation of a new team: who is on call, after five minutes who is next, after ten all members. */
export function defaultEscalation(teamId: string, name: string): Omit<Escalation, 'version'> {
  const ids = defaultIds(teamId);
  const schedule = { type: 'schedule' as const, id: ids.schedule };
  const team = { type: 'team' as const, id: teamId };
  const condition = 'if-not-acked' as const;
  return {
    id: ids.escalation,
    name,
    description: '',
    ownerTeamId: teamId,
    rules: [
      { condition, notifyType: 'default', delayMinutes: 0, recipient: schedule },
      { condition, notifyType: 'next', delayMinutes: 5, recipient: schedule },
      { condition, notifyType: 'all', delayMinutes: 10, recipient: team },
    ],
  };
}

/** The routing rule that matches always: to the team's own escalation. `timezone`: an IANA zone. */
export const defaultRoutingRule = (teamId: string, timezone: string): RoutingRule => ({
  id: derivedId('default-routing-rule', teamId),
  name: 'Default Routing Rule',
  isDefault: true,
  criteria: { type: 'match-all', conditions: [] },
  timezone,
  notify: { type: 'escalation', id: defaultIds(teamId).escalation },
});
