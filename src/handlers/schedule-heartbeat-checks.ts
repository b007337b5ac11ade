import { createSweep } from '../domain/heartbeats/schedule-checks.ts';
import { heartbeatStore } from '../domain/heartbeats/store.ts';
import {
  alertActionsQueueFromEnvironment,
  heartbeatChecksFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';

const sweep = createSweep({
  heartbeats: heartbeatStore(tableFromEnvironment()),
  queue: alertActionsQueueFromEnvironment(),
  watches: heartbeatChecksFromEnvironment(),
  clock: systemClock,
});

/** Each minute: looks after the heartbeats. Fails where it could not do all, so that an alarm tells. */
export const handler = async (): Promise<void> => {
  const { failed, complete } = await sweep();
  if (failed > 0 || !complete) throw new Error(`Swept incompletely: ${failed} failed, complete: ${complete}`);
};
