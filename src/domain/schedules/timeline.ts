import { DAY, type Instant } from '../../platform/clock.ts';
import { type ForwardingRule, listForwardedIntervals } from '../forwarding-rules/model.ts';
import { clockTime, instantOf, plusMonths } from '../kernel/zone.ts';
import { getLayers, listOnCallPeriods, type Period } from './layer.ts';
import type { OnCallParty, Schedule } from './model.ts';

/** Somebody on call; where the type is `forwarding` it is who stands in for the user `from`. */
export interface ForwardedPeriod extends Omit<Period, 'type'> {
  readonly type: Period['type'] | 'forwarding';
  readonly from?: OnCallParty;
}

/** One rotation's part of a timeline. */
export interface TimelineLayer {
  readonly id: string;
  readonly name: string;
  readonly periods: readonly ForwardedPeriod[];
}

/** The timeline would hold more than {@link MAX_PERIODS}. */
export class TimelineTooLong extends Error {
  override readonly name = 'TimelineTooLong';
}

/** More would not fit into an answer of a Lambda function. */
export const MAX_PERIODS = 10_000;

/**
 * Who is on call from an instant until another, rotation by rotation. `final`: as it is, which at every instant is what
 * onCallParticipants says (nobody where the schedule is disabled), with whoever stands in for a user by the forwarding
 * rules; `base`: by the rotations alone; `override`: by the overrides alone; `forwarding`: of the final one what is
 * forwarded. Throws {@link TimelineTooLong}.
 */
export function buildTimeline(
  schedule: Schedule,
  from: Instant,
  until: Instant,
  kind: 'final' | 'base' | 'override' | 'forwarding',
  rules: readonly ForwardingRule[] = [],
): readonly TimelineLayer[] {
  let count = 0;
  const holding = rules.filter(({ startDate, endDate }) => startDate < until && endDate > from);
  const forwards = kind === 'final' || kind === 'forwarding' ? holding : [];
  return getLayers(schedule).map(({ rotation, overrides, ...layer }) => {
    const shown = {
      ...layer,
      ...(rotation && kind !== 'override' && { rotation }),
      overrides: kind === 'base' ? [] : overrides,
    };
    const periods: ForwardedPeriod[] = [];
    const isAsItIs = kind === 'final' || kind === 'forwarding';
    if (isAsItIs && !schedule.enabled) return { id: layer.id, name: layer.name, periods };
    for (const period of listOnCallPeriods(shown, from, until)) {
      for (const part of splitByForwarding(period, forwards)) {
        if (++count > MAX_PERIODS) throw new TimelineTooLong();
        if (kind !== 'forwarding' || part.type === 'forwarding') periods.push(part);
      }
    }
    return { id: layer.id, name: layer.name, periods };
  });
}

/** The period, cut where somebody begins or ends to stand in for its user. */
export function* splitByForwarding(
  period: Period,
  rules: readonly ForwardingRule[],
): Generator<ForwardedPeriod> {
  const { party, start, end } = period;
  if (party.type !== 'user' || rules.length === 0) {
    yield period;
    return;
  }
  for (const stretch of listForwardedIntervals(rules, party.id, start, end)) {
    const { userId, ...times } = stretch;
    if (userId === party.id) yield { ...period, ...times };
    else yield { ...times, type: 'forwarding', party: { type: 'user', id: userId }, from: party };
  }
}

/** The instant so many days, weeks or months of the schedule's zone later: at the same time of day there. */
export function addInterval(
  from: Instant,
  interval: number,
  unit: 'days' | 'weeks' | 'months',
  zone: string,
): Instant {
  const local = clockTime(from, zone);
  if (unit === 'months') return instantOf(plusMonths(local, interval), zone);
  return instantOf(local + interval * (unit === 'weeks' ? 7 : 1) * DAY, zone);
}
