import { notificationsDlqFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../platform/emf-metrics.ts';
import { createUndelivered } from '../senders/alert-notifications/undelivered.ts';

const metrics = metricsFromEnvironment();

/** The states RecordFailure and ParkUndelivered of the escalation. */
export const handler = publishMetricsAfter(
  metrics,
  createUndelivered({
    table: tableFromEnvironment(),
    queue: notificationsDlqFromEnvironment(),
    clock: systemClock,
    metrics,
  }),
);
