import type { RetryStrategyV2 } from '@smithy/types';
import { createTable, startDynamoDb } from '../src/local/emulators/dynamodb.ts';
import { fromAttributes } from '../src/platform/attribute-values.ts';
import { AwsClient, AwsServiceError } from '../src/platform/aws-client.ts';
import type { DynamoDbClient, DynamoDbOperations } from '../src/platform/dynamodb.ts';
import { createDynamoTable, type Item, type Table } from '../src/platform/table.ts';
import type { Random } from './random.ts';

/**
 * The fault of one attempt of a call, below the client's own retries. `refused`, `throttled`: the table answers with an
 * error. `unanswered`: the request never arrives. `lost`: the call takes effect, and its answer never arrives.
 */
const WIRE_FAULTS = ['refused', 'throttled', 'unanswered', 'lost'] as const;

/** Receives the items as they are in the table, even if the caller never got the response. */
export interface WriteObserver {
  readonly stored: (item: Item) => void;
  readonly deleted: (key: Item) => void;
}

/** A table on the emulator. Calls through `disturbed` fail at random on the wire. */
export interface WireTable extends Table {
  readonly disturbed: <T>(call: () => Promise<T>) => Promise<T>;
  readonly observedBy: (observer: WriteObserver) => void;
  /** The number of failed attempts. */
  readonly injected: () => number;
}

export const isWire = (table: Table): table is WireTable => 'disturbed' in table;

/** As many attempts as the clients of the service make (src/platform/clients.ts). */
const ATTEMPTS = 4;

/** Retries what the clients of the service retry, without their pauses. */
const atOnce = (isRetryable: (error: unknown) => boolean): RetryStrategyV2 => {
  const token = (count: number) => ({
    getRetryCount: () => count,
    getRetryDelay: () => 0,
    getRetryCost: () => 0,
    isLongPoll: () => false,
  });
  return {
    acquireInitialRetryToken: async () => token(0),
    async refreshRetryTokenForRetry(
      { getRetryCount }: ReturnType<typeof token>,
      { error }: { readonly error?: unknown },
    ) {
      if (getRetryCount() + 1 >= ATTEMPTS || !isRetryable(error)) throw new Error('No further attempt.');
      return token(getRetryCount() + 1);
    },
    recordSuccess: () => {},
  };
};

const RETRIED = /^(InternalServerError|ProvisionedThroughputExceededException|TimeoutError)$/;

const failure = (name: string): Error =>
  name === 'TimeoutError'
    ? Object.assign(new Error(name), { name })
    : new AwsServiceError(name, name, { httpStatusCode: name === 'InternalServerError' ? 500 : 400 });

const FAILURES = {
  refused: 'InternalServerError',
  throttled: 'ProvisionedThroughputExceededException',
  unanswered: 'TimeoutError',
  lost: 'TimeoutError',
} as const;

interface Call {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: Readonly<Record<string, unknown>>;
}

type Attributes = Parameters<typeof fromAttributes>[0];

/** Reports to the observer what a successful call has written. */
function reportWrites({ name, input, output }: Call, { stored, deleted }: WriteObserver): void {
  const toItem = (attributes: unknown) => fromAttributes(attributes as Attributes) as Item;
  if (name === 'PutItem') stored(toItem(input.Item));
  if (name === 'UpdateItem') stored(toItem(output.Attributes));
  if (name === 'DeleteItem') deleted(toItem(input.Key));
  if (name === 'BatchWriteItem') {
    const requests = Object.values(input.RequestItems as object).flat() as {
      PutRequest: { Item: unknown };
    }[];
    for (const { PutRequest } of requests) stored(toItem(PutRequest.Item));
  }
}

export interface Wire {
  /**
   * A new table. Attempts fail with the probability `rate` (0 to 1); with `stubborn`, an attempt may fail until the client
   * gives up.
   */
  readonly newTable: (random: Random, rate: number, stubborn: boolean) => Promise<WireTable>;
  readonly stop: () => Promise<void>;
}

/** An emulator of DynamoDB and clients of it that lose requests and answers. */
export async function startWire(): Promise<Wire> {
  const emulator = await startDynamoDb();
  const common = {
    endpoint: emulator.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const clients: DynamoDbClient[] = [];
  let tables = 0;

  return {
    async newTable(random, rate, stubborn) {
      let disturbing = 0;
      let injected = 0;
      let observer: WriteObserver | undefined;
      const attempts = new WeakSet<object>();

      function chooseFault(input: object): keyof typeof FAILURES | undefined {
        if (disturbing === 0) return undefined;
        const again = attempts.has(input) && stubborn && random.next() < 0.7;
        return again || random.next() < rate ? random.pick(WIRE_FAULTS) : undefined;
      }

      class DisturbedClient extends AwsClient<DynamoDbOperations> {
        protected override async attempt(operation: string, input: object): Promise<object> {
          const fault = chooseFault(input);
          if (fault) {
            attempts.add(input);
            injected++;
          }
          if (fault && fault !== 'lost') throw failure(FAILURES[fault]);
          const output = await super.attempt(operation, input);
          if (observer) {
            reportWrites(
              { name: operation, input: input as Call['input'], output: output as Call['output'] },
              observer,
            );
          }
          if (fault) throw failure(FAILURES[fault]);
          return output;
        }
      }

      const client = new DisturbedClient('dynamodb', {
        ...common,
        retryStrategy: atOnce((error) => error instanceof Error && RETRIED.test(error.name)),
      });
      clients.push(client);
      const tableName = `wire-${++tables}`;
      await createTable(client, tableName);
      return {
        ...createDynamoTable(client, tableName),
        async disturbed(call) {
          disturbing++;
          try {
            return await call();
          } finally {
            disturbing--;
          }
        },
        observedBy: (writeObserver) => {
          observer = writeObserver;
        },
        injected: () => injected,
      };
    },
    async stop() {
      for (const client of clients) client.destroy();
      await emulator.stop();
    },
  };
}
