/**
 * The quotas of AWS that throttle the service, by region. The local emulators throttle by them (QUOTAS=eu-west-1 npm start),
 * `npm run doctor` compares an account with them, and `npm run capacity` computes from them which one is reached first.
 * They are those of AWS's documentation in November 2026, named at each of them. New accounts may begin with less.
 */

/** A token bucket of AWS: so many calls at once, and so many more in each second. */
export interface Quota {
  readonly burst: number;
  readonly perSecond: number;
}

/** Operations of Step Functions with quotas of their own; state transitions are one more. */
export type StepFunctionsQuota = 'StartExecution' | 'StopExecution' | 'ListExecutions' | 'StateTransition';

/** The quotas of one account in one region that throttle the service. */
export interface AwsQuotas {
  readonly stepFunctions: Readonly<Record<StepFunctionsQuota, Quota>>;
  /** Executions of Standard workflows that run or wait at the same time. */
  readonly openExecutions: number;
  readonly sqsFifo: SqsFifoQuotas;
  readonly dynamoDbPartition: DynamoDbUnits;
  /** The default for an on-demand table, its indexes included. */
  readonly dynamoDbTable: DynamoDbUnits;
  /** What a new on-demand table serves at once. It doubles its capacity when the load approaches it. */
  readonly dynamoDbNewTable: DynamoDbUnits;
  readonly lambda: LambdaQuotas;
  readonly httpApi: Quota;
  /** Notifications a second by channel. */
  readonly messages: MessageQuotas;
}

export interface SqsFifoQuotas {
  /**
   * Calls of each action a second on the messages of one group. A batch of ten is one call, so it allows ten times as many
   * messages. (A partition of a queue with high throughput has this limit. Groups can share one; the worst is one group alone.)
   */
  readonly callsPerGroup: number;
  readonly messagesPerBatch: number;
  /** Calls of each action a second on a queue with high throughput. */
  readonly callsPerQueue: number;
  /** Messages that are received and not yet deleted. */
  readonly inFlightMessages: number;
}

/** Units a second of a table, an index, or one partition of them. One key is in one partition. */
export interface DynamoDbUnits {
  readonly writeUnits: number;
  readonly readUnits: number;
}

export interface LambdaQuotas {
  /** Instances of all functions that are busy at the same time. */
  readonly concurrency: number;
  /** Invocations a second, as a multiple of the concurrency. */
  readonly invocationsPerConcurrency: number;
  /** Instances that one function may add in ten seconds. */
  readonly scalingInTenSeconds: number;
  /** Most batches of one queue that are processed at the same time. */
  readonly queueConcurrency: number;
}

export interface MessageQuotas {
  /** Out of the sandbox. AWS sets it for each account; many begin with this rate. */
  readonly email: number;
  /** API calls. The numbers that send have rates of their own, from one message part a second. */
  readonly sms: number;
  readonly voice: number;
}

/**
 * Step Functions has higher quotas in three regions. Source: Step Functions Developer Guide, "Service quotas", throttling of
 * API actions and of state transitions for Standard workflows.
 */
const STEP_FUNCTIONS_LARGE: AwsQuotas['stepFunctions'] = {
  StartExecution: { burst: 1_300, perSecond: 300 },
  StopExecution: { burst: 1_000, perSecond: 200 },
  ListExecutions: { burst: 200, perSecond: 5 },
  StateTransition: { burst: 5_000, perSecond: 5_000 },
};
const STEP_FUNCTIONS: AwsQuotas['stepFunctions'] = {
  StartExecution: { burst: 800, perSecond: 150 },
  StopExecution: { burst: 500, perSecond: 25 },
  ListExecutions: { burst: 100, perSecond: 2 },
  StateTransition: { burst: 800, perSecond: 800 },
};

/** Source: Step Functions Developer Guide, "Service quotas", accounts. */
const OPEN_EXECUTIONS = 1_000_000;

/** Where Step Functions has its high quotas. */
const LARGE_REGIONS: readonly string[] = ['us-east-1', 'us-west-2', 'eu-west-1'];

/**
 * Source of the calls a group: SQS Developer Guide, "High throughput for FIFO queues": 300 transactions a second per API
 * action and partition, 3,000 messages with batches. Of the calls a queue: "Message quotas", by region. Of the messages in flight: "FIFO queue quotas".
 */
const SQS_CALLS_PER_QUEUE: Readonly<Record<string, number>> = {
  'us-east-1': 70_000,
  'us-west-2': 70_000,
  'eu-west-1': 70_000,
  'us-east-2': 19_000,
  'eu-central-1': 19_000,
  'ap-south-1': 9_000,
  'ap-southeast-1': 9_000,
  'ap-southeast-2': 9_000,
  'ap-northeast-1': 9_000,
  'eu-west-2': 4_500,
  'sa-east-1': 4_500,
};
const SQS_CALLS_PER_QUEUE_ELSEWHERE = 2_400;
const SQS_FIFO = { callsPerGroup: 300, messagesPerBatch: 10, inFlightMessages: 120_000 };

/** Source: DynamoDB Developer Guide, "Partitions and data distribution". */
const DYNAMODB_PARTITION: DynamoDbUnits = { writeUnits: 1_000, readUnits: 3_000 };

/** Source: DynamoDB Developer Guide, "Quotas", throughput default quotas of on-demand tables. */
const DYNAMODB_TABLE: DynamoDbUnits = { writeUnits: 40_000, readUnits: 40_000 };

/** Source: DynamoDB Developer Guide, "On-demand capacity mode", initial throughput. */
const DYNAMODB_NEW_TABLE: DynamoDbUnits = { writeUnits: 4_000, readUnits: 12_000 };

/**
 * Sources: Lambda Developer Guide, "Lambda quotas" and "Understanding Lambda function scaling"; of the queue: "Configuring
 * scaling behavior for SQS event source mappings", maximum concurrency.
 */
const LAMBDA: LambdaQuotas = {
  concurrency: 1_000,
  invocationsPerConcurrency: 10,
  scalingInTenSeconds: 1_000,
  queueConcurrency: 1_000,
};

/** Source: API Gateway Developer Guide, "Amazon API Gateway quotas": all APIs of an account in a region together. */
const HTTP_API: Quota = { burst: 5_000, perSecond: 10_000 };
const HTTP_API_SMALL: Quota = { burst: 1_250, perSecond: 2_500 };
const SMALL_HTTP_API_REGIONS: readonly string[] = [
  ...['af-south-1', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-7'],
  ...[
    'ca-west-1',
    'eu-central-2',
    'eu-south-1',
    'eu-south-2',
    'il-central-1',
    'me-central-1',
    'mx-central-1',
  ],
];

/**
 * Sources: SES Developer Guide, "Service quotas", which names no rate outside of the sandbox (14 a second is what accounts
 * report); End User Messaging SMS User Guide, "Quotas", SendTextMessage and SendVoiceMessage.
 */
const MESSAGES: MessageQuotas = { email: 14, sms: 20, voice: 20 };

/** Whether a name has the form of a region of AWS. */
export const isRegion = (name: string): boolean => /^[a-z]{2,4}(-[a-z]+)+-\d$/.test(name);

/** Whether the region is one of the three with the high quotas of Step Functions. */
export const isLargeRegion = (region: string): boolean => LARGE_REGIONS.includes(region);

/** The quotas that an account has in the region unless it asks for more. */
export function quotasOf(region: string): AwsQuotas {
  return {
    stepFunctions: isLargeRegion(region) ? STEP_FUNCTIONS_LARGE : STEP_FUNCTIONS,
    openExecutions: OPEN_EXECUTIONS,
    sqsFifo: { ...SQS_FIFO, callsPerQueue: SQS_CALLS_PER_QUEUE[region] ?? SQS_CALLS_PER_QUEUE_ELSEWHERE },
    dynamoDbPartition: DYNAMODB_PARTITION,
    dynamoDbTable: DYNAMODB_TABLE,
    dynamoDbNewTable: DYNAMODB_NEW_TABLE,
    lambda: LAMBDA,
    httpApi: SMALL_HTTP_API_REGIONS.includes(region) ? HTTP_API_SMALL : HTTP_API,
    messages: MESSAGES,
  };
}
