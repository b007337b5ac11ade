import { MAX_LISTED } from '../../src/engine/running-executions.ts';
import { DEFAULT_RATE_LIMITS } from '../../src/http/rate-limit.ts';
import { type AwsQuotas, quotasOf } from '../../src/platform/aws-quotas.ts';
import { SECOND } from '../../src/platform/clock.ts';
import { KEPT_MS } from '../../src/platform/hot-items.ts';
import { DUE_SHARDS } from '../../src/platform/keys.ts';
import type { AlertProfile, KeyProfile } from './profile.ts';
import type { FunctionName } from './service.ts';

/** The stage whose limits are computed. */
export interface CapacityQuestion {
  /** New alerts a second of all accounts. */
  readonly rate: number;
  /** Accounts that share the rate evenly. */
  readonly tenants: number;
  readonly region: string;
  /** Minutes until an alert is acknowledged; its execution waits until then. */
  readonly minutes: number;
  /** Parameters of serverless.yml. */
  readonly workerConcurrency: number;
  readonly reconcilerParts: number;
  readonly apiRateLimit: number;
}

/** The stage prod as it is deployed without parameters, and the account of which README and docs/operations.md speak. */
export const PROD: CapacityQuestion = {
  rate: 500,
  tenants: 20,
  region: 'eu-west-1',
  minutes: 5,
  workerConcurrency: 200,
  reconcilerParts: 4,
  apiRateLimit: 2_000,
};
export const PROD_POLICY_BYTES = 40_000;

/**
 * What can be done about a limit. `quota`: AWS raises it on request. `parameter`: of the deployment. `design`: nothing but a
 * change of the code. `soft`: no alert is lost or late above it.
 */
export type LimitKind = 'quota' | 'parameter' | 'design' | 'soft';

export interface LimitRow {
  readonly what: string;
  /** Whether the limit is of each account, or of the whole stage. */
  readonly scope: 'stage' | 'account';
  readonly kind: LimitKind;
  readonly load: number;
  readonly limit: number;
  readonly percent: number;
  /** New alerts a second, of the stage or of one account, at which the limit is reached. */
  readonly reachedAt: number;
  readonly advice: string;
}

/** A limit as a function of new alerts a second. */
interface Limit {
  readonly what: string;
  readonly scope: LimitRow['scope'];
  readonly kind: LimitKind;
  readonly limit: number;
  /** `alerts`: a second, of the scope. `stage`: a second, of all accounts. */
  readonly toLoad: (alerts: number, stage: number) => number;
  readonly advice: string;
}

/** Seconds of a function for itself and for a call of AWS, one after the other. Generous for warm functions. */
const OWN_SECONDS = 0.005;
const CALL_SECONDS = 0.006;
/** Seconds that a provider takes. */
const PROVIDER_SECONDS = 0.06;

/** The messages of a batch are applied side by side; each further one costs processor time only. */
const BATCH_SIZE = 10;
const FURTHER_MESSAGE_SECONDS = 0.003;

/** Lambda keeps more instances than are busy at a time. */
const IDLE_INSTANCES = 2;

/**
 * How many alerts a second a part of the reconciler checks: 45 seconds of each minute, with 1,024 MB, which is 0.58 of a
 * processor. A call takes 0.4 ms of one, a ledger itself as much; on localhost it is less.
 */
const RECONCILER_BUSY = 45 / 60;
const RECONCILER_PROCESSORS = 1_024 / 1_769;
const RECONCILER_CALL_SECONDS = 0.0004;
const RECONCILER_CALLS = 3;
export const ALERTS_PER_PART =
  (RECONCILER_BUSY * RECONCILER_PROCESSORS) / ((RECONCILER_CALLS + 1) * RECONCILER_CALL_SECONDS);

/** Of the requests of an alert, create goes to a route of its own; the others share one. */
const requestsOfBusiestRoute = ({ requests }: AlertProfile): number => Math.max(1, requests - 1);

const perAlert =
  (units: number): Limit['toLoad'] =>
  (alerts) =>
    units * alerts;

/** Seconds of an alert in which the function waits for something else than the table. */
function secondsElsewhere(
  { requests, starts, stops, notifications }: AlertProfile,
  name: FunctionName,
): number {
  if (name === 'alerts-api') return requests * CALL_SECONDS;
  if (name === 'alert-worker') return (starts + stops) * CALL_SECONDS;
  return name === 'send-email' ? notifications * PROVIDER_SECONDS : 0;
}

/** Seconds in which an instance of the function is busy for an alert. */
function busySeconds(profile: AlertProfile, name: FunctionName, batchSize = 1): number {
  const { invocations = 0, calls = 0 } = profile.functions.get(name) ?? {};
  const lone = invocations * OWN_SECONDS + calls * CALL_SECONDS + secondsElsewhere(profile, name);
  return (lone + invocations * (batchSize - 1) * FURTHER_MESSAGE_SECONDS) / batchSize;
}

/** How many instances of the function may read configuration at a stage's rate. */
function countInstances(
  profile: AlertProfile,
  { workerConcurrency }: CapacityQuestion,
  name: FunctionName,
  stage: number,
): number {
  if (name !== 'alert-worker') return Math.ceil(stage * busySeconds(profile, name) * IDLE_INSTANCES);
  const lone = Math.ceil(stage * busySeconds(profile, name) * IDLE_INSTANCES);
  return Math.min(workerConcurrency, lone);
}

/** Units a second on the key: what grows with the alerts, and what each instance reads once in a while. */
const toKeyLoad =
  (profile: AlertProfile, question: CapacityQuestion, { units, kept }: KeyProfile): Limit['toLoad'] =>
  (alerts, stage) =>
    kept.reduce((sum, { functionName, reads, unitsPerRead }) => {
      const instances = countInstances(profile, question, functionName, stage);
      return sum + Math.min(reads * alerts, (instances * SECOND) / KEPT_MS) * unitsPerRead;
    }, units * alerts);

const toKeyLimit =
  (profile: AlertProfile, question: CapacityQuestion, { dynamoDbPartition }: AwsQuotas) =>
  (key: KeyProfile): Limit => ({
    what: `${key.kind === 'write' ? 'Write' : 'Read'} units of the key ${key.key}${
      key.place === 'table' ? '' : ` of ${key.place}`
    }`,
    scope: key.scope,
    kind: 'design',
    limit: key.kind === 'write' ? dynamoDbPartition.writeUnits : dynamoDbPartition.readUnits,
    toLoad: toKeyLoad(profile, question, key),
    advice:
      key.kept.length > 0
        ? 'make the items under the key smaller, or keep them longer in memory'
        : 'more shards in src/platform/keys.ts',
  });

function listLimits(profile: AlertProfile, question: CapacityQuestion): readonly Limit[] {
  const quotas = quotasOf(question.region);
  const { stepFunctions, sqsFifo, lambda, dynamoDbTable, httpApi, messages } = quotas;
  const quota = (what: string, limit: number, toLoad: Limit['toLoad'], advice: string): Limit => ({
    ...{ what, limit, toLoad, advice },
    scope: 'stage',
    kind: 'quota',
  });
  const names: readonly FunctionName[] = ['alerts-api', 'assess', 'send-email'];
  const workerSeconds = busySeconds(profile, 'alert-worker', BATCH_SIZE);
  const allSeconds = names.reduce((sum, name) => sum + busySeconds(profile, name), workerSeconds);
  const invocations = names.reduce(
    (sum, name) => sum + (profile.functions.get(name)?.invocations ?? 0),
    profile.messages,
  );
  return [
    quota(
      'HTTP API: requests a second',
      httpApi.perSecond,
      perAlert(profile.requests),
      'raise "Throttle rate" of API Gateway',
    ),
    {
      what: 'Parameter apiRateLimit: requests a second of a route',
      scope: 'stage',
      kind: 'parameter',
      limit: question.apiRateLimit,
      toLoad: perAlert(requestsOfBusiestRoute(profile)),
      advice: 'deploy with a higher apiRateLimit and apiBurstLimit',
    },
    {
      what: 'Variable RATE_LIMIT_ALERT: requests a second of an account on one instance of the API',
      scope: 'account',
      kind: 'parameter',
      limit: DEFAULT_RATE_LIMITS.alert.perSecond,
      toLoad: (alerts, stage) =>
        (alerts * profile.requests) / countInstances(profile, question, 'alerts-api', Math.max(stage, 0.1)),
      advice: 'set a higher RATE_LIMIT_ALERT on alerts-api',
    },
    quota(
      'SQS: calls a second of one action on alert-actions.fifo',
      sqsFifo.callsPerQueue,
      perAlert(profile.messages),
      'use a region with higher quotas, or have it raised',
    ),
    quota(
      'SQS: messages in flight',
      sqsFifo.inFlightMessages,
      perAlert(workerSeconds * BATCH_SIZE),
      'more concurrency of the alert worker',
    ),
    {
      what: 'Parameter workerConcurrency: batches at a time',
      scope: 'stage',
      kind: 'parameter',
      limit: question.workerConcurrency,
      toLoad: perAlert(workerSeconds),
      advice: `deploy with a higher workerConcurrency, at most ${lambda.queueConcurrency}`,
    },
    quota(
      'Lambda: concurrent executions',
      lambda.concurrency,
      perAlert(allSeconds),
      'raise quota L-B99A9384 of Lambda',
    ),
    quota(
      'Lambda: invocations a second',
      lambda.concurrency * lambda.invocationsPerConcurrency,
      perAlert(invocations),
      'raise quota L-B99A9384 of Lambda; ten invocations a second for each',
    ),
    quota(
      'Step Functions: StartExecution a second',
      stepFunctions.StartExecution.perSecond,
      perAlert(profile.starts),
      'raise its refill rate; until then, the reconciler starts the rest within two minutes',
    ),
    quota(
      'Step Functions: state transitions a second',
      stepFunctions.StateTransition.perSecond,
      perAlert(profile.transitions),
      'raise its refill rate; until then, all steps are delayed',
    ),
    quota(
      'Step Functions: open executions',
      quotas.openExecutions,
      perAlert(question.minutes * 60),
      'raise the quota',
    ),
    {
      what: 'Step Functions: StopExecution a second',
      scope: 'stage',
      kind: 'soft',
      limit: stepFunctions.StopExecution.perSecond,
      toLoad: perAlert(profile.stops),
      advice: 'nothing: an execution that is not stopped wakes once more and ends, for three transitions',
    },
    {
      what: 'Step Functions: executions that the reconciler can list in a minute',
      scope: 'stage',
      kind: 'soft',
      limit: Math.min(MAX_LISTED, stepFunctions.ListExecutions.burst * 1_000),
      toLoad: perAlert(question.minutes * 60),
      advice:
        'nothing: above it, an execution that somebody aborts is replaced when its next step is overdue, not at once',
    },
    quota(
      'DynamoDB: write units a second of a table that is new',
      quotas.dynamoDbNewTable.writeUnits,
      perAlert(profile.writeUnits),
      'give the table warm throughput before a launch (docs/operations.md); otherwise it grows with its load',
    ),
    quota(
      'DynamoDB: write units a second of the table',
      dynamoDbTable.writeUnits,
      perAlert(profile.writeUnits),
      'raise the quota of the table',
    ),
    quota(
      'DynamoDB: read units a second of the table',
      dynamoDbTable.readUnits,
      perAlert(
        profile.readUnits +
          profile.keys
            .flatMap(({ kept }) => kept)
            .reduce((sum, each) => sum + each.reads * each.unitsPerRead, 0),
      ),
      'raise the table quota; under load it is less, because functions keep what they read all the time',
    ),
    {
      what: `Parameter reconcilerParts: alerts a second that wait longer than a minute`,
      scope: 'stage',
      kind: 'parameter',
      limit: Math.round(question.reconcilerParts * ALERTS_PER_PART),
      toLoad: perAlert(1),
      advice: `deploy with a higher reconcilerParts, at most ${DUE_SHARDS}`,
    },
    quota(
      'SES: e-mails a second',
      messages.email,
      perAlert(profile.notifications),
      'raise the sending rate of SES',
    ),
    quota(
      'SMS: messages a second, if all were texts',
      messages.sms,
      perAlert(profile.notifications),
      'raise SendTextMessage, and use more numbers or a short code',
    ),
    ...profile.keys.map(toKeyLimit(profile, question, quotas)),
  ];
}

const HIGHEST_RATE = 1_000_000;

/** The rate at which the load reaches the limit, by bisection; `HIGHEST_RATE` if it never does. */
function findReached({ toLoad, limit }: Limit, toStage: (alerts: number) => number): number {
  let [low, high] = [0, HIGHEST_RATE];
  if (toLoad(high, toStage(high)) < limit) return HIGHEST_RATE;
  while (high - low > Math.max(0.01, low / 10_000)) {
    const middle = (low + high) / 2;
    if (toLoad(middle, toStage(middle)) < limit) low = middle;
    else high = middle;
  }
  return low;
}

/** All limits of the stage at its rate, the fullest first. */
export function computeLimits(profile: AlertProfile, question: CapacityQuestion): readonly LimitRow[] {
  return listLimits(profile, question)
    .map((limit): LimitRow => {
      const { what, scope, kind, advice } = limit;
      const alerts = scope === 'account' ? question.rate / question.tenants : question.rate;
      const load = limit.toLoad(alerts, question.rate);
      const others = scope === 'account' ? question.rate - alerts : 0;
      return {
        ...{ what, scope, kind, advice, load },
        limit: limit.limit,
        percent: (load / limit.limit) * 100,
        reachedAt: findReached(limit, (rate) => rate + others),
      };
    })
    .toSorted((a, b) => b.percent - a.percent);
}

export { HIGHEST_RATE };
