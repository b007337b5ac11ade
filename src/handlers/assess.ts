import { createAssess } from '../engine/assess-handler.ts';
import {
  alertActionsQueueFromEnvironment,
  executionsFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../platform/emf-metrics.ts';
import { createHotItems } from '../platform/hot-items.ts';

const metrics = metricsFromEnvironment();

/** The task Assess of statemachines/alert-escalation.asl.json. */
export const handler = publishMetricsAfter(
  metrics,
  createAssess({
    table: createHotItems({ table: tableFromEnvironment(), clock: systemClock, reads: 'recent' }),
    queue: alertActionsQueueFromEnvironment(),
    executions: executionsFromEnvironment(),
    clock: systemClock,
    metrics,
  }),
);
