import type { SQSEvent } from 'aws-lambda';
import { logger } from '../../../src/platform/logger.ts';
import { createGroupedHandler } from '../../../src/platform/sqs-batch.ts';
import { webPushProvider } from '../../../src/senders/channels/web-push.ts';
import { webhookProvider } from '../../../src/senders/channels/webhook.ts';

class AccessDenied extends Error {
  override readonly name = 'AccessDeniedException';
}

const denied = () => Promise.reject(new AccessDenied('User: arn:… is not authorized'));

let logged: jest.SpyInstance;

beforeEach(() => {
  logged = jest.spyOn(logger, 'error').mockImplementation(() => undefined);
});
afterEach(() => logged.mockRestore());

/** The names of errors that were logged, by message. */
const names = () => logged.mock.calls.map(([message, fields]) => [message, fields?.errorName]);

test('a sender of webhooks that may not read the secret logs it', async () => {
  const provider = webhookProvider({ get: denied } as never, () => 0, { timeoutMs: 1, allowPrivate: true });

  await expect(provider({ accountId: 'acc' } as never)).rejects.toThrow('NoSecret');

  expect(names()).toEqual([['Could not read the secret of webhooks', 'AccessDeniedException']]);
});

test('a sender of web push that may not read the keys logs it', async () => {
  const provider = webPushProvider({ keys: denied } as never);

  await expect(provider({ subscription: {} } as never)).rejects.toThrow('NoPushKeys');

  expect(names()).toEqual([['Could not read the push keys', 'AccessDeniedException']]);
});

test('a worker that may not send to its dead-letter queue logs it, and returns the message to the queue', async () => {
  const failing = async () => {
    throw new TypeError('a bug');
  };
  const handle = createGroupedHandler(failing, {
    failedMessages: { deadLetter: denied, retrySoon: async () => {} },
  } as never);
  const record = {
    messageId: 'm',
    body: '{}',
    attributes: { MessageGroupId: 'g', ApproximateReceiveCount: '3' },
  };

  expect(await handle({ Records: [record] } as unknown as SQSEvent)).toEqual({
    batchItemFailures: [{ itemIdentifier: 'm' }],
  });

  expect(names()).toContainEqual(['Could not dead-letter a message', 'AccessDeniedException']);
});
