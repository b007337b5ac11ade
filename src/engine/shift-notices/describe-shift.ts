import type { ShiftNotice } from '../../domain/shift-notices/model.ts';
import { DAY } from '../../platform/clock.ts';
import { attempt } from '../isolation.ts';
import type { ShiftNoticeContext } from './shift-notice-context.ts';
import { findShifts } from './shifts.ts';

/** A shift that is longer than this (ms) has no end that a notice could name. */
const HORIZON = 31 * DAY;

const MAX_NEXT = 3;

/**
 * Until when a shift lasts and who is on call after it, as the schedule is now. Empty if that cannot be worked out: a notice
 * that says less is better than none.
 */
export function describeShift(
  context: ShiftNoticeContext,
  { userId, event, at }: Pick<ShiftNotice, 'userId' | 'event' | 'at'>,
): Pick<ShiftNotice, 'until' | 'nextUserIds'> {
  return (
    attempt(() => {
      const shifts = findShifts(context, at, at + HORIZON);
      const end = event === 'schedule-end' ? at : shifts.get(userId)?.find(({ start }) => start <= at)?.end;
      if (end === undefined || end >= at + HORIZON) return {};
      const next = [...shifts].flatMap(([id, own]) =>
        id !== userId && own.some(({ start, end: until }) => start <= end && until > end) ? [id] : [],
      );
      return {
        ...(event === 'schedule-start' && { until: end }),
        nextUserIds: next.slice(0, MAX_NEXT),
      };
    }) ?? {}
  );
}
