import type { Instant } from '../../platform/clock.ts';
import type { ForwardingRule } from '../forwarding-rules/model.ts';
import type { OnCallParty, Schedule } from './model.ts';
import { buildTimeline, type ForwardedPeriod } from './timeline.ts';

/** Who is on call in a schedule, and what comes next. */
export interface OnCallOverview {
  /** Empty: nobody is on call. */
  readonly now: readonly OnCallParty[];
  /** When this changes; undefined if it does not within the time that was looked at. */
  readonly until?: Instant;
  /** Who is on call from `until` on; empty: nobody. */
  readonly next: readonly OnCallParty[];
}

/** A time during which a user is on call without interruption. */
export interface Shift {
  readonly start: Instant;
  readonly end: Instant;
}

/** The periods of all rotations of the schedule, with overrides and forwarding. Throws {@link TimelineTooLong}. */
export const listPeriods = (
  schedule: Schedule,
  from: Instant,
  until: Instant,
  rules: readonly ForwardingRule[],
): readonly ForwardedPeriod[] =>
  buildTimeline(schedule, from, until, 'final', rules).flatMap(({ periods }) => periods);

/** Who is on call at `at`, until when, and who follows. The periods are those from `at` until `horizon`. */
export function getOnCallOverview(
  periods: readonly ForwardedPeriod[],
  at: Instant,
  horizon: Instant,
): OnCallOverview {
  const now = findParties(periods, at);
  const edges = new Set(periods.flatMap(({ start, end }) => [start, end]));
  const changes = [...edges].filter((edge) => edge > at && edge < horizon).toSorted((a, b) => a - b);
  for (const until of changes) {
    const next = findParties(periods, until);
    if (!isSame(now, next)) return { now, until, next };
  }
  return { now, next: [] };
}

/** The shifts of a user, in order: periods that touch or overlap are one shift. */
export function listShiftsOfUser(periods: readonly ForwardedPeriod[], userId: string): readonly Shift[] {
  const own = periods
    .filter(({ party }) => party.type === 'user' && party.id === userId)
    .toSorted((a, b) => a.start - b.start);
  const shifts: Shift[] = [];
  for (const { start, end } of own) {
    const last = shifts.at(-1);
    if (last && start <= last.end) shifts.splice(-1, 1, { ...last, end: Math.max(last.end, end) });
    else shifts.push({ start, end });
  }
  return shifts;
}

function findParties(periods: readonly ForwardedPeriod[], at: Instant): readonly OnCallParty[] {
  const parties = periods.filter(({ start, end }) => start <= at && at < end).map(({ party }) => party);
  return [...new Map(parties.map((party) => [toKey(party), party])).values()];
}

const toKey = ({ type, id }: OnCallParty) => `${type} ${id}`;

const isSame = (a: readonly OnCallParty[], b: readonly OnCallParty[]): boolean =>
  a.length === b.length && new Set([...a, ...b].map(toKey)).size === a.length;
