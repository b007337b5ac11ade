import { createReplyCodes } from '../domain/responder-actions/reply-codes.ts';
import { createWrongCodes } from '../domain/responder-actions/wrong-codes.ts';
import { createUserStore } from '../domain/users/store.ts';
import { createReceiveSms, type SmsMessage } from '../inbound/sms/receive.ts';
import { alertActionsQueueFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../platform/emf-metrics.ts';
import { classifyProviderError } from '../senders/delivery/provider-outcome.ts';
import { smsFromEnvironment } from './senders/sms-from-environment.ts';

const table = tableFromEnvironment();

const metrics = metricsFromEnvironment();

const provider = smsFromEnvironment();

async function sendSms(message: SmsMessage): Promise<{ readonly failed?: string }> {
  try {
    await provider(message);
    return {};
  } catch (error) {
    return { failed: classifyProviderError(error).reason };
  }
}

/** Processes SMS replies to notifications. */
export const handler = publishMetricsAfter(
  metrics,
  createReceiveSms({
    table,
    queue: alertActionsQueueFromEnvironment(),
    users: createUserStore(table),
    codes: createReplyCodes(table),
    wrongCodes: createWrongCodes(table),
    sendSms,
    clock: systemClock,
    metrics,
  }),
);
