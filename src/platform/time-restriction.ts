export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** From a time of day to another, local time; where the end is not after the start it reaches into the next day. */
export interface TimeOfDayRestriction {
  readonly startHour: number;
  readonly startMin: number;
  readonly endHour: number;
  readonly endMin: number;
}

/** From a time on a weekday to a time on a weekday, local time; may wrap around the week. */
export interface WeekdayTimeRestriction extends TimeOfDayRestriction {
  readonly startDay: Weekday;
  readonly endDay: Weekday;
}

/** When something holds, in the local time of a zone: every day alike, or by weekday (any of several intervals). */
export type TimeRestriction =
  | { readonly type: 'time-of-day'; readonly restriction: TimeOfDayRestriction }
  | { readonly type: 'weekday-and-time-of-day'; readonly restrictions: readonly WeekdayTimeRestriction[] };
