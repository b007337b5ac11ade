import type { Route } from './route.ts';

/**
 * A warning for each interval of a time restriction that ends when it starts: it covers all of the day or week, while the
 * sender may have meant none of it.
 */
export const restrictionWarnings = ({ domain }: Route, body: unknown): readonly string[] =>
  domain === 'configuration' ? findRestrictions(body, '') : [];

function findRestrictions(value: unknown, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const at = Array.isArray(value) ? `${path}[${name}]` : `${path}${path && '.'}${name}`;
    return /^timeRestrictions?$/.test(name) ? findEqualEdges(member, at) : findRestrictions(member, at);
  });
}

function findEqualEdges(restriction: unknown, path: string): readonly string[] {
  const { type, restriction: daily, restrictions: weekly } = toRecord(restriction);
  const intervals: readonly (readonly [unknown, string])[] =
    type === 'time-of-day'
      ? [[daily, `${path}.restriction`]]
      : Array.isArray(weekly)
        ? weekly.map((each, i) => [each, `${path}.restrictions[${i}]`] as const)
        : [];
  return intervals
    .filter(([interval]) => hasEqualEdges(interval))
    .map(([, at]) => {
      const period = type === 'time-of-day' ? 'day' : 'week';
      return `${at}: start and end are equal, so it covers the whole ${period}`;
    });
}

/** Clients write numbers as texts, too, and leave out a minute 0. */
function hasEqualEdges(interval: unknown): boolean {
  const { startDay, startHour, startMin, endDay, endHour, endMin } = toRecord(interval);
  const day = (value: unknown) => String(value).toLowerCase();
  return (
    startHour !== undefined &&
    day(startDay) === day(endDay) &&
    Number(startHour) === Number(endHour) &&
    Number(startMin ?? 0) === Number(endMin ?? 0)
  );
}

const toRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
