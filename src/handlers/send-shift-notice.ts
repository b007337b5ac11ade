import {
  failedShiftNoticesFromEnvironment,
  notificationsDlqFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../platform/emf-metrics.ts';
import { readVariable } from '../platform/environment.ts';
import { createShiftChannels } from '../senders/shift-notices/channels.ts';
import { createShiftSender } from '../senders/shift-notices/sender.ts';
import { createDirectory } from './directory.ts';
import { allProvidersFromEnvironment } from './senders/all-providers.ts';

const table = tableFromEnvironment();
const metrics = metricsFromEnvironment();
const allowPrivate = readVariable('WEBHOOK_ALLOW_PRIVATE', 'false') === 'true';

/** Notifies people of their on-call shifts. The local runner allows webhooks on localhost. */
export const handler = publishMetricsAfter(
  metrics,
  createShiftSender({
    table,
    directory: createDirectory(table),
    clock: systemClock,
    channels: createShiftChannels(allProvidersFromEnvironment(table, allowPrivate), allowPrivate),
    deadLetters: notificationsDlqFromEnvironment(),
    failedMessages: failedShiftNoticesFromEnvironment(),
    metrics,
  }),
);
