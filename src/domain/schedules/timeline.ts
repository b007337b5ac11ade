import { DAY, type Instant } from '../../platform/clock.ts';
import { type ForwardingRule, listForwardedIntervals } from '../forwarding-rules/model.ts';
import { addMonths, toClockTime, toInstant } from '../kernel/zone.ts';
import { getLayers, listOnCallPeriods, type OnCallPeriod } from './layer.ts';
import type { OnCallParty, Schedule } from './model.ts';

/** An on-call period. If its type is `forwarding`, its party stands in for the user `from`. */
export interface ForwardedPeriod extends Omit<OnCallPeriod, 'type'> {
  readonly type: OnCallPeriod['type'] | 'forwarding';
  readonly from?: OnCallParty;
}

/** The periods of one layer of a timeline. */
export interface TimelineLayer {
  readonly id: string;
  readonly name: string;
  readonly periods: readonly ForwardedPeriod[];
}

/** The timeline has more than {@link MAX_PERIODS} periods. */
export class TimelineTooLong extends Error {
  override readonly name = 'TimelineTooLong';
}

/** More would not fit into the response of a Lambda function. */
export const MAX_PERIODS = 10_000;

/**
 * The timeline of a schedule between two instants, rotation by rotation.
 *
 * - `final`: who is on call, exactly as onCallParticipants returns it at every instant (nobody if the schedule is
 *   disabled), with forwarding rules applied.
 * - `base`: the rotations alone.
 * - `override`: the overrides alone.
 * - `forwarding`: the part of the final timeline that is forwarded.
 *
 * Throws {@link TimelineTooLong}.
 */
export function buildTimeline(
  schedule: Schedule,
  from: Instant,
  until: Instant,
  kind: 'final' | 'base' | 'override' | 'forwarding',
  rules: readonly ForwardingRule[] = [],
): readonly TimelineLayer[] {
  let count = 0;
  const overlapping = rules.filter(({ startDate, endDate }) => startDate < until && endDate > from);
  const forwards = kind === 'final' || kind === 'forwarding' ? overlapping : [];
  return getLayers(schedule).map(({ rotation, overrides, ...layer }) => {
    const shown = {
      ...layer,
      ...(rotation && kind !== 'override' && { rotation }),
      overrides: kind === 'base' ? [] : overrides,
    };
    const periods: ForwardedPeriod[] = [];
    const isFinal = kind === 'final' || kind === 'forwarding';
    if (isFinal && !schedule.enabled) return { id: layer.id, name: layer.name, periods };
    for (const period of listOnCallPeriods(shown, from, until)) {
      for (const part of splitByForwarding(period, forwards)) {
        if (++count > MAX_PERIODS) throw new TimelineTooLong();
        if (kind !== 'forwarding' || part.type === 'forwarding') periods.push(part);
      }
    }
    return { id: layer.id, name: layer.name, periods };
  });
}

/** The period, split where forwarding to another user starts or ends. */
export function* splitByForwarding(
  period: OnCallPeriod,
  rules: readonly ForwardingRule[],
): Generator<ForwardedPeriod> {
  const { party, start, end } = period;
  if (party.type !== 'user' || rules.length === 0) {
    yield period;
    return;
  }
  for (const interval of listForwardedIntervals(rules, party.id, start, end)) {
    const { userId, ...times } = interval;
    if (userId === party.id) yield { ...period, ...times };
    else yield { ...times, type: 'forwarding', party: { type: 'user', id: userId }, from: party };
  }
}

/** The instant that many calendar days, weeks or months later in the IANA zone, at the same local time of day. */
export function addInterval(
  from: Instant,
  interval: number,
  unit: 'days' | 'weeks' | 'months',
  zone: string,
): Instant {
  const local = toClockTime(from, zone);
  if (unit === 'months') return toInstant(addMonths(local, interval), zone);
  return toInstant(local + interval * (unit === 'weeks' ? 7 : 1) * DAY, zone);
}
