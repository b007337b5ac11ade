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
  readonly sqsFifo: SqsFifoQuotas;
  readonly dynamoDbPartition: DynamoDbPartitionQuotas;
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
}

/** Units a second on one partition, and so on one key, of a table or an index. */
export interface DynamoDbPartitionQuotas {
  readonly writeUnits: number;
  readonly readUnits: number;
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

/** us-east-1, us-west-2, eu-west-1: also where SQS allows most calls on a FIFO queue. */
const LARGE_REGIONS: readonly string[] = ['us-east-1', 'us-west-2', 'eu-west-1'];

/**
 * Source of the calls a group: SQS Developer Guide, "High throughput for FIFO queues": 300 transactions a second per API
 * action and partition, 3,000 messages with batches. Of the calls a queue: "Message quotas", 70,000 in the largest regions and
 * 2,400 in the smallest.
 */
const SQS_FIFO = { callsPerGroup: 300, messagesPerBatch: 10 };

/** Source: DynamoDB Developer Guide, "Partitions and data distribution". */
const DYNAMODB_PARTITION: DynamoDbPartitionQuotas = { writeUnits: 1_000, readUnits: 3_000 };

/** Whether a name has the form of a region of AWS. */
export const isRegion = (name: string): boolean => /^[a-z]{2}(-[a-z]+)+-\d$/.test(name);

/** The quotas that a new account has in the region. Some can be raised; new accounts may get less of state transitions. */
export function quotasOf(region: string): AwsQuotas {
  const isLarge = LARGE_REGIONS.includes(region);
  return {
    stepFunctions: isLarge ? STEP_FUNCTIONS_LARGE : STEP_FUNCTIONS,
    sqsFifo: { ...SQS_FIFO, callsPerQueue: isLarge ? 70_000 : 2_400 },
    dynamoDbPartition: DYNAMODB_PARTITION,
  };
}
