import { createScheduleCheckStore } from '../domain/schedules/next-checks.ts';
import { createSweep } from '../engine/shift-notices/queue-due-notices.ts';
import { shiftNoticesQueueFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { createDirectory } from './directory.ts';

const table = tableFromEnvironment();

const sweep = createSweep({
  looks: createScheduleCheckStore(table),
  directory: createDirectory(table),
  queue: shiftNoticesQueueFromEnvironment(),
  clock: systemClock,
});

/** Each minute: has those told whose turns on call begin or end. Fails where it could not do all, so that an alarm tells. */
export const handler = async (): Promise<void> => {
  const { failed, complete } = await sweep();
  if (failed > 0 || !complete) throw new Error(`Swept incompletely: ${failed} failed, complete: ${complete}`);
};
