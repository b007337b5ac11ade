import * as fc from 'fast-check';
import { throttlePartitions } from '../../../src/local/dynamodb/partition-quotas.ts';
import { createBuckets } from '../../../src/local/quotas/buckets.ts';
import { throttleOperations } from '../../../src/local/step-functions/throttle.ts';
import { isRegion, quotasOf } from '../../../src/platform/aws-quotas.ts';

test('three regions have the high quotas of Step Functions', () => {
  expect(quotasOf('eu-west-1').stepFunctions.StopExecution).toEqual({ burst: 1_000, perSecond: 200 });
  expect(quotasOf('eu-central-1').stepFunctions.StopExecution).toEqual({ burst: 500, perSecond: 25 });
});

test.each([
  ['eu-west-1', 70_000, 10_000],
  ['eu-central-1', 19_000, 10_000],
  ['ap-northeast-1', 9_000, 10_000],
  ['eu-west-2', 4_500, 10_000],
  ['eu-north-1', 2_400, 10_000],
  ['eu-south-1', 2_400, 2_500],
])('in %s, a FIFO queue takes %d calls a second and the HTTP API %d requests', (region, calls, requests) => {
  expect(quotasOf(region).sqsFifo.callsPerQueue).toBe(calls);
  expect(quotasOf(region).httpApi.perSecond).toBe(requests);
});

test.each([
  ['eu-west-1', true],
  ['us-gov-west-1', true],
  ['Ireland', false],
  ['eu-west', false],
])('%s is a region: %s', (name, expected) => {
  expect(isRegion(name)).toBe(expected);
});

test('a bucket lets its burst through, and then no more than it refills', () => {
  const buckets = createBuckets({ burst: 3, perSecond: 2 });
  const taken = (now: number) => {
    let count = 0;
    while (buckets.take('a', 1, now)) count++;
    return count;
  };
  expect(taken(0)).toBe(3);
  expect(taken(499)).toBe(0);
  expect(taken(1_000)).toBe(2);
  expect(taken(60_000)).toBe(3);
  expect(buckets.take('b', 1, 0)).toBe(true);
});

test('a bucket never gives more than its burst and its refill together, however it is asked', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 4 })), {
        maxLength: 100,
      }),
      (asks) => {
        const buckets = createBuckets({ burst: 5, perSecond: 10 });
        let [now, given] = [0, 0];
        for (const [pause, tokens] of asks) {
          now += pause;
          if (buckets.take('a', tokens, now)) given += tokens;
        }
        expect(given).toBeLessThanOrEqual(5 + (now / 1000) * 10 + 1e-6);
      },
    ),
  );
});

test('a call larger than the bucket passes when the bucket is full, and delays what follows', () => {
  const buckets = createBuckets({ burst: 10, perSecond: 10 });
  expect(buckets.take('a', 30, 0)).toBe(true);
  expect(buckets.take('a', 1, 2_000)).toBe(false);
  expect(buckets.take('a', 1, 2_200)).toBe(true);
});

test('only operations of Step Functions with a quota are throttled, as the SDK recognizes it', () => {
  let now = 0;
  const run = () => ({ done: true });
  const operations = throttleOperations(
    { StartExecution: run, DescribeExecution: run },
    { StartExecution: { burst: 2, perSecond: 1 } },
    () => now,
  );
  const start = () => operations.StartExecution?.({});
  expect([start(), start()]).toEqual([{ done: true }, { done: true }]);
  expect(start).toThrow(expect.objectContaining({ type: 'ThrottlingException' }));
  expect(operations.DescribeExecution?.({})).toEqual({ done: true });
  now = 1_000;
  expect(start()).toEqual({ done: true });
});

describe('one key of a table', () => {
  const write = { kind: 'write', table: 'tocsin', pk: 'a', bytes: 1_025 } as const;
  const read = { kind: 'read', table: 'tocsin', pk: 'a', bytes: 4_096 } as const;

  test('serves 1,000 write units a second: 500 items of two kilobytes', () => {
    const onAccess = throttlePartitions(quotasOf('eu-west-1').dynamoDbPartition, () => 0);
    for (let i = 0; i < 500; i++) onAccess(write);
    expect(() => onAccess(write)).toThrow('KeyRangeThroughputExceeded');
    expect(() => onAccess({ ...write, pk: 'b' })).not.toThrow();
    expect(() => onAccess({ ...write, index: 'gsi1' })).not.toThrow();
  });

  test('serves 3,000 consistent reads a second, or twice as many others', () => {
    const onAccess = throttlePartitions(quotasOf('eu-west-1').dynamoDbPartition, () => 0);
    for (let i = 0; i < 2_000; i++) onAccess({ ...read, consistent: true });
    for (let i = 0; i < 2_000; i++) onAccess(read);
    expect(() => onAccess(read)).toThrow('KeyRangeThroughputExceeded');
  });
});
