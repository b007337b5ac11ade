import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createBatchingTable } from './batching-table.ts';
import { requireVariable } from './environment.ts';
import { createStepFunctionsExecutions, type Executions, type RunningExecutions } from './executions.ts';
import { createSqsFifoQueue, type Queue } from './queue.ts';
import { createDynamoTable, type Table } from './table.ts';

/** Without `info`: for a logger that has it, the clients write every call out in full, whoever listens or not. */
const silent = { trace() {}, debug() {}, warn() {}, error() {} } as unknown as NonNullable<
  DynamoDBClientConfig['logger']
>;

/**
 * What every handler shares: clients as the environment says. Region, credentials and endpoints come from the standard
 * AWS_… variables; locally AWS_ENDPOINT_URL_… point at the emulators and nothing else differs.
 *
 * A call that hangs must not eat the whole time of a page: each attempt has a second to connect and few to answer.
 */
const quick = () => ({
  maxAttempts: 4,
  logger: silent,
  requestHandler: new NodeHttpHandler({ connectionTimeout: 1_000, requestTimeout: 3_000 }),
});

/** The table that TABLE_NAME names. */
export const tableFromEnvironment = (): Table =>
  createBatchingTable(createDynamoTable(new DynamoDBClient(quick()), requireVariable('TABLE_NAME')));

/** The queue alert-actions.fifo, at ALERT_ACTIONS_QUEUE_URL. */
export const alertActionsQueueFromEnvironment = (): Queue =>
  createSqsFifoQueue(new SQSClient(quick()), requireVariable('ALERT_ACTIONS_QUEUE_URL'));

/** The queue incident-actions.fifo, at INCIDENT_ACTIONS_QUEUE_URL. */
export const incidentActionsQueueFromEnvironment = (): Queue =>
  createSqsFifoQueue(new SQSClient(quick()), requireVariable('INCIDENT_ACTIONS_QUEUE_URL'));

/** The queue stakeholder-notifications.fifo, at STAKEHOLDER_NOTIFICATIONS_QUEUE_URL. */
export const stakeholderNotificationsQueueFromEnvironment = (): Queue =>
  createSqsFifoQueue(new SQSClient(quick()), requireVariable('STAKEHOLDER_NOTIFICATIONS_QUEUE_URL'));

/** The queue alert-webhooks.fifo, at ALERT_WEBHOOKS_QUEUE_URL. */
export const alertWebhooksQueueFromEnvironment = (): Queue =>
  createSqsFifoQueue(new SQSClient(quick()), requireVariable('ALERT_WEBHOOKS_QUEUE_URL'));

/** The queue shift-notices.fifo, at SHIFT_NOTICES_QUEUE_URL. */
export const shiftNoticesQueueFromEnvironment = (): Queue =>
  createSqsFifoQueue(new SQSClient(quick()), requireVariable('SHIFT_NOTICES_QUEUE_URL'));

/** The queue where notifications that could not be delivered are parked, at NOTIFICATIONS_DLQ_URL. */
export const notificationsDlqFromEnvironment = (): Queue =>
  createSqsFifoQueue(new SQSClient(quick()), requireVariable('NOTIFICATIONS_DLQ_URL'));

/** Executions of the watch over heartbeats, on HEARTBEAT_CHECKS_STATE_MACHINE_ARN. */
export const heartbeatChecksFromEnvironment = (): Executions =>
  createStepFunctionsExecutions(
    new SFNClient(quick()),
    requireVariable('HEARTBEAT_CHECKS_STATE_MACHINE_ARN'),
  );

/** Executions of the alert escalation, on ESCALATION_STATE_MACHINE_ARN. */
export const executionsFromEnvironment = (): Executions & RunningExecutions =>
  createStepFunctionsExecutions(new SFNClient(quick()), requireVariable('ESCALATION_STATE_MACHINE_ARN'));
