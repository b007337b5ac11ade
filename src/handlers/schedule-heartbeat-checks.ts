import { createCheckScheduler } from '../domain/heartbeats/schedule-checks.ts';
import { createHeartbeatStore } from '../domain/heartbeats/store.ts';
import {
  alertActionsQueueFromEnvironment,
  heartbeatChecksFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';

const scheduleChecks = createCheckScheduler({
  heartbeats: createHeartbeatStore(tableFromEnvironment()),
  queue: alertActionsQueueFromEnvironment(),
  executions: heartbeatChecksFromEnvironment(),
  clock: systemClock,
});

/** Runs each minute. Fails if a check failed or time ran out, which raises an alarm. */
export const handler = async (): Promise<void> => {
  const { failed, complete } = await scheduleChecks();
  if (failed > 0 || !complete)
    throw new Error(`Heartbeat checks are incomplete: ${failed} failed, complete: ${complete}`);
};
