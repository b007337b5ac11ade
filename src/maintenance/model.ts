import { HOUR, type Instant, MINUTE } from '../platform/clock.ts';

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
  readonly rules: readonly MaintenanceRule[];
  readonly cancelledAt?: Instant;
}

export type Status = 'cancelled' | 'past' | 'active' | 'planned';

export function statusOf({ startDate, endDate, cancelledAt }: Maintenance, now: Instant): Status {
  if (cancelledAt !== undefined) return 'cancelled';
  if (now < startDate) return 'planned';
  return endDate === undefined || now < endDate ? 'active' : 'past';
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
 * that began last counts, and of those that began together the one that disables.
 */
export function stateOf(
  maintenances: readonly Maintenance[],
  type: EntityType,
  id: string,
  now: Instant,
): State | undefined {
  const concerned = maintenances
    .filter((each) => statusOf(each, now) === 'active')
    .flatMap(({ startDate, rules }) =>
      rules
        .filter(({ entity }) => entity.type === type && entity.id === id)
        .map(({ state }) => ({ state, startDate })),
    );
  const last = Math.max(...concerned.map(({ startDate }) => startDate));
  const states = concerned.filter(({ startDate }) => startDate === last).map(({ state }) => state);
  return states.includes('disabled') ? 'disabled' : states[0];
}
