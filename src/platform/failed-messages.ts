import type { SQSRecord } from 'aws-lambda';
import { logger } from './logger.ts';
import type { SqsClient } from './sqs.ts';

/** The ways to handle a message that a worker could not apply, besides the visibility timeout. */
export interface FailedMessages {
  /** Makes messages of one group visible again within seconds. */
  retrySoon(records: readonly SQSRecord[]): Promise<void>;
  /** Sends a copy of the message to the dead-letter queue. `reason` must not contain text of the message. */
  deadLetter(record: SQSRecord, reason: string): Promise<void>;
}

/** The text of the request status of a message that a worker has dead-lettered. */
export const DEAD_LETTERED_STATUS = 'The request could not be applied; it is in the dead-letter queue';

/** A message that fails at this receive or a later one with an error that is not transient is dead-lettered. */
const DEAD_LETTER_AT_RECEIVE = 2;

const RETRY_SECONDS = 2;

/** The message attribute that says why a message is in the dead-letter queue. `npm run redrive -- --show` prints it. */
export const REASON_ATTRIBUTE = 'Reason';

/** Errors of AWS that come from the content of the request, so that a retry gives the same error. */
const CONTENT_ERRORS: readonly string[] = [
  'ValidationException',
  'ItemCollectionSizeLimitExceededException',
  'InvalidMessageContents',
  'InvalidParameterValue',
  'InvalidExecutionInput',
  'InvalidName',
];

/** Errors of the network, of the AWS clients, of lost races, and of providers and receivers that may accept it later. */
const TRANSIENT_ERRORS: readonly string[] = [
  'TimeoutError',
  'AbortError',
  'NetworkingError',
  'CredentialsProviderError',
  'TokenProviderError',
  'ConditionFailed',
  'TooMuchContention',
  'UnprocessedItems',
  'TransientFailure',
  'WebhookNotAccepted',
];

/**
 * Whether a retry may succeed because the error comes from AWS, the network, a provider or a receiver, not from our code or
 * the content of the message. The AWS clients mark errors of services with `$fault`; errors of sockets and of name resolution carry a `code`.
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (CONTENT_ERRORS.includes(error.name)) return false;
  if (TRANSIENT_ERRORS.includes(error.name) || '$fault' in error) return true;
  return 'code' in error && typeof error.code === 'string' && /^E[A-Z_]+$/.test(error.code);
}

const getReceiveCount = (record: SQSRecord): number =>
  Number(record.attributes?.ApproximateReceiveCount ?? 1);

/** Whether the message must go to the dead-letter queue now, so that the later messages of its group can be applied. */
export const shouldDeadLetter = (record: SQSRecord, error: unknown): boolean =>
  !isTransient(error) && getReceiveCount(record) >= DEAD_LETTER_AT_RECEIVE;

/** Why a message was dead-lettered, for operators: the kind of error and where it was thrown, without its message. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const frame = (error.stack ?? '').split('\n').find((line) => /^\s+at /.test(line));
  const place = frame && /([\w.-]+:\d+):\d+\)?$/.exec(frame)?.[1];
  return place ? `${error.name} at ${place}` : error.name;
}

/**
 * Returns messages of one group to the queue. After a failure that is not transient they are visible again within seconds:
 * the second attempt decides whether the first of them goes to the dead-letter queue, and the rest must not wait for it.
 */
export async function returnToQueue(
  failedMessages: FailedMessages | undefined,
  records: readonly SQSRecord[],
  error: unknown,
): Promise<void> {
  if (!failedMessages || records.length === 0 || isTransient(error)) return;
  try {
    await failedMessages.retrySoon(records);
  } catch (failure) {
    logger.warn('Could not shorten the visibility timeout of failed messages', {
      errorName: failure instanceof Error ? failure.name : 'unknown',
    });
  }
}

/** The messages of one FIFO queue and its dead-letter queue. */
export function createSqsFailedMessages(
  client: SqsClient,
  { queueUrl, deadLetterQueueUrl }: { readonly queueUrl: string; readonly deadLetterQueueUrl: string },
): FailedMessages {
  return {
    async retrySoon(records) {
      await client.call('ChangeMessageVisibilityBatch', {
        QueueUrl: queueUrl,
        Entries: records.map(({ receiptHandle }, i) => ({
          Id: String(i),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: RETRY_SECONDS,
        })),
      });
    },
    async deadLetter({ messageId, body, attributes }, reason) {
      await client.call('SendMessage', {
        QueueUrl: deadLetterQueueUrl,
        MessageBody: body,
        MessageGroupId: attributes.MessageGroupId ?? messageId,
        // A repetition after a crash does not add a second copy.
        MessageDeduplicationId: messageId,
        MessageAttributes: { [REASON_ATTRIBUTE]: { DataType: 'String', StringValue: reason } },
      });
    },
  };
}
