import { attempt, type Check, type Finding, ok, unknown, wrong } from './finding.ts';

/** What the functions other than the alert worker need at the same time in a storm. */
const OTHER_FUNCTIONS = 200;

interface Quota {
  readonly QuotaName: string;
  readonly Value: number;
}

/** Quotas of Step Functions by what their names contain, and what a stage needs of each in a second. */
const STEP_FUNCTIONS: readonly (readonly [name: string, pattern: RegExp, needed: number])[] = [
  ['state transitions', /state ?transition.*refill/i, 1_000],
  ['StartExecution', /StartExecution.*refill/i, 150],
  ['StopExecution', /StopExecution.*refill/i, 100],
];

const BIG_REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1'];

/** Account, region and quotas against the stage's limits. */
export const checkLimits: Check = async ({ call, settings: { region, parameter } }) => {
  const account = await attempt('Account', async () => {
    const { Account } = await call('sts', 'GetCallerIdentity');
    return [ok(`The credentials are of the account ${Account}`)];
  });
  const place = BIG_REGIONS.includes(region)
    ? ok(`${region} is one of the regions with the high quotas of Step Functions`)
    : wrong(
        `Step Functions has low quotas in ${region}`,
        'Deploy to eu-west-1, us-east-1 or us-west-2, or have the quotas raised (docs/operations.md)',
      );

  const concurrency = await attempt('Concurrent executions of functions', async () => {
    const { AccountLimit } = await call('lambda', 'GetAccountSettings');
    const limit = AccountLimit?.ConcurrentExecutions ?? 0;
    const needed = Number(parameter('workerConcurrency')) + OTHER_FUNCTIONS;
    return [
      limit >= needed
        ? ok(`${limit} functions may run at the same time`)
        : wrong(
            `Only ${limit} functions may run at the same time; the stage needs ${needed}`,
            `aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000 --region ${region}`,
          ),
    ];
  });

  const stepFunctions = await attempt('Quotas of Step Functions', async () => {
    const quotas: Quota[] = [];
    let NextToken: string | undefined;
    do {
      const page = await call('service-quotas', 'ListServiceQuotas', { ServiceCode: 'states', NextToken });
      quotas.push(...(page.Quotas ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return STEP_FUNCTIONS.map(([name, pattern, needed]): Finding => {
      const quota = quotas.find(({ QuotaName }) => pattern.test(QuotaName));
      if (!quota)
        return unknown(
          `Quota of ${name}: not listed`,
          'Look in the console of Service Quotas, Step Functions',
        );
      return quota.Value >= needed
        ? ok(`${quota.Value} ${name} a second`)
        : wrong(
            `Only ${quota.Value} ${name} a second; a storm needs ${needed}`,
            `Service Quotas, Step Functions, "${quota.QuotaName}"`,
          );
    });
  });
  return [...account, place, ...concurrency, ...stepFunctions];
};
