import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type LocalService, startLocalService, waitFor } from '../../../simulator/local-service.ts';
import { queueUrl, startQueues } from '../../../src/local/emulators/queues.ts';
import type { Emulator } from '../../../src/local/emulators/thread.ts';
import { quotasOf } from '../../../src/platform/aws-quotas.ts';
import { createSqsFifoQueue } from '../../../src/platform/queue.ts';
import { createSqsClient } from '../../../src/platform/sqs.ts';

describe('a queue with the limits of SQS', () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startQueues({
      region: 'eu-west-1',
      queues: [
        {
          name: 'events.fifo',
          arn: 'arn:aws:sqs:eu-west-1:000000000000:events.fifo',
          attributes: { FifoQueue: 'true' },
        },
      ],
      buckets: [],
      // So few that also a slow machine makes more in a second.
      quotas: { ...quotasOf('eu-west-1').sqsFifo, callsPerGroup: 5 },
    });
  });
  afterAll(() => emulator.stop());

  const options = (maxAttempts: number) => ({
    endpoint: emulator.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts,
  });
  const url = () => queueUrl(emulator.endpoint, 'events.fifo');

  test('refuses a group with more calls than that, and no other', async () => {
    const once = new SQSClient(options(1));
    const send = (group: string, id: string) =>
      once
        .send(
          new SendMessageCommand({
            QueueUrl: url(),
            MessageBody: '{}',
            MessageGroupId: group,
            MessageDeduplicationId: id,
          }),
        )
        .then(
          () => 'sent',
          (error: Error) => error.name,
        );
    const results = await Promise.all(Array.from({ length: 200 }, (_, i) => send('hot', String(i))));
    expect(new Set(results)).toEqual(new Set(['sent', 'ThrottlingException']));
    expect(await send('other', 'other')).toBe('sent');
    once.destroy();
  });

  test('takes ten times as many messages from a queue that gathers them', async () => {
    const sqs = createSqsClient(options(3));
    const queue = createSqsFifoQueue(sqs, url());
    // One alone, and then four calls of ten.
    const sent = Array.from({ length: 41 }, (_, i) =>
      queue.send({ i }, { group: 'gathered', deduplicationId: `gathered-${i}` }),
    );
    await expect(Promise.all(sent)).resolves.toHaveLength(41);
    sqs.destroy();
  });
});

describe('a storm on a service with the quotas of a region', () => {
  const EVENTS = 1_000;
  const IN_PARALLEL = 64;
  let service: LocalService;

  beforeAll(async () => {
    service = await startLocalService({
      environment: { QUOTAS: 'eu-west-1', RATE_LIMIT_ALERT: '100000/100000', LOG_LEVEL: 'ERROR' },
    });
  }, 60_000);
  afterAll(() => service.stop());

  test('is one alert with the count of all events, and one page', async () => {
    const statuses = new Map<number, number>();
    let next = 0;
    const work = async () => {
      while (next < EVENTS) {
        next++;
        const { status } = await service.call('POST', '/v2/alerts', { message: 'A storm', alias: 'storm' });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 429) next--;
      }
    };
    await Promise.all(Array.from({ length: IN_PARALLEL }, work));
    expect([...statuses.keys()].filter((status) => status !== 202 && status !== 429)).toEqual([]);
    expect(statuses.get(202)).toBe(EVENTS);

    const read = async () => {
      const { body } = await service.call('GET', '/v2/alerts/storm?identifierType=alias');
      return (body.data as { count?: number } | undefined)?.count ?? 0;
    };
    await waitFor(read, (count) => count === EVENTS, 60_000);
    const { body } = await service.call('GET', '/v2/alerts/count?query=alias:storm');
    expect(body.data).toEqual({ count: 1 });
    const paged = await waitFor(
      async () => (await service.outbox()).filter(({ subject = '' }) => subject.includes('A storm')),
      (found) => found.length > 0,
    );
    expect(paged).toHaveLength(1);
  }, 180_000);
});
