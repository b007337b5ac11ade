import { createAssess } from '../engine/assess-handler.ts';
import {
  alertActionsQueueFromEnvironment,
  executionsFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';

/** The task Assess of statemachines/alert-escalation.asl.json. */
export const handler = createAssess({
  table: tableFromEnvironment(),
  queue: alertActionsQueueFromEnvironment(),
  executions: executionsFromEnvironment(),
  clock: systemClock,
});
