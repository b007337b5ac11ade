import { createScheduleCheckStore } from '../domain/schedules/next-checks.ts';
import { createShiftNoticeQueuer } from '../engine/shift-notices/queue-due-notices.ts';
import { shiftNoticesQueueFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { createDirectory } from './directory.ts';

const table = tableFromEnvironment();

const queueShiftNotices = createShiftNoticeQueuer({
  checks: createScheduleCheckStore(table),
  directory: createDirectory(table),
  queue: shiftNoticesQueueFromEnvironment(),
  clock: systemClock,
});

/** Runs each minute. Fails if a check failed or time ran out, which raises an alarm. */
export const handler = async (): Promise<void> => {
  const { failed, complete } = await queueShiftNotices();
  if (failed > 0 || !complete)
    throw new Error(`Shift notices are incomplete: ${failed} failed, complete: ${complete}`);
};
