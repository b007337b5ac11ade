import { attempt, type Check, type Finding, ok, unlessMissing, wrong } from './finding.ts';

/** The buckets of a stage, as their names contain their resources. */
const BUCKETS = ['serverlessdeploymentbucket', 'attachmentsbucket', 'receivedemailsbucket'];

/** The stack, what an earlier one has left behind, and who learns of alarms. */
export const checkStack: Check = async ({ call, settings: { stage, region, parameter } }) => {
  const name = `tocsin-${stage}`;
  let exists = false;

  const stack = await attempt('Stack', async () => {
    const found = await unlessMissing(call('cloudformation DescribeStacks', { StackName: name }));
    const [deployed] = found?.Stacks ?? [];
    if (!deployed) return [ok(`The stage is not deployed yet: there is no stack ${name}`)];
    exists = true;
    const status = String(deployed.StackStatus);
    return [
      /^(CREATE|UPDATE|IMPORT)(_ROLLBACK)?_COMPLETE$/.test(status)
        ? ok(`The stack ${name} is deployed (${status})`)
        : wrong(
            `The stack ${name} is ${status}`,
            status === 'UPDATE_ROLLBACK_FAILED'
              ? `aws cloudformation continue-update-rollback --stack-name ${name} --region ${region}`
              : `aws cloudformation describe-stack-events --stack-name ${name} --region ${region}`,
          ),
    ];
  });
  if (stack[0]?.state === 'unknown') return stack;
  return [...stack, ...(await checkTable()), ...(await checkBuckets()), ...(await checkAlarmEmail())];

  function checkTable(): Promise<readonly Finding[]> {
    return attempt('Table', async () => {
      const described = await unlessMissing(call('dynamodb DescribeTable', { TableName: name }));
      const Table = described?.Table;
      if (!Table)
        return exists ? [wrong(`The stack has no table ${name}`, `npx sls deploy --stage ${stage}`)] : [];
      if (!exists) {
        return [
          wrong(
            `A table ${name} is left over, so the first deployment will fail`,
            `If it holds nothing: aws dynamodb update-table --table-name ${name} --no-deletion-protection-enabled && aws dynamodb delete-table --table-name ${name} --region ${region}. Else import it (docs/operations.md)`,
          ),
        ];
      }
      const isProtected = Table.DeletionProtectionEnabled || parameter('tableDeletionProtection') !== 'true';
      return [
        isProtected
          ? ok('The table is protected as the stage asks')
          : wrong(
              'The table is not protected from deletion',
              `aws dynamodb update-table --table-name ${name} --deletion-protection-enabled --region ${region}`,
            ),
      ];
    });
  }

  /** Physical ids of the stack's resources. DescribeStackResources would return only the first hundred. */
  async function listResourceIds(): Promise<readonly string[]> {
    const ids: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await call('cloudformation ListStackResources', { StackName: name, NextToken });
      for (const { PhysicalResourceId = '' } of page.StackResourceSummaries ?? [])
        ids.push(PhysicalResourceId);
      NextToken = page.NextToken;
    } while (NextToken);
    return ids;
  }

  /**
   * Buckets have names by the stack and the resource, in all regions of the account. Those of another region or of a stage whose
   * name begins with that of this one belong to somebody else.
   */
  function checkBuckets(): Promise<readonly Finding[]> {
    return attempt('Buckets', async () => {
      const { Buckets = [] } = await call('s3 ListBuckets', { Prefix: `${name}-`, BucketRegion: region });
      const mine = Buckets.filter(({ BucketRegion = region }) => BucketRegion === region).flatMap(
        ({ Name = '' }) =>
          BUCKETS.some((resource) => Name.startsWith(`${name}-${resource}-`)) ? [Name] : [],
      );
      const owned = new Set(exists ? await listResourceIds() : []);
      const left = mine.filter((bucket) => !owned.has(bucket));
      return left.length === 0
        ? [ok('No bucket is left over')]
        : left.map((bucket) =>
            wrong(
              `The bucket ${bucket} belongs to no stack`,
              `If nobody needs it: aws s3 rb s3://${bucket} --force`,
            ),
          );
    });
  }

  async function checkAlarmEmail(): Promise<readonly Finding[]> {
    const address = parameter('alarmEmail');
    if (parameter('watched') !== 'true') return [ok('The stage has no alarms: watched is false')];
    if (!address)
      return [
        wrong('Nobody gets the alarms by e-mail', `npx sls deploy --stage ${stage} --param="alarmEmail=…"`),
      ];
    if (!exists) return [];
    return attempt('Alarm e-mail', async () => {
      const { Account } = await call('sts GetCallerIdentity');
      const topic = `arn:aws:sns:${region}:${Account}:${name}-alarms`;
      const { Subscriptions = [] } = await call('sns ListSubscriptionsByTopic', { TopicArn: topic });
      const found = Subscriptions.find(({ Endpoint }) => Endpoint === address);
      return [
        found && found.SubscriptionArn !== 'PendingConfirmation'
          ? ok('The alarm e-mail is confirmed')
          : wrong(
              found
                ? 'The alarm e-mail is not confirmed, so nobody gets the alarms'
                : 'The alarm e-mail is not subscribed',
              found
                ? `Open the link in the e-mail from AWS; to send it again: aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint ADDRESS`
                : `npx sls deploy --stage ${stage}`,
            ),
      ];
    });
  }
};
