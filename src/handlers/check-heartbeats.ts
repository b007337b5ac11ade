import { createCheckDueHeartbeats } from '../domain/heartbeats/check-due-heartbeats.ts';
import { createHeartbeatStore } from '../domain/heartbeats/store.ts';
import { alertActionsQueueFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';

/** The task CheckHeartbeats of statemachines/heartbeat-checks.asl.json. */
export const handler = createCheckDueHeartbeats({
  heartbeats: createHeartbeatStore(tableFromEnvironment()),
  queue: alertActionsQueueFromEnvironment(),
  clock: systemClock,
});
