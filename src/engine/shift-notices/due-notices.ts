import type { ForwardingRule } from '../../domain/forwarding-rules/model.ts';
import { isWithinRestriction } from '../../domain/kernel/time-restriction.ts';
import { getLayers, listOnCallPeriods, type OnCallPeriod } from '../../domain/schedules/layer.ts';
import type { Schedule } from '../../domain/schedules/model.ts';
import { splitByForwarding } from '../../domain/schedules/timeline.ts';
import type { ShiftEvent, ShiftNotice } from '../../domain/shift-notices/model.ts';
import type { Team } from '../../domain/teams/model.ts';
import type { NotificationRule, User } from '../../domain/users/model.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import { getUsableSteps } from '../notification-steps.ts';

/** A schedule, and all that decides whom its turns concern and how they want to be told. */
export interface Shifts {
  readonly accountId: string;
  readonly schedule: Schedule;
  readonly users: readonly User[];
  readonly teams: readonly Team[];
  readonly forwarding: readonly ForwardingRule[];
}

/** Rules that were changed are heeded after so long at the latest. */
export const LOOK_EVERY = 15 * MINUTE;

type NotificationTime = NotificationRule['notificationTime'][number];

const LEADS: Readonly<Record<NotificationTime, number>> = {
  'just-before': 0,
  '15-minutes-ago': 15 * MINUTE,
  '1-hour-ago': HOUR,
  '1-day-ago': DAY,
};

const EVENTS: readonly ShiftEvent[] = ['schedule-start', 'schedule-end'];

/** How long before it a rule wants its user told; without a word on it, when it happens. */
const leadsOf = ({ notificationTime }: NotificationRule): readonly number[] =>
  notificationTime.length > 0 ? notificationTime.map((time) => LEADS[time]) : [0];

/** What a user wants to be told of an event in the schedule: rules in their order. */
interface Wish {
  readonly user: User;
  readonly event: ShiftEvent;
  readonly rules: readonly NotificationRule[];
  /** Each lead that a rule names, once. */
  readonly leads: readonly number[];
  /** The longest that a step comes after its rule. */
  readonly longest: number;
}

function wishesOf(user: User, schedule: Schedule): readonly Wish[] {
  if (user.blocked) return [];
  return EVENTS.flatMap((event) => {
    const rules = user.notificationRules
      .filter(
        ({ actionType, enabled, schedules }) =>
          actionType === event && enabled && (schedules.length === 0 || schedules.includes(schedule.id)),
      )
      .sort((a, b) => a.order - b.order);
    const afters = rules.flatMap(({ steps }) =>
      getUsableSteps(steps, user.contacts).map(({ delayMs: after }) => after),
    );
    if (afters.length === 0) return [];
    const leads = [...new Set(rules.flatMap(leadsOf))];
    return [{ user, event, rules, leads, longest: Math.max(...afters) }];
  });
}

/** A maximal stretch in which a user is on call. */
interface Turn {
  readonly start: Instant;
  readonly end: Instant;
}

/** The turns of each user, cut at the two instants. */
function turnsOf(shifts: Shifts, from: Instant, until: Instant): ReadonlyMap<string, readonly Turn[]> {
  const { schedule, teams, forwarding } = shifts;
  const members = new Map(teams.map((team) => [team.id, team.members.map(({ userId }) => userId)]));
  const each = ({ party, ...period }: OnCallPeriod): readonly OnCallPeriod[] => {
    const ids = party.type === 'user' ? [party.id] : party.type === 'team' ? members.get(party.id) : [];
    return (ids ?? []).map((id) => ({ ...period, party: { type: 'user', id } }));
  };
  const stretches = getLayers(schedule)
    .flatMap((layer) => [...listOnCallPeriods(layer, from, until)])
    .flatMap(each)
    .flatMap((period) => [...splitByForwarding(period, forwarding)])
    .sort((a, b) => a.start - b.start);
  const turns = new Map<string, Turn[]>();
  for (const { party, start, end } of stretches) {
    const known = turns.get(party.id) ?? [];
    const last = known.at(-1);
    if (last && start <= last.end) known[known.length - 1] = { ...last, end: Math.max(last.end, end) };
    else known.push({ start, end });
    turns.set(party.id, known);
  }
  return turns;
}

/**
 * The notices that are due after `from` and not after `to`, in the order in which they are due.
 *
 * - A turn of a user begins where they come to be on call in the schedule as it is, with overrides and forwarding, and
 *   ends where they no longer are: who goes on in another rotation, or by an override, has one turn.
 * - On call are users, and the members of a team; an escalation is a list of whom to tell of alerts, and has no turns.
 * - Of the user's rules for the event, each of the times before it that they name is an occasion of its own: the first
 *   rule, in their order, that is enabled, names the time, is about the schedule and whose restriction lets it through.
 *   Its steps come after that time, or at it where they do not say.
 */
export function noticesDue(shifts: Shifts, from: Instant, to: Instant): readonly ShiftNotice[] {
  const { schedule, users } = shifts;
  if (!schedule.enabled) return [];
  const wishes = users.flatMap((user) => wishesOf(user, schedule));
  if (wishes.length === 0) return [];
  // What is cut at these instants, and so looks like a boundary, is due outside the window whatever the lead and the step.
  const first = from - Math.max(...wishes.map(({ longest }) => longest));
  const last = to + Math.max(...wishes.flatMap(({ leads }) => leads));
  const turns = turnsOf(shifts, first, last + 1);
  return wishes
    .flatMap((wish) =>
      (turns.get(wish.user.id) ?? [])
        .map(({ start, end }) => (wish.event === 'schedule-start' ? start : end))
        .flatMap((at) => noticesOf(shifts, wish, at)),
    )
    .filter(({ dueAt }) => dueAt > from && dueAt <= to)
    .sort((a, b) => a.dueAt - b.dueAt);
}

/** All notices of one boundary, by the wish. */
function noticesOf(
  { accountId, schedule }: Shifts,
  { user, event, rules, leads }: Wish,
  at: Instant,
): readonly ShiftNotice[] {
  return leads.flatMap((lead) => {
    const told = at - lead;
    const rule = rules.find(
      (each) =>
        leadsOf(each).includes(lead) &&
        (!each.timeRestriction || isWithinRestriction(each.timeRestriction, told, user.timeZone)),
    );
    return getUsableSteps(rule?.steps ?? [], user.contacts).map((step) => ({
      notificationId: derivedId(
        'shift-notice',
        accountId,
        schedule.id,
        event,
        String(at),
        user.id,
        rule?.id ?? '',
        String(lead),
        step.id,
      ),
      accountId,
      scheduleId: schedule.id,
      scheduleName: schedule.name,
      userId: user.id,
      contactId: step.contactId,
      channel: step.channel,
      event,
      at,
      dueAt: told + step.delayMs,
    }));
  });
}

/** The next instant at which anything is due, by what is known now; after {@link LOOK_EVERY} at the latest. */
export const nextLook = (shifts: Shifts, after: Instant): Instant =>
  noticesDue(shifts, after, after + LOOK_EVERY)[0]?.dueAt ?? after + LOOK_EVERY;

/** The teams that a schedule may have on call. */
export const teamsIn = (schedule: Schedule): readonly string[] => idsIn(schedule, 'team');

/** Those who may have turns in the schedule: in it themselves, as a member of a team, or in somebody's place. */
export function usersIn(
  schedule: Schedule,
  teams: readonly Team[],
  forwarding: readonly ForwardingRule[],
): readonly string[] {
  const members = teams.flatMap((team) => team.members.map(({ userId }) => userId));
  const users = new Set([...idsIn(schedule, 'user'), ...members]);
  // A set that grows while it is gone through is gone through to its end.
  for (const id of users) {
    for (const { fromUserId, toUserId } of forwarding) if (fromUserId === id) users.add(toUserId);
  }
  return [...users];
}

function idsIn({ rotations, overrides }: Schedule, type: 'user' | 'team'): readonly string[] {
  const parties = [
    ...rotations.flatMap(({ participants }) => participants),
    ...overrides.map(({ user }) => user),
  ];
  return [...new Set(parties.flatMap((party) => (party.type === type ? [party.id] : [])))];
}
