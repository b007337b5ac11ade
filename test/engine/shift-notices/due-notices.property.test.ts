import * as fc from 'fast-check';
import { type ForwardingRule, resolveForwarding } from '../../../src/domain/forwarding-rules/model.ts';
import { isWithinRestriction } from '../../../src/domain/kernel/time-restriction.ts';
import type { Participant, Schedule } from '../../../src/domain/schedules/model.ts';
import { onCallParticipants } from '../../../src/domain/schedules/on-call.ts';
import type { NotificationRule } from '../../../src/domain/users/model.ts';
import {
  CHECK_INTERVAL,
  findDueNotices,
  getNextCheckAt,
} from '../../../src/engine/shift-notices/due-notices.ts';
import type { ShiftNoticeContext } from '../../../src/engine/shift-notices/shift-notice-context.ts';
import { DAY, HOUR, MINUTE } from '../../../src/platform/clock.ts';
import { anOverride, aRotation, aSchedule, aTeam } from '../../support/builders.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { bySms, someone } from './rules.ts';

/** All that happens happens at multiples of it. */
const TICK = 30 * MINUTE;
const NAMES = ['ann', 'bob', 'cem'] as const;
/** The clocks of Berlin change an hour later, or do not. */
const PLACES = ['2026-03-29T00:00Z', '2026-10-25T00:00Z', '2026-11-24T00:00Z'].map((text) =>
  Date.parse(text),
);
const TEAM = aTeam({
  id: 'ops',
  members: [
    { userId: 'ann', role: 'user' },
    { userId: 'cem', role: 'user' },
  ],
});
const LEAD = { 'just-before': 0, '15-minutes-ago': 0.25, '1-hour-ago': 1, '1-day-ago': 24 } as const;

const name = fc.constantFrom(...NAMES);
const participant: fc.Arbitrary<Participant> = fc.oneof(
  { weight: 4, arbitrary: name.map((id) => ({ type: 'user' as const, id })) },
  fc.constant({ type: 'none' as const }),
  fc.constant({ type: 'team' as const, id: 'ops' }),
);
const hour = fc.nat(23);
const restriction = fc.tuple(hour, hour).map(([startHour, endHour]) => ({
  type: 'time-of-day' as const,
  restriction: { startHour, startMin: 0, endHour, endMin: 30 },
}));
/** In ticks around the place. */
const span = fc.tuple(fc.integer({ min: -96, max: 96 }), fc.integer({ min: 1, max: 48 }));

const scheduleAt = (place: number): fc.Arbitrary<Schedule> =>
  fc
    .tuple(
      fc.array(
        fc.record({
          participants: fc.array(participant, { minLength: 1, maxLength: 4 }),
          type: fc.constantFrom('hourly' as const, 'daily' as const),
          length: fc.constantFrom(1, 5),
          before: fc.nat(200),
          timeRestriction: fc.option(restriction, { nil: undefined }),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      fc.array(fc.tuple(name, span), { maxLength: 3 }),
    )
    .map(([rotations, overrides]) =>
      aSchedule(
        rotations.map(({ before, timeRestriction, ...rotation }, i) =>
          aRotation([], {
            ...rotation,
            name: `Rot${i}`,
            startDate: place - before * TICK,
            ...(timeRestriction && { timeRestriction }),
          }),
        ),
        {
          id: 'rota',
          timezone: 'Europe/Berlin',
          overrides: overrides.map(([id, [from, length]], i) =>
            anOverride(id, place + from * TICK, place + (from + length) * TICK, { alias: `${i}` }),
          ),
        },
      ),
    );

const rule: fc.Arbitrary<Partial<NotificationRule>> = fc
  .record({
    actionType: fc.constantFrom('schedule-start' as const, 'schedule-end' as const),
    notificationTime: fc.subarray(Object.keys(LEAD) as (keyof typeof LEAD)[]),
    enabled: fc.boolean(),
    schedules: fc.constantFrom([], [], ['rota'], ['other']),
    timeRestriction: fc.option(restriction, { nil: undefined }),
    sendAfter: fc.option(fc.nat(300), { nil: undefined }),
  })
  .map(({ sendAfter, timeRestriction, ...rest }) => ({
    ...rest,
    ...(timeRestriction && { timeRestriction }),
    steps: [
      { ...bySms, ...(sendAfter && { sendAfter: { timeAmount: sendAfter, timeUnit: 'minutes' as const } }) },
    ],
  }));

const shiftsAt = (place: number): fc.Arbitrary<ShiftNoticeContext> =>
  fc
    .tuple(
      scheduleAt(place),
      fc.array(fc.array(rule, { maxLength: 4 }), { minLength: NAMES.length, maxLength: NAMES.length }),
      fc.array(fc.tuple(name, name, span), { maxLength: 2 }),
    )
    .map(([schedule, rules, forwards]) => ({
      accountId: 'acc',
      schedule,
      teams: [TEAM],
      users: NAMES.map((each, i) => someone(each, rules[i] ?? [])),
      forwardingRules: forwards
        .filter(([from, to]) => from !== to)
        .map(
          ([fromUserId, toUserId, [from, length]], i): ForwardingRule => ({
            id: `${i}`,
            alias: `${i}`,
            fromUserId,
            toUserId,
            startDate: place + from * TICK,
            endDate: place + (from + length) * TICK,
          }),
        ),
    }));

function isOnCall({ schedule, forwardingRules }: ShiftNoticeContext, userId: string, at: number): boolean {
  return onCallParticipants(schedule, at)
    .flatMap(({ type, id }) => (type === 'team' ? TEAM.members.map((member) => member.userId) : [id]))
    .some((id) => resolveForwarding(forwardingRules, id, at) === userId);
}

/** The same by a check of every tick for a boundary, and of each rule by itself. */
function byLooking(shifts: ShiftNoticeContext, from: number, to: number): readonly string[] {
  const found: string[] = [];
  for (const user of shifts.users) {
    const first = Math.floor((from - 6 * HOUR) / TICK) * TICK;
    for (let at = first, was = isOnCall(shifts, user.id, at - 1); at <= to + DAY; at += TICK) {
      const is = isOnCall(shifts, user.id, at);
      if (is === was) continue;
      was = is;
      const event = is ? 'schedule-start' : 'schedule-end';
      for (const [word, hours] of Object.entries(LEAD)) {
        const notices = at - hours * HOUR;
        const chosen = user.notificationRules.find(
          ({ actionType, enabled, schedules, notificationTime, timeRestriction }) =>
            actionType === event &&
            enabled &&
            schedules[0] !== 'other' &&
            (notificationTime.includes(word as keyof typeof LEAD) ||
              (notificationTime.length === 0 && hours === 0)) &&
            (!timeRestriction || isWithinRestriction(timeRestriction, notices, 'Europe/Berlin')),
        );
        const dueAt = notices + (chosen?.steps[0]?.sendAfter?.timeAmount ?? 0) * MINUTE;
        if (chosen && dueAt > from && dueAt <= to) found.push(`${dueAt} ${user.id} ${event} ${at}`);
      }
    }
  }
  return found.toSorted();
}

const lines = (notices: ReturnType<typeof findDueNotices>) =>
  notices.map(({ dueAt, userId, event, at }) => `${dueAt} ${userId} ${event} ${at}`).toSorted();

const cases = fc
  .constantFrom(...PLACES)
  .chain((place) =>
    fc
      .tuple(shiftsAt(place), fc.integer({ min: -600, max: 600 }), fc.nat(600), fc.nat(600))
      .map(
        ([shifts, start, first, second]) =>
          [
            shifts,
            place + start * MINUTE,
            place + (start + first) * MINUTE,
            place + (start + first + second) * MINUTE,
          ] as const,
      ),
  );

test('checks at every instant find the same notices, and adjacent windows find each notice once', () => {
  let count = 0;
  fc.assert(
    fc.property(cases, ([shifts, from, middle, to]) => {
      const all = findDueNotices(shifts, from, to);
      count += all.length;
      expect(lines(all)).toEqual(byLooking(shifts, from, to));
      const parts = [...findDueNotices(shifts, from, middle), ...findDueNotices(shifts, middle, to)];
      expect(parts.map(({ notificationId }) => notificationId).toSorted()).toEqual(
        all.map(({ notificationId }) => notificationId).toSorted(),
      );
      expect(new Set(parts.map(({ notificationId }) => notificationId)).size).toBe(parts.length);
      const next = getNextCheckAt(shifts, from);
      expect(findDueNotices(shifts, from, next - 1)).toEqual([]);
      expect(next === from + CHECK_INTERVAL || all[0]?.dueAt === next || next > to).toBe(true);
    }),
    { numRuns: propertyRuns(200) },
  );
  expect(count).toBeGreaterThan(propertyRuns(50));
});
