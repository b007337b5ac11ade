import { createAwsCall } from '../../../scripts/doctor/aws-call.ts';
import type { AwsResponses } from '../../../scripts/doctor/finding.ts';

test.each(['DeleteTable', 'PutAccountDetails', 'SetActiveReceiptRuleSet'])(
  'the doctor never calls %s',
  async (operation) => {
    const call = createAwsCall('eu-west-1')(`ses ${operation}` as keyof AwsResponses);
    await expect(call).rejects.toThrow(`does not call ${operation}`);
  },
);

const OPERATIONS: readonly (keyof AwsResponses)[] = [
  'cloudformation DescribeStacks',
  'cloudformation ListStackResources',
  'dynamodb DescribeTable',
  'lambda GetAccountSettings',
  'pinpoint GetApp',
  'pinpoint GetChannels',
  's3 ListBuckets',
  'service-quotas ListServiceQuotas',
  'ses DescribeActiveReceiptRuleSet',
  'sesv2 GetAccount',
  'sesv2 GetConfigurationSet',
  'sesv2 GetEmailIdentity',
  'sesv2 ListSuppressedDestinations',
  'sms-voice DescribePhoneNumbers',
  'sms-voice DescribePools',
  'sms-voice DescribeSpendLimits',
  'sms-voice ListPoolOriginationIdentities',
  'sns ListSubscriptionsByTopic',
  'sts GetCallerIdentity',
];

test.each(OPERATIONS)('the SDK has %s', async (operation) => {
  // Nothing listens there: the call gets as far as the network.
  process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
  process.env.AWS_ACCESS_KEY_ID = 'x';
  process.env.AWS_SECRET_ACCESS_KEY = 'x';
  const input = {
    ApplicationId: 'a',
    TableName: 't',
    ServiceCode: 's',
    EmailIdentity: 'e',
    ConfigurationSetName: 'c',
    TopicArn: 't',
    StackName: 's',
    PoolId: 'p',
  };
  await expect(createAwsCall('eu-west-1')(operation, input)).rejects.toThrow('ECONNREFUSED');
});
