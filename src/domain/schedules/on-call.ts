import type { Instant } from '../../platform/clock.ts';
import { getLayerInterval, getLayers, type Layer, walkIntervals } from './layer.ts';
import type { OnCallParty, Schedule } from './model.ts';

/**
 * Who is on call at the instant, overrides included: in the order of the rotations, each party once. Nobody if the
 * schedule is disabled. API, timeline and engine all use this function or its parts (layer.ts, shifts.ts).
 */
export function onCallParticipants(schedule: Schedule, at: Instant): readonly OnCallParty[] {
  if (!schedule.enabled) return [];
  return distinct(getLayers(schedule).map((layer) => getLayerInterval(layer, at).party));
}

/**
 * For each rotation, the party that is on call next after (or was on call last before) the one at the instant: the
 * nearest different party on the timeline, overrides and time restrictions included. A rotation without another party
 * contributes nobody. If nobody is on call at the instant, the nearest party counts.
 */
export function adjacentParticipants(
  schedule: Schedule,
  at: Instant,
  direction: 'next' | 'previous',
): readonly OnCallParty[] {
  if (!schedule.enabled) return [];
  return distinct(getLayers(schedule).map((layer) => nearestOther(layer, at, direction)));
}

function nearestOther(layer: Layer, at: Instant, direction: 'next' | 'previous'): OnCallParty | undefined {
  const present = getLayerInterval(layer, at).party;
  const candidates = [...(layer.rotation?.participants ?? []), ...layer.overrides.map(({ user }) => user)];
  if (candidates.every((one) => one.type === 'none' || isSame(one, present))) return undefined;
  for (const { party } of walkIntervals(layer, at, direction)) {
    if (party && !isSame(party, present)) return party;
  }
  return undefined;
}

/**
 * The first instant after the given one at which a shift or an override starts in any rotation and puts somebody on
 * call, even if it is the same party as before. Undefined if there is none.
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
  for (const interval of walkIntervals(layer, at, 'next')) {
    if (interval.party && (!before.party || before.cause !== interval.cause)) return interval.from;
    before = interval;
  }
  return undefined;
}

const isSame = (a: OnCallParty, b: OnCallParty | undefined): boolean => a.type === b?.type && a.id === b.id;

/** Each party once, in the order of first occurrence. */
function distinct(parties: readonly (OnCallParty | undefined)[]): readonly OnCallParty[] {
  const present = parties.filter((party) => party !== undefined);
  return present.filter((party, i) => present.findIndex((other) => isSame(party, other)) === i);
}
