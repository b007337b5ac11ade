import {
  createEmfMetrics,
  type PublishedMetrics,
  publishMetricsAfter,
} from '../../src/platform/emf-metrics.ts';

/** The embedded metric format, in CloudWatch's own schema. */
interface Line {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

let metrics: PublishedMetrics;
let written: string[];

beforeEach(() => {
  metrics = createEmfMetrics('tocsin-test');
  written = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
});

afterEach(() => jest.restoreAllMocks());

const lines = (): readonly Line[] =>
  written.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line));

/** Throws where CloudWatch would not make metrics of the line. */
function check(line: Line): void {
  expect(Math.abs(line._aws.Timestamp - Date.now())).toBeLessThan(60_000);
  expect(line._aws.CloudWatchMetrics).toHaveLength(1);
  for (const { Namespace, Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
    expect(Namespace).toBe('tocsin-test');
    expect(Dimensions.length).toBeGreaterThan(0);
    for (const name of Dimensions.flat()) expect(line[name]).toEqual(expect.stringMatching(/^[\w-]+$/));
    for (const set of Dimensions) expect(new Set(set).size).toBe(set.length);
    expect(Metrics.length).toBeGreaterThan(0);
    expect(Metrics.length).toBeLessThanOrEqual(100);
    for (const { Name, Unit } of Metrics) {
      expect(['Count', 'Milliseconds']).toContain(Unit);
      const values = [line[Name]].flat();
      expect(values.length).toBeLessThanOrEqual(100);
      for (const value of values) expect(typeof value).toBe('number');
    }
  }
}

test('the metrics of an invocation are one line with summed counts and separate durations', () => {
  metrics.record('AlertsCreated', 1);
  metrics.record('AlertsCreated', 2);
  metrics.record('NotificationLateness', 12.5);
  metrics.record('NotificationLateness', 3);
  metrics.publish();

  expect(lines()).toHaveLength(1);
  const [line] = lines();
  check(line!);
  expect(line).toMatchObject({ AlertsCreated: 3, NotificationLateness: [12.5, 3] });
  expect(line!._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([['service']]);
});

test('a metric with the dimension channel is also published over all channels', () => {
  metrics.record('Notifications', 1, { channel: 'sms', outcome: 'sent' });
  metrics.record('Notifications', 1, { channel: 'sms', outcome: 'unknown' });
  metrics.publish();

  expect(lines()).toHaveLength(2);
  for (const line of lines()) check(line);
  expect(lines()[0]).toMatchObject({ Notifications: 1, channel: 'sms', outcome: 'sent' });
  expect(lines()[0]!._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([
    ['service', 'channel', 'outcome'],
    ['service', 'outcome'],
  ]);
});

test('values that exceed the limit of a line are published in several lines', () => {
  for (let i = 0; i < 250; i++) metrics.record('NotificationLateness', i);
  metrics.publish();

  for (const line of lines()) check(line);
  const values = lines().flatMap((line) => line.NotificationLateness as number[]);
  expect(values).toEqual(Array.from({ length: 250 }, (_, i) => i));
});

test('metrics are written once, and nothing is written if there are none', () => {
  metrics.publish();
  expect(written).toEqual([]);
  metrics.record('AlertsCreated', 1);
  metrics.publish();
  metrics.publish();
  expect(lines()).toHaveLength(1);
});

test('a handler publishes its metrics even if it fails', async () => {
  const failing = publishMetricsAfter(metrics, async () => {
    metrics.record('RequestsRejected', 1);
    throw new Error('no luck');
  });
  await expect(failing(undefined)).rejects.toThrow('no luck');
  expect(lines()).toEqual([expect.objectContaining({ RequestsRejected: 1 })]);
});
