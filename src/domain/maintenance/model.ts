import { HOUR, type Instant, MINUTE } from '../../platform/clock.ts';
import { invalid } from '../kernel/errors.ts';
import { findOccurrencesAround, type Occurrence, type Recurrence } from './recurrence.ts';

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
export type MaintenanceState = (typeof STATES)[number];

/** While the maintenance is active, the entity has this state instead of its own. */
export interface MaintenanceRule {
  readonly state: MaintenanceState;
  readonly entity: { readonly type: EntityType; readonly id: string };
}

/** A maintenance. Nothing runs when it starts or ends: its status follows from the time alone. */
export interface Maintenance {
  readonly id: string;
  readonly description: string;
  readonly type: TimeType;
  readonly startDate: Instant;
  /** Exclusive. Absent if it lasts until it is cancelled. */
  readonly endDate?: Instant;
  /** If it recurs, the dates above are those of the first occurrence, and both are present. */
  readonly recurrence?: Recurrence;
  /** The occurrence of a recurring maintenance whose end was changed last, with its new end. */
  readonly movedOccurrence?: Occurrence;
  readonly rules: readonly MaintenanceRule[];
  readonly cancelledAt?: Instant;
}

/** A time with an exclusive end; without an end it does not end. */
export interface TimeSpan {
  readonly startDate: Instant;
  readonly endDate?: Instant;
}

export type MaintenanceStatus = 'cancelled' | 'past' | 'active' | 'planned';

/**
 * When the maintenance is active, or will be active next; undefined if it is over. Does not take cancellation into account.
 */
export function findTimeSpan(maintenance: Maintenance, now: Instant): TimeSpan | undefined {
  const { startDate, endDate, recurrence, movedOccurrence } = maintenance;
  if (endDate === undefined) return { startDate };
  if (!recurrence) return now < endDate ? { startDate, endDate } : undefined;
  const { last, next } = findOccurrencesAround({ startDate, endDate }, recurrence, now);
  const current = last && movedOccurrence?.startDate === last.startDate ? movedOccurrence : last;
  return current && now < current.endDate ? current : next;
}

export function getMaintenanceStatus(maintenance: Maintenance, now: Instant): MaintenanceStatus {
  if (maintenance.cancelledAt !== undefined) return 'cancelled';
  const span = findTimeSpan(maintenance, now);
  if (!span) return 'past';
  return now < span.startDate ? 'planned' : 'active';
}

export const isActiveOrPlanned = (maintenance: Maintenance, now: Instant): boolean =>
  ['active', 'planned'].includes(getMaintenanceStatus(maintenance, now));

const DURATIONS = { 'for-5-minutes': 5 * MINUTE, 'for-30-minutes': 30 * MINUTE, 'for-1-hour': HOUR } as const;

/** The end of a maintenance that starts now, for the types other than `schedule`. Undefined if it has none. */
export const getEndDate = (type: Exclude<TimeType, 'schedule'>, now: Instant): Instant | undefined =>
  type === 'indefinitely' ? undefined : now + DURATIONS[type];

/**
 * The state that active maintenance gives the entity; undefined if no rule is about it. Of several, the one that started
 * last wins (a recurring one starts with each occurrence), and of those that started together the one that disables.
 */
export function findMaintenanceState(
  maintenances: readonly Maintenance[],
  type: EntityType,
  id: string,
  now: Instant,
): MaintenanceState | undefined {
  const applicable = maintenances.flatMap((maintenance) => {
    const rules = maintenance.rules.filter(({ entity }) => entity.type === type && entity.id === id);
    if (rules.length === 0 || getMaintenanceStatus(maintenance, now) !== 'active') return [];
    const { startDate } = findTimeSpan(maintenance, now) ?? maintenance;
    return rules.map(({ state }) => ({ state, startDate }));
  });
  const last = Math.max(...applicable.map(({ startDate }) => startDate));
  const states = applicable.filter(({ startDate }) => startDate === last).map(({ state }) => state);
  return states.includes('disabled') ? 'disabled' : states[0];
}

/**
 * The active maintenance with a new end. For a recurring one, only the active occurrence changes; throws `invalid`
 * if it would overlap the next.
 */
export function withEndDate(current: Maintenance, endDate: Instant, now: Instant): Maintenance {
  const span = findTimeSpan(current, now);
  if (!current.recurrence || current.endDate === undefined || !span) return { ...current, endDate };
  const first = { startDate: current.startDate, endDate: current.endDate };
  const { next } = findOccurrencesAround(first, current.recurrence, now);
  if (next && endDate > next.startDate) {
    throw invalid({ endDate: 'must not be after the start of the next occurrence' });
  }
  return { ...current, movedOccurrence: { startDate: span.startDate, endDate } };
}
