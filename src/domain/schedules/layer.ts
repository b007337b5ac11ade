import type { Instant } from '../../platform/clock.ts';
import type { OnCallParty, Override, Rotation, Schedule } from './model.ts';
import { getRotationInterval, type Stretch } from './shifts.ts';

/** One line of a schedule's timeline: a rotation and the overrides that concern it. At most one party is on call in it. */
export interface Layer {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly rotation?: Rotation;
  readonly overrides: readonly Override[];
}

/** Somebody on call from an instant until another. */
export interface Period {
  readonly start: Instant;
  readonly end: Instant;
  readonly party: OnCallParty;
  readonly type: 'default' | 'override';
}

/** How many stretches a search looks at before it takes it that nothing more comes. */
const MAX_STEPS = 3_000;

/**
 * The layers of a schedule, in the order of its rotations. A schedule without rotations has one in its own name, so that
 * an override of the whole schedule puts somebody on call there too.
 */
export function getLayers({ id, name, timezone, rotations, overrides }: Schedule): readonly Layer[] {
  if (rotations.length === 0) {
    const ofAll = overrides.filter(({ rotationIds }) => rotationIds.length === 0);
    return [{ id, name, zone: timezone, overrides: ofAll }];
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
 * The stretch of a layer that holds the instant. While an override holds, only its user is on call (nobody where it is
 * `none`), also at times when the rotation by itself has nobody: whoever is written down for an interval expects to be
 * paged in it, and to whom one wrote somebody down expects the same. Of several the latest made counts.
 */
export function getLayerInterval({ rotation, overrides, zone }: Layer, at: Instant): Stretch {
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

/** The stretches after (or before) the one that holds the instant, nearest first; it ends, but may be long. */
export function* walkIntervals(
  layer: Layer,
  at: Instant,
  direction: 'next' | 'previous',
): Generator<Stretch> {
  let stretch = getLayerInterval(layer, at);
  for (let step = 0; step < MAX_STEPS; step++) {
    const beyond = direction === 'next' ? stretch.until : stretch.from - 1;
    if (!Number.isFinite(beyond)) return;
    stretch = getLayerInterval(layer, beyond);
    yield stretch;
  }
}

/** The first instant of the period that holds the instant; the instant itself where nobody is on call. */
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
 * Who is on call in a layer from an instant until another, in order; times when nobody is are left out. Each turn and
 * each override is a period of its own, cut at the two instants.
 */
export function* listOnCallPeriods(layer: Layer, from: Instant, until: Instant): Generator<Period> {
  let open: (Period & { readonly cause: string }) | undefined;
  for (let at = from; at < until; ) {
    const stretch = getLayerInterval(layer, at);
    const end = Math.min(stretch.until, until);
    if (open && stretch.party && open.cause === stretch.cause) {
      open = { ...open, end };
    } else {
      if (open) yield toPeriod(open);
      open = stretch.party && {
        start: at,
        end,
        party: stretch.party,
        type: stretch.cause.startsWith('override') ? 'override' : 'default',
        cause: stretch.cause,
      };
    }
    at = end;
  }
  if (open) yield toPeriod(open);
}

const toPeriod = ({ start, end, party, type }: Period): Period => ({ start, end, party, type });
