import type { FastifyInstance } from 'fastify';

/** The part of a fauxqs message that is used here. */
export interface StoredMessage {
  readonly messageId: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly messageAttributes: Readonly<Record<string, unknown>>;
  readonly sentTimestamp: number;
  readonly messageGroupId?: string;
  readonly messageDeduplicationId?: string;
  readonly sequenceNumber?: string;
  approximateReceiveCount: number;
  approximateFirstReceiveTimestamp?: number;
}

export interface InflightMessage {
  readonly message: StoredMessage;
  readonly receiptHandle: string;
  visibilityDeadline: number;
}

export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly Body: string;
}

/** The part of a fauxqs queue that is used here. */
export interface StoredQueue {
  readonly name: string;
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly inflightMessages: Map<string, InflightMessage>;
  readonly fifoMessages: Map<string, StoredMessage[]>;
  readonly fifoLockedGroups: Map<string, number>;
  readonly pollWaiters: { readonly resolve: () => void; readonly timer: NodeJS.Timeout }[];
  sequenceCounter: number;
  isFifo(): boolean;
  enqueue(message: StoredMessage): void;
  deleteMessage(receiptHandle: string): boolean;
  changeVisibility(receiptHandle: string, timeoutSeconds: number): void;
  processTimers(): void;
  purge(): void;
  recordDeduplication(id: string, messageId: string, sequenceNumber: string): void;
  hasAvailableFifoMessages(): boolean;
  notifyWaiters(): void;
  dequeueFifo(
    maxCount: number,
    visibilityTimeout: number | undefined,
    findQueueByArn: (arn: string) => StoredQueue | undefined,
  ): ReceivedMessage[];
}

export interface QueueStore {
  region?: string;
  createQueue(
    name: string,
    url: string,
    arn: string,
    attributes: Readonly<Record<string, string>>,
  ): StoredQueue;
}

export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly contentLength: number;
  readonly etag: string;
  readonly lastModified: Date;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ObjectStore {
  readonly buckets: Map<string, Map<string, StoredObject>>;
  createBucket(name: string): void;
  putObject(
    bucket: string,
    key: string,
    body: Buffer,
    contentType?: string,
    metadata?: Record<string, string>,
  ): StoredObject;
  deleteObject(bucket: string, key: string): void;
}

export interface Fauxqs {
  readonly queues: QueueStore;
  readonly objects: ObjectStore;
  readonly app: FastifyInstance;
}

/**
 * Loads fauxqs with access to its stores, to make them persistent. The package exports only the server, so the modules of
 * the stores are loaded by path, relative to its entry.
 */
export async function loadFauxqs(): Promise<Fauxqs> {
  const entry = import.meta.resolve('fauxqs');
  const importRelative = (file: string) => import(new URL(file, entry).href);
  const [{ buildApp }, { SqsStore }, { SnsStore }, { S3Store }] = await Promise.all([
    import(entry),
    importRelative('sqs/sqsStore.js'),
    importRelative('sns/snsStore.js'),
    importRelative('s3/s3Store.js'),
  ]);
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  return { queues: stores.sqsStore, objects: stores.s3Store, app: buildApp({ logger: false, stores }) };
}
