import type { Instant } from '../../platform/clock.ts';
import type { Channel } from '../notifications/model.ts';

/** The event of a shift notice: the start or the end of a user's on-call shift in a schedule. */
export type ShiftEvent = 'schedule-start' | 'schedule-end';

/**
 * One due notice: one step of a user's notification rule of that action type, about one of their shifts. A message of
 * shift-notices.fifo. It holds ids only, so that no address is stored in a queue.
 */
export interface ShiftNotice {
  /** Derived from schedule, event, time, user, rule, lead time and step: the same notice always has the same id. */
  readonly notificationId: string;
  readonly accountId: string;
  readonly scheduleId: string;
  readonly scheduleName: string;
  readonly userId: string;
  readonly contactId: string;
  readonly channel: Channel;
  readonly event: ShiftEvent;
  /** When the shift starts or ends. */
  readonly at: Instant;
  /** When the user's notification rule asks for the notice. */
  readonly dueAt: Instant;
  /** When a shift that starts ends; absent: not within a month. */
  readonly until?: Instant;
  /** Who is on call after the shift, at most three; absent: not known. */
  readonly nextUserIds?: readonly string[];
}
