import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { findRunningService } from '../../src/local/data-folder.ts';
import { createDynamoDbClient, type DynamoDbClient } from '../../src/platform/dynamodb.ts';
import { encodeQueueBody, type Queue } from '../../src/platform/queue.ts';
import type { Stage } from '../command-line.ts';
import { AdminError } from './keys.ts';
import { findStageUrl } from './sign-in.ts';

/** The deployed stage, or the service on this machine, that a command acts on. */
export interface Target {
  readonly client: DynamoDbClient;
  readonly tableName: string;
  /** The queue alert-actions.fifo, which is looked up with the first message. */
  readonly alertActions: Queue;
  /** The address that links begin with. */
  readonly findUrl: () => Promise<string>;
}

/** Stands for the service on this machine. */
export const LOCAL: Stage = { name: 'local', region: 'local' };

/** The credentials that the AWS SDK finds on this machine: environment, profile, single sign-on. */
const credentialsOfOperator = (region: string) => new DynamoDBClient({ region }).config.credentials;

/** Throws {@link AdminError} if the stage is the local service and it does not run. */
export async function findTarget(stage: Stage): Promise<Target> {
  if (stage === LOCAL) return findLocalTarget();
  const sqs = new SQSClient({ region: stage.region });
  const QueueName = `tocsin-${stage.name}-alert-actions.fifo`;
  return {
    client: createDynamoDbClient({ region: stage.region, credentials: credentialsOfOperator(stage.region) }),
    tableName: `tocsin-${stage.name}`,
    alertActions: createAlertActions(
      sqs,
      async () => (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl,
    ),
    findUrl: () => findStageUrl(stage.name, stage.region),
  };
}

async function findLocalTarget(): Promise<Target> {
  const folder = process.env.TOCSIN_DATA ?? '.tocsin';
  const service = await findRunningService(folder);
  if (!service) throw new AdminError(`No service uses the data folder ${folder}. Start it first: npm start`);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const { region } = LOCAL;
  return {
    client: createDynamoDbClient({ region, endpoint: service.dynamoDb, credentials }),
    tableName: `tocsin-${LOCAL.name}`,
    alertActions: createAlertActions(
      new SQSClient({ region, endpoint: new URL(service.alertActions).origin, credentials }),
      async () => service.alertActions,
    ),
    findUrl: async () => service.url,
  };
}

const createAlertActions = (client: SQSClient, findUrl: () => Promise<string | undefined>): Queue => ({
  async send(body, { group, deduplicationId }) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: await findUrl(),
        MessageBody: encodeQueueBody(body),
        MessageGroupId: group,
        MessageDeduplicationId: deduplicationId,
      }),
    );
  },
});
