import type { ForwardingRule } from '../../domain/forwarding-rules/model.ts';
import { isWithinRestriction } from '../../domain/kernel/time-restriction.ts';
import type { Schedule } from '../../domain/schedules/model.ts';
import type { ShiftEvent, ShiftNotice } from '../../domain/shift-notices/model.ts';
import type { Team } from '../../domain/teams/model.ts';
import type { NotificationRule, User } from '../../domain/users/model.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import { getUsableSteps } from '../notification-steps.ts';
import type { ShiftNoticeContext } from './shift-notice-context.ts';
import { findShifts } from './shifts.ts';

/** A schedule is checked at least this often (ms), which is how long a changed notification rule may be ignored. */
export const CHECK_INTERVAL = 15 * MINUTE;

type NotificationTime = NotificationRule['notificationTime'][number];

const LEAD_TIME_MS: Readonly<Record<NotificationTime, number>> = {
  'just-before': 0,
  '15-minutes-ago': 15 * MINUTE,
  '1-hour-ago': HOUR,
  '1-day-ago': DAY,
};

const EVENTS: readonly ShiftEvent[] = ['schedule-start', 'schedule-end'];

/** How long before the event a rule applies, in milliseconds; at the event itself if the rule does not say. */
const getLeadTimes = ({ notificationTime }: NotificationRule): readonly number[] =>
  notificationTime.length > 0 ? notificationTime.map((time) => LEAD_TIME_MS[time]) : [0];

/** A user's notification rules for one event of the schedule. */
interface Subscription {
  readonly user: User;
  readonly event: ShiftEvent;
  /** In the user's order. */
  readonly rules: readonly NotificationRule[];
  /** Each lead time (ms) that a rule names, once. */
  readonly leadTimes: readonly number[];
  /** The longest delay (ms) of a step of the rules. */
  readonly maxStepDelay: number;
}

function findSubscriptions(user: User, schedule: Schedule): readonly Subscription[] {
  if (user.blocked) return [];
  return EVENTS.flatMap((event) => {
    const rules = user.notificationRules
      .filter(
        ({ actionType, enabled, schedules }) =>
          actionType === event && enabled && (schedules.length === 0 || schedules.includes(schedule.id)),
      )
      .sort((a, b) => a.order - b.order);
    const delays = rules.flatMap(({ steps }) =>
      getUsableSteps(steps, user.contacts).map(({ delayMs }) => delayMs),
    );
    if (delays.length === 0) return [];
    const leadTimes = [...new Set(rules.flatMap(getLeadTimes))];
    return [{ user, event, rules, leadTimes, maxStepDelay: Math.max(...delays) }];
  });
}

/**
 * The notices that are due after `from` and not after `to`, in the order in which they are due.
 *
 * - A user's shift begins when they come on call in the schedule, with overrides and forwarding applied, and ends when
 *   they no longer are. A user who stays on call through another rotation or an override has one shift.
 * - Users and the members of teams have shifts. An escalation does not: it only lists whom to notify of alerts.
 * - Each lead time of a user's rules for the event is handled on its own, by the first enabled rule, in the user's order,
 *   that names the lead time, applies to the schedule, and whose time restriction matches. The delays of its steps count
 *   from the lead time.
 */
export function findDueNotices(
  context: ShiftNoticeContext,
  from: Instant,
  to: Instant,
): readonly ShiftNotice[] {
  const { schedule, users } = context;
  if (!schedule.enabled) return [];
  const subscriptions = users.flatMap((user) => findSubscriptions(user, schedule));
  if (subscriptions.length === 0) return [];
  // Shifts are cut at the ends of this range, which look like starts and ends. Their notices are due outside the window,
  // whatever the lead time and the delay.
  const rangeStart = from - Math.max(...subscriptions.map(({ maxStepDelay }) => maxStepDelay));
  const rangeEnd = to + Math.max(...subscriptions.flatMap(({ leadTimes }) => leadTimes));
  const shifts = findShifts(context, rangeStart, rangeEnd + 1);
  return subscriptions
    .flatMap((subscription) =>
      (shifts.get(subscription.user.id) ?? [])
        .map(({ start, end }) => (subscription.event === 'schedule-start' ? start : end))
        .flatMap((at) => createNotices(context, subscription, at)),
    )
    .filter(({ dueAt }) => dueAt > from && dueAt <= to)
    .sort((a, b) => a.dueAt - b.dueAt);
}

/** All notices about one start or end of a shift, for one subscription. */
function createNotices(
  { accountId, schedule }: ShiftNoticeContext,
  { user, event, rules, leadTimes }: Subscription,
  at: Instant,
): readonly ShiftNotice[] {
  return leadTimes.flatMap((leadTime) => {
    const leadAt = at - leadTime;
    const rule = rules.find(
      (each) =>
        getLeadTimes(each).includes(leadTime) &&
        (!each.timeRestriction || isWithinRestriction(each.timeRestriction, leadAt, user.timeZone)),
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
        String(leadTime),
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
      dueAt: leadAt + step.delayMs,
    }));
  });
}

/** When a notice is due next, as far as is known now; at the latest after {@link CHECK_INTERVAL}. */
export const getNextCheckAt = (context: ShiftNoticeContext, after: Instant): Instant =>
  findDueNotices(context, after, after + CHECK_INTERVAL)[0]?.dueAt ?? after + CHECK_INTERVAL;

/** The teams that may be on call in a schedule. */
export const getTeamIds = (schedule: Schedule): readonly string[] => getPartyIds(schedule, 'team');

/** The users who may have shifts in a schedule: by themselves, as members of a team, or by forwarding. */
export function getUserIds(
  schedule: Schedule,
  teams: readonly Team[],
  forwardingRules: readonly ForwardingRule[],
): readonly string[] {
  const members = teams.flatMap((team) => team.members.map(({ userId }) => userId));
  const userIds = new Set([...getPartyIds(schedule, 'user'), ...members]);
  // Iterating over a set also visits what is added on the way, so this follows chains of forwarding.
  for (const id of userIds) {
    for (const { fromUserId, toUserId } of forwardingRules) if (fromUserId === id) userIds.add(toUserId);
  }
  return [...userIds];
}

function getPartyIds({ rotations, overrides }: Schedule, type: 'user' | 'team'): readonly string[] {
  const parties = [
    ...rotations.flatMap(({ participants }) => participants),
    ...overrides.map(({ user }) => user),
  ];
  return [...new Set(parties.flatMap((party) => (party.type === type ? [party.id] : [])))];
}
