import { createAwsCall } from '../../../scripts/doctor/aws-call.ts';

test.each(['DeleteTable', 'PutAccountDetails', 'SetActiveReceiptRuleSet'])(
  'the doctor never calls %s',
  async (operation) => {
    await expect(createAwsCall('eu-west-1')('ses', operation)).rejects.toThrow(`does not call ${operation}`);
  },
);

test.each([
  ['cloudformation', 'DescribeStacks'],
  ['cloudformation', 'ListStackResources'],
  ['dynamodb', 'DescribeTable'],
  ['lambda', 'GetAccountSettings'],
  ['pinpoint', 'GetApp'],
  ['pinpoint', 'GetChannels'],
  ['s3', 'ListBuckets'],
  ['service-quotas', 'ListServiceQuotas'],
  ['ses', 'DescribeActiveReceiptRuleSet'],
  ['sesv2', 'GetAccount'],
  ['sesv2', 'GetEmailIdentity'],
  ['sms-voice', 'DescribeSpendLimits'],
  ['sms-voice', 'DescribePhoneNumbers'],
  ['sns', 'ListSubscriptionsByTopic'],
  ['sts', 'GetCallerIdentity'],
])('%s has the operation %s', async (service, operation) => {
  // Nothing listens there: the call gets as far as the network.
  process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
  process.env.AWS_ACCESS_KEY_ID = 'x';
  process.env.AWS_SECRET_ACCESS_KEY = 'x';
  const input = {
    ApplicationId: 'a',
    TableName: 't',
    ServiceCode: 's',
    EmailIdentity: 'e',
    TopicArn: 't',
    StackName: 's',
  };
  await expect(createAwsCall('eu-west-1')(service, operation, input)).rejects.toThrow('ECONNREFUSED');
});
