import { DescribeStateMachineCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { accountKey } from '../../platform/keys.ts';
import type { Table } from '../../platform/table.ts';
import { type Check, NotWell } from './checks.ts';

/** No account has this id; a read of nothing costs half a unit and asks the table all that matters. */
const NOBODY = 'health-check';

/** Whether the table answers a strongly consistent read by key. */
export const tableAnswers =
  (table: Table): Check =>
  () =>
    table.get(accountKey(NOBODY));

/** Whether the queue is there. */
export const queueAnswers =
  (client: SQSClient, queueUrl: string): Check =>
  () =>
    client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }));

/** Whether the state machine is there and takes executions. An alias or version stands for its state machine. */
export const stateMachineAnswers =
  (client: SFNClient, stateMachineArn: string): Check =>
  async () => {
    const { status } = await client.send(
      new DescribeStateMachineCommand({ stateMachineArn: stateMachineArn.split(':').slice(0, 7).join(':') }),
    );
    if (status !== 'ACTIVE') throw new NotWell('takes no executions');
  };
