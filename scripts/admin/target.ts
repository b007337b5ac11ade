import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { findRunningService } from '../../src/local/data-folder.ts';
import { createDynamoDbClient, type DynamoDbClient } from '../../src/platform/dynamodb.ts';
import type { Stage } from '../command-line.ts';
import { AdminError } from './keys.ts';
import { findStageUrl } from './sign-in.ts';

/** The deployed stage, or the service on this machine, that a command acts on. */
export interface Target {
  readonly client: DynamoDbClient;
  readonly tableName: string;
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
  return {
    client: createDynamoDbClient({ region: stage.region, credentials: credentialsOfOperator(stage.region) }),
    tableName: `tocsin-${stage.name}`,
    findUrl: () => findStageUrl(stage.name, stage.region),
  };
}

async function findLocalTarget(): Promise<Target> {
  const folder = process.env.TOCSIN_DATA ?? '.tocsin';
  const service = await findRunningService(folder);
  if (!service) throw new AdminError(`No service uses the data folder ${folder}. Start it first: npm start`);
  return {
    client: createDynamoDbClient({
      region: LOCAL.region,
      endpoint: service.dynamoDb,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
    tableName: `tocsin-${LOCAL.name}`,
    findUrl: async () => service.url,
  };
}
