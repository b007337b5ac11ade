import type { SQSEvent } from 'aws-lambda';

/** The event by which Lambda gives a batch of messages to a function, each received for the first time. */
export const toSqsEvent = (
  messages: readonly { readonly body: object; readonly group: string }[],
): SQSEvent => ({
  Records: messages.map(({ body, group }, i) => ({
    messageId: `message-${i}`,
    receiptHandle: 'receipt',
    body: JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
      MessageGroupId: group,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: 'eu-west-1',
  })),
});
