import { getLayers, listOnCallPeriods, type OnCallPeriod } from '../../domain/schedules/layer.ts';
import { splitByForwarding } from '../../domain/schedules/timeline.ts';
import type { Instant } from '../../platform/clock.ts';
import type { ShiftNoticeContext } from './shift-notice-context.ts';

/** A maximal interval in which a user is on call in a schedule. */
export interface UserShift {
  readonly start: Instant;
  readonly end: Instant;
}

/** The shifts of each user by user id, in order of time, cut to the range from `from` to `until`. */
export function findShifts(
  { schedule, teams, forwardingRules }: Pick<ShiftNoticeContext, 'schedule' | 'teams' | 'forwardingRules'>,
  from: Instant,
  until: Instant,
): ReadonlyMap<string, readonly UserShift[]> {
  const members = new Map(teams.map((team) => [team.id, team.members.map(({ userId }) => userId)]));
  const toUserPeriods = ({ party, ...period }: OnCallPeriod): readonly OnCallPeriod[] => {
    const ids = party.type === 'user' ? [party.id] : party.type === 'team' ? members.get(party.id) : [];
    return (ids ?? []).map((id) => ({ ...period, party: { type: 'user', id } }));
  };
  const periods = getLayers(schedule)
    .flatMap((layer) => [...listOnCallPeriods(layer, from, until)])
    .flatMap(toUserPeriods)
    .flatMap((period) => [...splitByForwarding(period, forwardingRules)])
    .sort((a, b) => a.start - b.start);
  const shifts = new Map<string, UserShift[]>();
  for (const { party, start, end } of periods) {
    const known = shifts.get(party.id) ?? [];
    const last = known.at(-1);
    if (last && start <= last.end) known[known.length - 1] = { ...last, end: Math.max(last.end, end) };
    else known.push({ start, end });
    shifts.set(party.id, known);
  }
  return shifts;
}
