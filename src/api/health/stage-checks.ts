import { DescribeStateMachineCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { accountKey } from '../../platform/keys.ts';
import type { Table } from '../../platform/table.ts';
import { type Check, ComponentUnhealthy } from './checks.ts';

/** No account has this id. Reading a missing item costs half a unit and still shows that the table works. */
const MISSING_ACCOUNT = 'health-check';

/** Whether the table answers a strongly consistent read by key. */
export const createTableCheck =
  (table: Table): Check =>
  () =>
    table.get(accountKey(MISSING_ACCOUNT));

/** Whether the queue exists and can be reached. */
export const createQueueCheck =
  (client: SQSClient, queueUrl: string): Check =>
  () =>
    client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }));

/** Whether the state machine exists and accepts executions. For an alias or version, its state machine is checked. */
export const createStateMachineCheck =
  (client: SFNClient, stateMachineArn: string): Check =>
  async () => {
    const { status } = await client.send(
      new DescribeStateMachineCommand({ stateMachineArn: stateMachineArn.split(':').slice(0, 7).join(':') }),
    );
    if (status !== 'ACTIVE') throw new ComponentUnhealthy('accepts no executions');
  };
