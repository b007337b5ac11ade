import type { Counts } from './meter.ts';

/**
 * AWS' public list prices in us-east-1, in US dollars for a million (of logs: for a gigabyte), without the free tier:
 * https://aws.amazon.com/lambda/pricing/ (arm64), …/step-functions/pricing/, …/dynamodb/pricing/on-demand/,
 * …/sqs/pricing/ (FIFO), …/api-gateway/pricing/ (HTTP API), …/cloudwatch/pricing/
 */
const PER_MILLION: Readonly<Record<Exclude<keyof Counts, 'logBytes' | 'calls'>, number>> = {
  httpRequests: 1,
  invocations: 0.2,
  gigabyteSeconds: 13.3334,
  transitions: 25,
  writeUnits: 0.625,
  readUnits: 0.125,
  queueRequests: 0.5,
};
const LOGS_PER_GIGABYTE = 0.5;

export interface BillLine {
  readonly what: string;
  readonly count: number;
  /** US dollars for a million of what was counted. */
  readonly dollars: number;
}

/** What is billed. */
const NAMES: Readonly<Record<Exclude<keyof Counts, 'calls'>, string>> = {
  httpRequests: 'HTTP API requests',
  invocations: 'Lambda invocations',
  gigabyteSeconds: 'Lambda GB-seconds',
  transitions: 'state transitions',
  writeUnits: 'DynamoDB write units',
  readUnits: 'DynamoDB read units',
  queueRequests: 'SQS requests',
  logBytes: 'bytes of logs',
};

/** What a million of it cost, line by line. */
export const toBill = (counts: Counts): readonly BillLine[] =>
  (Object.keys(NAMES) as (keyof typeof NAMES)[]).map((each) => ({
    what: NAMES[each],
    count: counts[each],
    dollars:
      each === 'logBytes'
        ? ((counts.logBytes * 1_000_000) / 1024 ** 3) * LOGS_PER_GIGABYTE
        : counts[each] * PER_MILLION[each],
  }));

export const sumBill = (bill: readonly BillLine[]): number =>
  bill.reduce((sum, { dollars }) => sum + dollars, 0);

const count = (value: number) => String(Math.round(value * 1e3) / 1e3).padStart(9);
const dollars = (value: number) => value.toFixed(2).padStart(9);

/** The bill as people read it, the total last. */
export const inLines = (bill: readonly BillLine[]): readonly string[] => [
  ...bill.map((line) => `  ${line.what.padEnd(22)}${count(line.count)}${dollars(line.dollars)}`),
  `  ${'US dollars a million'.padEnd(31)}${dollars(sumBill(bill))}`,
];
