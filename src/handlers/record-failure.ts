import { notificationsDlqFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../platform/emf-metrics.ts';
import { createFailureRecorder } from '../senders/alert-notifications/record-failure.ts';

const metrics = metricsFromEnvironment();

/** The tasks of statemachines/alert-escalation.asl.json that record a failed notification. */
export const handler = publishMetricsAfter(
  metrics,
  createFailureRecorder({
    table: tableFromEnvironment(),
    deadLetters: notificationsDlqFromEnvironment(),
    clock: systemClock,
    metrics,
  }),
);
