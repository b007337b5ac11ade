import type { ServiceQuota } from '@aws-sdk/client-service-quotas';
import { isLargeRegion, quotasOf, type StepFunctionsQuota } from '../../src/platform/aws-quotas.ts';
import { attempt, type Check, type Finding, ok, unknown, wrong } from './finding.ts';

/** What the functions other than the alert worker need at the same time in a storm. */
const OTHER_FUNCTIONS = 200;

/** A storm that a stage should bear without delay, in new alerts a second. An alert takes five state transitions. */
const STORM_ALERTS = 200;
const TRANSITIONS_PER_ALERT = 5;

/**
 * Quotas of Step Functions, and what a storm needs of each in a second. Service Quotas calls them "StartExecution throttle token
 * refill rate per second". A name that does not contain both words is not recognised, and the quota is unknown.
 */
const STEP_FUNCTIONS: readonly (readonly [
  name: string,
  quota: StepFunctionsQuota,
  word: RegExp,
  needed: number,
])[] = [
  ['state transitions', 'StateTransition', /state ?transition/i, STORM_ALERTS * TRANSITIONS_PER_ALERT],
  ['starts of executions', 'StartExecution', /\bStartExecution\b/, STORM_ALERTS],
];

/** What AWS keeps for functions without reserved concurrency. */
const UNRESERVED = 100;

/** How many functions each parameter of serverless.yml reserves concurrency for. */
const RESERVATIONS = {
  apiReservedConcurrency: 2,
  assessReservedConcurrency: 1,
  senderReservedConcurrency: 8,
};

/** Account, region and quotas against the stage's limits. */
export const checkLimits: Check = async ({ call, settings: { stage, region, parameter } }) => {
  const account = await attempt('Account', async () => {
    const { Account } = await call('sts GetCallerIdentity');
    return [ok(`The credentials are of the account ${Account}`)];
  });
  const place = isLargeRegion(region)
    ? ok(`${region} is one of the regions with the high quotas of Step Functions`)
    : wrong(
        `Step Functions has low quotas in ${region}`,
        'Deploy to eu-west-1, us-east-1 or us-west-2, or have the quotas raised (docs/operations.md)',
      );

  const concurrency = await attempt('Concurrent executions of functions', async () => {
    const { AccountLimit } = await call('lambda GetAccountSettings');
    const limit = AccountLimit?.ConcurrentExecutions ?? 0;
    const needed = Number(parameter('workerConcurrency')) + OTHER_FUNCTIONS;
    const reserved = Object.entries(RESERVATIONS).reduce(
      (sum, [name, functions]) => sum + functions * Number(parameter(name)),
      0,
    );
    return [
      ...(reserved === 0
        ? []
        : [
            limit - reserved >= UNRESERVED
              ? ok(`${reserved} of them are reserved for functions of the stage`)
              : wrong(
                  `The stage reserves ${reserved} of ${limit}, and AWS keeps ${UNRESERVED} for other functions`,
                  `npx sls deploy --stage ${stage} --param="senderReservedConcurrency=…" with less, or a higher quota: aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value ${reserved + needed} --region ${region}`,
                ),
          ]),
      limit >= needed
        ? ok(`${limit} functions may run at the same time`)
        : wrong(
            `Only ${limit} functions may run at the same time; the stage needs ${needed}`,
            `aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value ${Math.max(needed, quotasOf(region).lambda.concurrency)} --region ${region}`,
          ),
    ];
  });

  const stepFunctions = await attempt('Quotas of Step Functions', async () => {
    const quotas: ServiceQuota[] = [];
    let NextToken: string | undefined;
    do {
      const page = await call('service-quotas ListServiceQuotas', { ServiceCode: 'states', NextToken });
      quotas.push(...(page.Quotas ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return STEP_FUNCTIONS.map(([name, operation, word, needed]): Finding => {
      const { perSecond: documented } = quotasOf(region).stepFunctions[operation];
      const quota = quotas.find(
        ({ QuotaName = '' }) => word.test(QuotaName) && /refill rate/i.test(QuotaName),
      );
      if (quota?.Value === undefined)
        return unknown(
          `Quota of ${name}: AWS lists none by that name`,
          `aws service-quotas list-service-quotas --service-code states --region ${region}`,
        );
      return quota.Value >= needed
        ? ok(`${quota.Value} ${name} a second`)
        : wrong(
            `Only ${quota.Value} ${name} a second; a storm of ${STORM_ALERTS} alerts a second needs ${needed}, and AWS documents ${documented} for ${region}`,
            `aws service-quotas request-service-quota-increase --service-code states --quota-code ${quota.QuotaCode} --desired-value ${needed} --region ${region}`,
          );
    });
  });
  return [...account, place, ...concurrency, ...stepFunctions];
};
