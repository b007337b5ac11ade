import type { SqsFifoQuotas } from '../../platform/aws-quotas.ts';
import { type Emulator, startInThread } from './thread.ts';

export interface QueueToStart {
  readonly name: string;
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface QueuesToStart {
  /** Folder for messages and objects; undefined: in memory only. */
  readonly folder?: string;
  readonly region: string;
  readonly queues: readonly QueueToStart[];
  readonly buckets: readonly string[];
  /** Undefined: no throttling. */
  readonly quotas?: SqsFifoQuotas | undefined;
}

/** The AWS account id of the emulators. */
export const LOCAL_ACCOUNT = '000000000000';

/** The URL of the queue with this name. */
export const queueUrl = (endpoint: string, name: string): string => `${endpoint}/${LOCAL_ACCOUNT}/${name}`;

/** SQS and S3 on localhost, in a thread of their own, with the queues and buckets created. */
export const startQueues = (options: QueuesToStart): Promise<Emulator> =>
  startInThread('queues-thread.ts', options);
