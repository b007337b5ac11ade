import { SESv2Client } from '@aws-sdk/client-sesv2';
import {
  failedStakeholderNotificationsFromEnvironment,
  notificationsDlqFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../platform/emf-metrics.ts';
import { readVariable, requireVariable } from '../platform/environment.ts';
import { sesProvider } from '../senders/channels/email.ts';
import { createStakeholderSender } from '../senders/stakeholder-emails/sender.ts';
import { providerClientConfig } from '../senders/transport/client-configuration.ts';
import { createDirectory } from './directory.ts';

const table = tableFromEnvironment();
const metrics = metricsFromEnvironment();
const configurationSet = readVariable('SES_CONFIGURATION_SET', '');

/** Sends e-mails about incidents to stakeholders, from EMAIL_FROM. */
export const handler = publishMetricsAfter(
  metrics,
  createStakeholderSender({
    table,
    directory: createDirectory(table),
    clock: systemClock,
    provider: sesProvider(new SESv2Client(providerClientConfig()), {
      from: requireVariable('EMAIL_FROM'),
      ...(configurationSet && { configurationSet }),
    }),
    deadLetters: notificationsDlqFromEnvironment(),
    failedMessages: failedStakeholderNotificationsFromEnvironment(),
    metrics,
  }),
);
