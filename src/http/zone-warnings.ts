import { isAmbiguousZone, isZone } from '../domain/kernel/zone.ts';
import type { Route } from './route.ts';

/** A warning for each zone in a configuration whose name people read in different ways. */
export const zoneWarnings = ({ domain }: Route, body: unknown): readonly string[] =>
  domain === 'configuration' ? findAmbiguousZones(body) : [];

function findAmbiguousZones(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (typeof member !== 'string') return findAmbiguousZones(member);
    if (!/^time_?zone$/i.test(name) || !isZone(member) || !isAmbiguousZone(member)) return [];
    return [`${name}: ${member} may not be the zone that you mean; prefer a name such as Europe/Berlin`];
  });
}
