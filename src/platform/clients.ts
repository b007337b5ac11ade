import type { AwsClientOptions } from './aws-client.ts';
import { createBatchingTable } from './batching-table.ts';
import { createBoundedStops } from './bounded-stops.ts';
import { systemClock } from './clock.ts';
import { createDynamoDbClient } from './dynamodb.ts';
import { requireVariable } from './environment.ts';
import { createStepFunctionsExecutions, type Executions, type RunningExecutions } from './executions.ts';
import { createSqsFailedMessages, type FailedMessages } from './failed-messages.ts';
import { createSqsFifoQueue, type Queue } from './queue.ts';
import { createSqsClient } from './sqs.ts';
import { createStepFunctionsClient } from './step-functions.ts';
import { createDynamoTable, type Table } from './table.ts';

/** How long an attempt may take to connect, and until its response begins and then between its parts, in milliseconds. */
const CONNECT_MS = 1_000;
const ATTEMPT_MS = 2_000;

/**
 * Configuration of AWS clients. Region, credentials and endpoints come from the standard AWS_… variables; the local
 * runner sets AWS_ENDPOINT_URL_… to its emulators.
 *
 * A call that hangs must not use up the function's timeout while somebody waits for a page. Three attempts of two seconds
 * and the pauses between them end within seven, so that even the API, with ten, still answers. The flag makes the timeout an
 * error, which is retried; without it, the handler only logs a warning and waits on.
 */
const clientOptions = (maxAttempts = 3): AwsClientOptions => ({
  maxAttempts,
  http: {
    connectionTimeout: CONNECT_MS,
    requestTimeout: ATTEMPT_MS,
    // A connection may also break within a response.
    socketTimeout: ATTEMPT_MS,
    throwOnRequestTimeout: true,
    // More than any function calls at once: an attempt's time includes waiting for a socket.
    httpsAgent: { maxSockets: 200 },
  },
});

/** Executions of the state machine at the variable. Stops are best effort: one attempt, at a bounded rate. */
const executionsFromVariable = (name: string) =>
  createBoundedStops(
    createStepFunctionsExecutions(
      {
        client: createStepFunctionsClient(clientOptions()),
        stopClient: createStepFunctionsClient(clientOptions(1)),
      },
      requireVariable(name),
    ),
    systemClock,
  );

/** The table named by TABLE_NAME. */
export const tableFromEnvironment = (): Table =>
  createBatchingTable(
    createDynamoTable(createDynamoDbClient(clientOptions()), requireVariable('TABLE_NAME')),
  );

/** The queue alert-actions.fifo, at ALERT_ACTIONS_QUEUE_URL. */
export const alertActionsQueueFromEnvironment = (): Queue =>
  createSqsFifoQueue(createSqsClient(clientOptions()), requireVariable('ALERT_ACTIONS_QUEUE_URL'));

/** The queue incident-actions.fifo, at INCIDENT_ACTIONS_QUEUE_URL. */
export const incidentActionsQueueFromEnvironment = (): Queue =>
  createSqsFifoQueue(createSqsClient(clientOptions()), requireVariable('INCIDENT_ACTIONS_QUEUE_URL'));

/** Failed messages of the queue at one environment variable, with the dead-letter queue at another. */
const failedMessagesFromEnvironment = (queue: string, deadLetterQueue: string): FailedMessages =>
  createSqsFailedMessages(createSqsClient(clientOptions()), {
    queueUrl: requireVariable(queue),
    deadLetterQueueUrl: requireVariable(deadLetterQueue),
  });

/** Failed messages of alert-actions.fifo, at ALERT_ACTIONS_QUEUE_URL and ALERT_ACTIONS_DLQ_URL. */
export const failedAlertActionsFromEnvironment = (): FailedMessages =>
  failedMessagesFromEnvironment('ALERT_ACTIONS_QUEUE_URL', 'ALERT_ACTIONS_DLQ_URL');

/** Failed messages of incident-actions.fifo, at INCIDENT_ACTIONS_QUEUE_URL and INCIDENT_ACTIONS_DLQ_URL. */
export const failedIncidentActionsFromEnvironment = (): FailedMessages =>
  failedMessagesFromEnvironment('INCIDENT_ACTIONS_QUEUE_URL', 'INCIDENT_ACTIONS_DLQ_URL');

/** Failed messages of stakeholder-notifications.fifo, at its two URLs. */
export const failedStakeholderNotificationsFromEnvironment = (): FailedMessages =>
  failedMessagesFromEnvironment('STAKEHOLDER_NOTIFICATIONS_QUEUE_URL', 'STAKEHOLDER_NOTIFICATIONS_DLQ_URL');

/** Failed messages of alert-webhooks.fifo, at ALERT_WEBHOOKS_QUEUE_URL and ALERT_WEBHOOKS_DLQ_URL. */
export const failedAlertWebhooksFromEnvironment = (): FailedMessages =>
  failedMessagesFromEnvironment('ALERT_WEBHOOKS_QUEUE_URL', 'ALERT_WEBHOOKS_DLQ_URL');

/** Failed messages of shift-notices.fifo, at SHIFT_NOTICES_QUEUE_URL and SHIFT_NOTICES_DLQ_URL. */
export const failedShiftNoticesFromEnvironment = (): FailedMessages =>
  failedMessagesFromEnvironment('SHIFT_NOTICES_QUEUE_URL', 'SHIFT_NOTICES_DLQ_URL');

/** The queue stakeholder-notifications.fifo, at STAKEHOLDER_NOTIFICATIONS_QUEUE_URL. */
export const stakeholderNotificationsQueueFromEnvironment = (): Queue =>
  createSqsFifoQueue(
    createSqsClient(clientOptions()),
    requireVariable('STAKEHOLDER_NOTIFICATIONS_QUEUE_URL'),
  );

/** The queue alert-webhooks.fifo, at ALERT_WEBHOOKS_QUEUE_URL. */
export const alertWebhooksQueueFromEnvironment = (): Queue =>
  createSqsFifoQueue(createSqsClient(clientOptions()), requireVariable('ALERT_WEBHOOKS_QUEUE_URL'));

/** The queue shift-notices.fifo, at SHIFT_NOTICES_QUEUE_URL. */
export const shiftNoticesQueueFromEnvironment = (): Queue =>
  createSqsFifoQueue(createSqsClient(clientOptions()), requireVariable('SHIFT_NOTICES_QUEUE_URL'));

/** The queue contact-messages.fifo, at CONTACT_MESSAGES_QUEUE_URL. */
export const contactMessagesQueueFromEnvironment = (): Queue =>
  createSqsFifoQueue(createSqsClient(clientOptions()), requireVariable('CONTACT_MESSAGES_QUEUE_URL'));

/** The queue bulk-actions.fifo, at BULK_ACTIONS_QUEUE_URL. */
export const bulkActionsQueueFromEnvironment = (): Queue =>
  createSqsFifoQueue(createSqsClient(clientOptions()), requireVariable('BULK_ACTIONS_QUEUE_URL'));

/** The dead-letter queue for undeliverable notifications, at NOTIFICATIONS_DLQ_URL. */
export const notificationsDlqFromEnvironment = (): Queue =>
  createSqsFifoQueue(createSqsClient(clientOptions()), requireVariable('NOTIFICATIONS_DLQ_URL'));

/** Executions of heartbeat-checks, at HEARTBEAT_CHECKS_STATE_MACHINE_ARN. */
export const heartbeatChecksFromEnvironment = (): Executions =>
  executionsFromVariable('HEARTBEAT_CHECKS_STATE_MACHINE_ARN');

/** Executions of alert-escalation, at ESCALATION_STATE_MACHINE_ARN. */
export const executionsFromEnvironment = (): Executions & RunningExecutions =>
  executionsFromVariable('ESCALATION_STATE_MACHINE_ARN');
