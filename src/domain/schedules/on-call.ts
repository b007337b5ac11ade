import type { Instant } from '../../platform/clock.ts';
import { getLayerInterval, getLayers, type Layer, walkIntervals } from './layer.ts';
import type { OnCallParty, Schedule } from './model.ts';

/**
 * Who is on call at the instant, overrides counted in: in the order of the rotations, everybody once. Nobody where the
 * schedule is disabled. API, timeline and engine all ask here, or what this is made of (layer.ts, turns.ts).
 */
export function onCallParticipants(schedule: Schedule, at: Instant): readonly OnCallParty[] {
  if (!schedule.enabled) return [];
  return distinct(getLayers(schedule).map((layer) => getLayerInterval(layer, at).party));
}

/**
 * Per rotation, who is on call next after (or was last before) the one who is at the instant: the nearest other in the
 * timeline with its overrides and restrictions. A rotation with nobody else gives nobody. Where nobody is on call at the
 * instant, it is the nearest one of all.
 */
export function adjacentParticipants(
  schedule: Schedule,
  at: Instant,
  shift: 'next' | 'previous',
): readonly OnCallParty[] {
  if (!schedule.enabled) return [];
  return distinct(getLayers(schedule).map((layer) => nearestOther(layer, at, shift)));
}

function nearestOther(layer: Layer, at: Instant, shift: 'next' | 'previous'): OnCallParty | undefined {
  const present = getLayerInterval(layer, at).party;
  const candidates = [...(layer.rotation?.participants ?? []), ...layer.overrides.map(({ user }) => user)];
  if (candidates.every((one) => one.type === 'none' || isSame(one, present))) return undefined;
  for (const { party } of walkIntervals(layer, at, shift)) {
    if (party && !isSame(party, present)) return party;
  }
  return undefined;
}

/**
 * The first instant after the given one at which a turn or an override with somebody on call begins in any rotation,
 * whether or not it is the same somebody as before. Undefined where none comes.
 */
export function findNextHandover(schedule: Schedule, at: Instant): Instant | undefined {
  if (!schedule.enabled) return undefined;
  const starts = getLayers(schedule)
    .map((layer) => findNextStart(layer, at))
    .filter((start) => start !== undefined);
  return starts.length > 0 ? Math.min(...starts) : undefined;
}

function findNextStart(layer: Layer, at: Instant): Instant | undefined {
  let before = getLayerInterval(layer, at);
  for (const stretch of walkIntervals(layer, at, 'next')) {
    if (stretch.party && (!before.party || before.cause !== stretch.cause)) return stretch.from;
    before = stretch;
  }
  return undefined;
}

const isSame = (a: OnCallParty, b: OnCallParty | undefined): boolean => a.type === b?.type && a.id === b.id;

/** Everybody once, in the order of their first coming. */
function distinct(parties: readonly (OnCallParty | undefined)[]): readonly OnCallParty[] {
  const present = parties.filter((party) => party !== undefined);
  return present.filter((party, i) => present.findIndex((other) => isSame(party, other)) === i);
}
