import type { Instant } from '../../platform/clock.ts';
import type { Channel } from '../notifications/model.ts';

/** What a shift notice is about: a user's turn on call in a schedule begins, or ends. */
export type ShiftEvent = 'schedule-start' | 'schedule-end';

/**
 * One notice that is due: a step of a user's notification rule of that action type, about one turn of theirs. A message
 * of shift-notices.fifo; ids only, so that no address lies in a queue.
 */
export interface ShiftNotice {
  /** Derived from (schedule, event, turn, user, rule, lead, step): the same notice has the same id for ever. */
  readonly notificationId: string;
  readonly accountId: string;
  readonly scheduleId: string;
  readonly scheduleName: string;
  readonly userId: string;
  readonly contactId: string;
  readonly channel: Channel;
  readonly event: ShiftEvent;
  /** When the turn begins or ends. */
  readonly at: Instant;
  /** When the user's rule wants them told. */
  readonly dueAt: Instant;
}
