import { HOUR, type Instant, MINUTE } from '../../platform/clock.ts';
import { around, type Occurrence, type Recurrence } from './recurrence.ts';

export const TIME_TYPES = [
  'for-5-minutes',
  'for-30-minutes',
  'for-1-hour',
  'indefinitely',
  'schedule',
] as const;
export type TimeType = (typeof TIME_TYPES)[number];

export const ENTITY_TYPES = ['integration', 'policy'] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

export const STATES = ['enabled', 'disabled'] as const;
export type State = (typeof STATES)[number];

/** While the maintenance is active, the entity is in this state, whatever its own says. */
export interface MaintenanceRule {
  readonly state: State;
  readonly entity: { readonly type: EntityType; readonly id: string };
}

/** A maintenance. Nothing happens at its beginning or end: what it is follows from the time alone. */
export interface Maintenance {
  readonly id: string;
  readonly description: string;
  readonly type: TimeType;
  readonly startDate: Instant;
  /** Not part of it any more. Absent: until it is cancelled. */
  readonly endDate?: Instant;
  /** Where it comes again, the dates above are those of its first occurrence, and both are there. */
  readonly recurrence?: Recurrence;
  /** The occurrence of a recurring one whose end was moved last, as it is since. */
  readonly moved?: Occurrence;
  readonly rules: readonly MaintenanceRule[];
  readonly cancelledAt?: Instant;
}

/** A stretch of time whose end is not part of it; without one it does not end. */
export interface Span {
  readonly startDate: Instant;
  readonly endDate?: Instant;
}

export type Status = 'cancelled' | 'past' | 'active' | 'planned';

/** When it is in effect, or will be next; undefined where it will not be any more. Of cancellation it knows nothing. */
export function findTimeSpan(maintenance: Maintenance, now: Instant): Span | undefined {
  const { startDate, endDate, recurrence, moved } = maintenance;
  if (endDate === undefined) return { startDate };
  if (!recurrence) return now < endDate ? { startDate, endDate } : undefined;
  const { last, next } = around({ startDate, endDate }, recurrence, now);
  const current = last && moved?.startDate === last.startDate ? moved : last;
  return current && now < current.endDate ? current : next;
}

export function statusOf(maintenance: Maintenance, now: Instant): Status {
  if (maintenance.cancelledAt !== undefined) return 'cancelled';
  const span = findTimeSpan(maintenance, now);
  if (!span) return 'past';
  return now < span.startDate ? 'planned' : 'active';
}

/** Whether it can be in effect, now or later. */
export const isAhead = (maintenance: Maintenance, now: Instant): boolean =>
  ['active', 'planned'].includes(statusOf(maintenance, now));

const DURATIONS = { 'for-5-minutes': 5 * MINUTE, 'for-30-minutes': 30 * MINUTE, 'for-1-hour': HOUR } as const;

/** When a maintenance of a type other than `schedule` that begins now is over. */
export const endOf = (type: Exclude<TimeType, 'schedule'>, now: Instant): Instant | undefined =>
  type === 'indefinitely' ? undefined : now + DURATIONS[type];

/**
 * The state in which the active ones among those put the entity; undefined where none is about it. Of several the one
 * that began last counts (a recurring one begins with each occurrence), and of those that began together the one that disables.
 */
export function stateOf(
  maintenances: readonly Maintenance[],
  type: EntityType,
  id: string,
  now: Instant,
): State | undefined {
  const concerned = maintenances.flatMap((maintenance) => {
    const about = maintenance.rules.filter(({ entity }) => entity.type === type && entity.id === id);
    if (about.length === 0 || statusOf(maintenance, now) !== 'active') return [];
    const { startDate } = findTimeSpan(maintenance, now) ?? maintenance;
    return about.map(({ state }) => ({ state, startDate }));
  });
  const last = Math.max(...concerned.map(({ startDate }) => startDate));
  const states = concerned.filter(({ startDate }) => startDate === last).map(({ state }) => state);
  return states.includes('disabled') ? 'disabled' : states[0];
}
