import type { Counts } from './meter.ts';

/**
 * AWS' public list prices in us-east-1, in US dollars for a million (of logs: for a gigabyte), without the free tier:
 * https://aws.amazon.com/lambda/pricing/ (arm64), …/step-functions/pricing/, …/dynamodb/pricing/on-demand/,
 * …/sqs/pricing/ (FIFO), …/api-gateway/pricing/ (HTTP API), …/cloudwatch/pricing/
 */
const PER_MILLION: Readonly<Record<Exclude<keyof Counts, 'logBytes' | 'calls' | 'storedBytes'>, number>> = {
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
const NAMES: Readonly<Record<Exclude<keyof Counts, 'calls' | 'storedBytes'>, string>> = {
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

/** What a million of so many units of the table cost. */
export const priceUnits = ({ writeUnits, readUnits }: Pick<Counts, 'writeUnits' | 'readUnits'>): number =>
  writeUnits * PER_MILLION.writeUnits + readUnits * PER_MILLION.readUnits;

const count = (value: number) => String(Math.round(value * 1e3) / 1e3).padStart(9);
const dollars = (value: number) => value.toFixed(2).padStart(9);

/** The bill as people read it, the total last. */
export const inLines = (bill: readonly BillLine[]): readonly string[] => [
  ...bill.map((line) => `  ${line.what.padEnd(22)}${count(line.count)}${dollars(line.dollars)}`),
  `  ${'US dollars a million'.padEnd(31)}${dollars(sumBill(bill))}`,
];

/** https://aws.amazon.com/xray/pricing/: for a million traces; by default, X-Ray samples one request in twenty. */
const X_RAY = 5;
const X_RAY_SAMPLED = 0.05;

/** Traces of an alert: its request, and the acknowledge's. What they cause belongs to them. */
const TRACES = 2;

/** https://aws.amazon.com/ses/pricing/: for a million e-mails. */
const EMAIL = 100;

/** https://aws.amazon.com/dynamodb/pricing/on-demand/: a gigabyte for a month. */
const STORAGE_PER_GIGABYTE = 0.25;

/** US dollars for a million alerts that are not part of the bill of {@link toBill}. */
export interface Extras {
  /** As long as the sampling rule of the account is the default one. */
  readonly xRay: number;
  /** One e-mail for each alert. */
  readonly email: number;
  /** For each month in which the alerts are kept; without the index entries. */
  readonly storageAMonth: number;
  /** If nobody acknowledges within a minute, the reconciler notes that the notification was sent. */
  readonly reconciliation: number;
}

export const toExtras = (alert: Counts, reconciliation: Counts): Extras => ({
  xRay: TRACES * X_RAY_SAMPLED * X_RAY,
  email: EMAIL,
  storageAMonth: ((alert.storedBytes * 1_000_000) / 1024 ** 3) * STORAGE_PER_GIGABYTE,
  reconciliation: sumBill(toBill(reconciliation)),
});
