import type { Instant } from '../../platform/clock.ts';
import type { OnCallParty, Override, Rotation, Schedule } from './model.ts';
import { getRotationInterval, type OnCallInterval } from './shifts.ts';

/** One rotation of a schedule with the overrides that apply to it. At most one party is on call in a layer at a time. */
export interface Layer {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly rotation?: Rotation;
  readonly overrides: readonly Override[];
}

/** A time during which one party is on call: one shift or one override, cut to the requested time range. */
export interface OnCallPeriod {
  readonly start: Instant;
  /** Exclusive. */
  readonly end: Instant;
  readonly party: OnCallParty;
  readonly type: 'default' | 'override';
}

/** A search for the next or previous party gives up after this many intervals. */
const MAX_STEPS = 3_000;

/**
 * The layers of a schedule, in the order of its rotations. A schedule without rotations has one layer with its own id
 * and name, so that an override of the whole schedule still puts somebody on call.
 */
export function getLayers({ id, name, timezone, rotations, overrides }: Schedule): readonly Layer[] {
  if (rotations.length === 0) {
    const ofWholeSchedule = overrides.filter(({ rotationIds }) => rotationIds.length === 0);
    return [{ id, name, zone: timezone, overrides: ofWholeSchedule }];
  }
  return rotations.map((rotation) => ({
    id: rotation.id,
    name: rotation.name,
    zone: timezone,
    rotation,
    overrides: overrides.filter(
      ({ rotationIds }) => rotationIds.length === 0 || rotationIds.includes(rotation.id),
    ),
  }));
}

/**
 * The interval of a layer that contains the instant. While an override is active, only its user is on call (nobody if
 * its user is `none`), even outside the rotation's own hours: whoever creates an override expects that user to be paged
 * for all of it. If several overrides overlap, the one created last wins.
 */
export function getLayerInterval({ rotation, overrides, zone }: Layer, at: Instant): OnCallInterval {
  const edges = overrides.flatMap(({ startDate, endDate }) => [startDate, endDate]);
  const from = edges.reduce(
    (last, edge) => (edge <= at && edge > last ? edge : last),
    Number.NEGATIVE_INFINITY,
  );
  const until = edges.reduce(
    (next, edge) => (edge > at && edge < next ? edge : next),
    Number.POSITIVE_INFINITY,
  );
  const override = overrides.findLast(({ startDate, endDate }) => startDate <= at && at < endDate);
  if (override) {
    const { user, alias } = override;
    return { from, until, ...(user.type !== 'none' && { party: user }), cause: `override ${alias}` };
  }
  if (!rotation) return { from, until, cause: 'no rotation' };
  const base = getRotationInterval(rotation, at, zone);
  return { ...base, from: Math.max(base.from, from), until: Math.min(base.until, until) };
}

/** The intervals after (or before) the one that contains the instant, nearest first; at most {@link MAX_STEPS}. */
export function* walkIntervals(
  layer: Layer,
  at: Instant,
  direction: 'next' | 'previous',
): Generator<OnCallInterval> {
  let interval = getLayerInterval(layer, at);
  for (let step = 0; step < MAX_STEPS; step++) {
    const beyond = direction === 'next' ? interval.until : interval.from - 1;
    if (!Number.isFinite(beyond)) return;
    interval = getLayerInterval(layer, beyond);
    yield interval;
  }
}

/** The start of the on-call period that contains the instant; the instant itself if nobody is on call. */
export function findPeriodStart(layer: Layer, at: Instant): Instant {
  let first = getLayerInterval(layer, at);
  if (!first.party) return at;
  for (const before of walkIntervals(layer, at, 'previous')) {
    if (before.cause !== first.cause) break;
    first = before;
  }
  return first.from;
}

/**
 * The on-call periods of a layer between two instants, in order. Times at which nobody is on call are left out. Each
 * shift and each override is a period of its own, even if the same party is on call before and after.
 */
export function* listOnCallPeriods(layer: Layer, from: Instant, until: Instant): Generator<OnCallPeriod> {
  let open: (OnCallPeriod & { readonly cause: string }) | undefined;
  for (let at = from; at < until; ) {
    const interval = getLayerInterval(layer, at);
    const end = Math.min(interval.until, until);
    if (open && interval.party && open.cause === interval.cause) {
      open = { ...open, end };
    } else {
      if (open) yield toPeriod(open);
      open = interval.party && {
        start: at,
        end,
        party: interval.party,
        type: interval.cause.startsWith('override') ? 'override' : 'default',
        cause: interval.cause,
      };
    }
    at = end;
  }
  if (open) yield toPeriod(open);
}

const toPeriod = ({ start, end, party, type }: OnCallPeriod): OnCallPeriod => ({ start, end, party, type });
