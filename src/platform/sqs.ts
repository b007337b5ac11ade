import { AwsClient, type AwsClientOptions } from './aws-client.ts';

interface Message {
  readonly MessageBody: string;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
  readonly MessageAttributes?: Readonly<
    Record<string, { readonly DataType: 'String'; readonly StringValue: string }>
  >;
}

interface FailedEntry {
  readonly Id: string;
  readonly Code?: string;
  readonly Message?: string;
}

/** The operations of SQS that functions use, with the members that they use. */
export type SqsOperations = {
  readonly SendMessage: readonly [Message & { readonly QueueUrl: string }, object];
  readonly SendMessageBatch: readonly [
    { readonly QueueUrl: string; readonly Entries: readonly (Message & { readonly Id: string })[] },
    { readonly Failed?: readonly FailedEntry[] },
  ];
  readonly ChangeMessageVisibilityBatch: readonly [
    {
      readonly QueueUrl: string;
      readonly Entries: readonly {
        readonly Id: string;
        readonly ReceiptHandle: string;
        readonly VisibilityTimeout: number;
      }[];
    },
    object,
  ];
};

export type SqsClient = AwsClient<SqsOperations>;

export const createSqsClient = (options?: AwsClientOptions): SqsClient => new AwsClient('sqs', options);
