import { createLook } from '../domain/heartbeats/check-due-heartbeats.ts';
import { heartbeatStore } from '../domain/heartbeats/store.ts';
import { alertActionsQueueFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';

/** The task CheckHeartbeats of statemachines/heartbeat-checks.asl.json. */
export const handler = createLook({
  heartbeats: heartbeatStore(tableFromEnvironment()),
  queue: alertActionsQueueFromEnvironment(),
  clock: systemClock,
});
