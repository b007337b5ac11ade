import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { createTable, startDynamoDb } from '../src/local/emulators/dynamodb.ts';
import { fromAttributes } from '../src/platform/attribute-values.ts';
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

/** The SDK's own classification of errors that it retries, without its pauses. */
const atOnce = (isRetryable: (error: unknown) => boolean) => {
  const token = (count: number) => ({
    getRetryCount: () => count,
    getRetryDelay: () => 0,
    getRetryCost: () => 0,
    isLongPoll: () => false,
  });
  return {
    mode: 'standard',
    acquireInitialRetryToken: async () => token(0),
    async refreshRetryTokenForRetry(
      { getRetryCount }: ReturnType<typeof token>,
      { error }: { readonly error: unknown },
    ) {
      if (getRetryCount() + 1 >= ATTEMPTS || !isRetryable(error)) throw new Error('No further attempt.');
      return token(getRetryCount() + 1);
    },
    recordSuccess: () => {},
  } as unknown as NonNullable<DynamoDBClientConfig['retryStrategy']>;
};

const RETRIED = /^(InternalServerError|ProvisionedThroughputExceededException|TimeoutError)$/;

const failure = (name: string): Error => Object.assign(new Error(name), { name, $metadata: {} });

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
  if (name === 'PutItemCommand') stored(toItem(input.Item));
  if (name === 'UpdateItemCommand') stored(toItem(output.Attributes));
  if (name === 'DeleteItemCommand') deleted(toItem(input.Key));
  if (name === 'BatchWriteItemCommand') {
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
  const clients: DynamoDBClient[] = [];
  let tables = 0;

  return {
    async newTable(random, rate, stubborn) {
      let disturbing = 0;
      let injected = 0;
      let observer: WriteObserver | undefined;
      const client = new DynamoDBClient({
        ...common,
        retryStrategy: atOnce((error) => error instanceof Error && RETRIED.test(error.name)),
      });
      clients.push(client);
      const tableName = `wire-${++tables}`;
      await createTable(client, tableName);
      const attempts = new WeakMap<object, string>();
      client.middlewareStack.add(
        (next, context) => async (args) => {
          const { input } = args as unknown as { readonly input: Call['input'] };
          const before = attempts.get(input);
          const fault =
            disturbing === 0
              ? undefined
              : before !== undefined && stubborn && random.next() < 0.7
                ? random.pick(WIRE_FAULTS)
                : random.next() < rate
                  ? random.pick(WIRE_FAULTS)
                  : undefined;
          if (fault) {
            attempts.set(input, fault);
            injected++;
          }
          if (fault && fault !== 'lost') throw failure(FAILURES[fault]);
          const result = await next(args);
          if (observer) {
            const output = result.output as unknown as Call['output'];
            reportWrites({ name: String(context.commandName), input, output }, observer);
          }
          if (fault) throw failure(FAILURES[fault]);
          return result;
        },
        { step: 'deserialize', priority: 'high', name: 'wireFaults' },
      );
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
