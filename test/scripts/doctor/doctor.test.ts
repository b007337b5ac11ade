import { checkEmail } from '../../../scripts/doctor/email.ts';
import type { Check, Finding } from '../../../scripts/doctor/finding.ts';
import { checkLimits } from '../../../scripts/doctor/limits.ts';
import { checkPhone } from '../../../scripts/doctor/phone.ts';
import { checkStack } from '../../../scripts/doctor/stack.ts';

/** Responses in the shapes that the API references of AWS document. */
const HEALTHY: Readonly<Record<string, unknown>> = {
  'sts GetCallerIdentity': { Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/ci', UserId: 'A' },
  'lambda GetAccountSettings': {
    AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 },
  },
  'service-quotas ListServiceQuotas': {
    Quotas: [
      { QuotaName: 'StateTransition throttle token refill rate per second', Value: 5000 },
      { QuotaName: 'StartExecution throttle token refill rate per second', Value: 300 },
      { QuotaName: 'StopExecution throttle token refill rate per second', Value: 200 },
    ],
  },
  'sesv2 GetAccount': {
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    SendQuota: { Max24HourSend: 50000, MaxSendRate: 14, SentLast24Hours: 20 },
  },
  'sesv2 GetEmailIdentity': {
    IdentityType: 'DOMAIN',
    VerifiedForSendingStatus: true,
    DkimAttributes: { SigningEnabled: true, Status: 'SUCCESS' },
    ConfigurationSetName: 'default-set',
  },
  'ses DescribeActiveReceiptRuleSet': { Metadata: { Name: 'tocsin-prod' }, Rules: [] },
  'sms-voice DescribeSpendLimits': {
    SpendLimits: [
      { Name: 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', EnforcedLimit: 500, MaxLimit: 500, Overridden: false },
      { Name: 'VOICE_MESSAGE_MONTHLY_SPEND_LIMIT', EnforcedLimit: 100, MaxLimit: 100, Overridden: false },
    ],
  },
  'sms-voice DescribePhoneNumbers': {
    PhoneNumbers: [
      {
        PhoneNumberId: 'phone-1',
        Status: 'ACTIVE',
        IsoCountryCode: 'US',
        NumberCapabilities: ['SMS', 'VOICE'],
        TwoWayEnabled: true,
        TwoWayChannelArn: 'arn:aws:sns:eu-west-1:123456789012:tocsin-prod-received-sms',
      },
    ],
  },
  'pinpoint GetApp': { ApplicationResponse: { Id: 'app' } },
  'pinpoint GetChannels': {
    ChannelsResponse: { Channels: { GCM: { Enabled: true }, EMAIL: { Enabled: true } } },
  },
  'cloudformation DescribeStacks': { Stacks: [{ StackName: 'tocsin-prod', StackStatus: 'UPDATE_COMPLETE' }] },
  'cloudformation ListStackResources': {
    StackResourceSummaries: [{ PhysicalResourceId: 'tocsin-prod-attachments' }],
  },
  'dynamodb DescribeTable': { Table: { TableName: 'tocsin-prod', DeletionProtectionEnabled: true } },
  's3 ListBuckets': { Buckets: [{ Name: 'tocsin-prod-attachments' }, { Name: 'another' }] },
  'sns ListSubscriptionsByTopic': {
    Subscriptions: [
      { Endpoint: 'ops@example.com', SubscriptionArn: 'arn:aws:sns:eu-west-1:123456789012:t:1' },
    ],
  },
};

const PARAMETERS: Readonly<Record<string, string>> = {
  emailFrom: 'oncall@example.com',
  inboundEmailDomain: 'in.example.com',
  inboundEmailRuleSet: 'own',
  smsOriginationIdentity: 'pool/pool-1',
  voiceOriginationIdentity: 'phone-number/phone-1',
  smsReplies: 'true',
  pinpointApplicationId: 'app',
  workerConcurrency: '200',
  watched: 'true',
  alarmEmail: 'ops@example.com',
  tableDeletionProtection: 'true',
};

const named = (name: string, message = '') => Object.assign(new Error(message), { name });

interface World {
  readonly responses?: Readonly<Record<string, unknown>>;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly region?: string;
  readonly mx?: readonly string[];
}

async function findings(
  check: Check,
  {
    responses = {},
    parameters = {},
    region = 'eu-west-1',
    mx = [`inbound-smtp.${region}.amazonaws.com`],
  }: World = {},
): Promise<readonly Finding[]> {
  const all = { ...HEALTHY, ...responses };
  return check({
    async call(service, operation, input) {
      const response = all[`${service} ${operation}`];
      if (typeof response === 'function') return response(input);
      if (response === undefined) throw named('AccessDeniedException', `no right for ${operation}`);
      if (response instanceof Error) throw response;
      return response;
    },
    settings: { stage: 'prod', region, parameter: (name) => ({ ...PARAMETERS, ...parameters })[name] ?? '' },
    resolveMx: async () => mx,
  });
}

const ALL: readonly (readonly [string, Check])[] = [
  ['stack', checkStack],
  ['limits', checkLimits],
  ['email', checkEmail],
  ['phone', checkPhone],
];

test.each(ALL)('a healthy account has only ok lines: %s', async (_, check) => {
  const found = await findings(check);
  expect(found.length).toBeGreaterThan(2);
  expect(found.filter(({ state }) => state !== 'ok')).toEqual([]);
});

const missingStack = named('ValidationError', 'Stack with id tocsin-prod does not exist');

test.each<[string, Check, World, string, RegExp]>([
  [
    'the sandbox',
    checkEmail,
    {
      responses: {
        'sesv2 GetAccount': {
          SendingEnabled: true,
          SendQuota: { MaxSendRate: 1, Max24HourSend: 200, SentLast24Hours: 0 },
        },
      },
    },
    'SES is in the sandbox',
    /put-account-details --production-access-enabled/,
  ],
  [
    'no identity',
    checkEmail,
    { responses: { 'sesv2 GetEmailIdentity': named('NotFoundException') } },
    'Neither oncall@example.com nor example.com',
    /create-email-identity --email-identity example.com/,
  ],
  [
    'no DKIM',
    checkEmail,
    {
      responses: {
        'sesv2 GetEmailIdentity': {
          VerifiedForSendingStatus: true,
          DkimAttributes: { Status: 'NOT_STARTED' },
        },
      },
    },
    'DKIM is NOT_STARTED',
    /put-email-identity-dkim-attributes/,
  ],
  [
    'an inactive rule set',
    checkEmail,
    { responses: { 'ses DescribeActiveReceiptRuleSet': {} } },
    'active receipt rule set is none',
    /set-active-receipt-rule-set --rule-set-name tocsin-prod/,
  ],
  [
    'no receipt rule',
    checkEmail,
    { parameters: { inboundEmailRuleSet: 'none' } },
    'No receipt rule brings e-mails to the stage',
    /inboundEmailRuleSet=own/,
  ],
  [
    'no MX record',
    checkEmail,
    { mx: [] },
    'MX record of in.example.com is missing',
    /MX 10 inbound-smtp\.eu-west-1/,
  ],
  [
    'the first spend limit',
    checkPhone,
    {
      responses: {
        'sms-voice DescribeSpendLimits': {
          SpendLimits: [{ Name: 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', EnforcedLimit: 1, MaxLimit: 1 }],
        },
      },
    },
    'Only $1 a month for texts',
    /set-text-message-spend-limit-override/,
  ],
  [
    'numbers that cannot call',
    checkPhone,
    {
      responses: {
        'sms-voice DescribePhoneNumbers': {
          PhoneNumbers: [{ Status: 'ACTIVE', NumberCapabilities: ['SMS'] }],
        },
      },
    },
    'has the capability VOICE',
    /request-phone-number --number-capabilities VOICE/,
  ],
  [
    'calls from a sender id',
    checkPhone,
    { parameters: { voiceOriginationIdentity: 'sender-id/Tocsin/DE' } },
    'sender id cannot make calls',
    /voiceOriginationIdentity=phone-number/,
  ],
  [
    'replies that go nowhere',
    checkPhone,
    {
      responses: {
        'sms-voice DescribePhoneNumbers': {
          PhoneNumbers: [
            {
              PhoneNumberId: 'p',
              Status: 'ACTIVE',
              IsoCountryCode: 'DE',
              NumberCapabilities: ['SMS', 'VOICE'],
            },
          ],
        },
      },
    },
    'Replies to p do not reach',
    /update-phone-number --phone-number-id p --two-way-enabled/,
  ],
  [
    'a new account',
    checkLimits,
    { responses: { 'lambda GetAccountSettings': { AccountLimit: { ConcurrentExecutions: 10 } } } },
    'Only 10 functions',
    /request-service-quota-increase --service-code lambda/,
  ],
  [
    'a region with low quotas',
    checkLimits,
    { region: 'eu-central-1' },
    'low quotas in eu-central-1',
    /Deploy to eu-west-1/,
  ],
  [
    'a left-over table',
    checkStack,
    { responses: { 'cloudformation DescribeStacks': missingStack } },
    'A table tocsin-prod is left over',
    /--no-deletion-protection-enabled && aws dynamodb delete-table/,
  ],
  [
    'a left-over bucket',
    checkStack,
    { responses: { 's3 ListBuckets': { Buckets: [{ Name: 'tocsin-prod-old' }] } } },
    'tocsin-prod-old belongs to no stack',
    /aws s3 rb/,
  ],
  [
    'a stack that is stuck',
    checkStack,
    {
      responses: { 'cloudformation DescribeStacks': { Stacks: [{ StackStatus: 'UPDATE_ROLLBACK_FAILED' }] } },
    },
    'UPDATE_ROLLBACK_FAILED',
    /continue-update-rollback/,
  ],
  [
    'an unconfirmed alarm e-mail',
    checkStack,
    {
      responses: {
        'sns ListSubscriptionsByTopic': {
          Subscriptions: [{ Endpoint: 'ops@example.com', SubscriptionArn: 'PendingConfirmation' }],
        },
      },
    },
    'not confirmed',
    /Open the link/,
  ],
  [
    'an unprotected table',
    checkStack,
    { responses: { 'dynamodb DescribeTable': { Table: {} } } },
    'not protected from deletion',
    /--deletion-protection-enabled/,
  ],
])('%s is wrong, and its line has the command that fixes it', async (_, check, world, text, fix) => {
  const found = await findings(check, world);
  expect(found).toContainEqual({
    state: 'wrong',
    text: expect.stringContaining(text),
    fix: expect.stringMatching(fix),
  });
});

test('a bucket of a stack belongs to it, however many resources the stack has', async () => {
  const pages: Readonly<Record<string, object>> = {
    first: { StackResourceSummaries: [{ PhysicalResourceId: 'tocsin-prod-queue' }], NextToken: 'second' },
    second: { StackResourceSummaries: [{ PhysicalResourceId: 'tocsin-prod-attachments' }] },
  };
  const found = await findings(checkStack, {
    responses: {
      'cloudformation ListStackResources': ({ NextToken = 'first' }) => pages[NextToken],
    },
  });
  expect(found).toContainEqual({ state: 'ok', text: 'No bucket is left over' });
});

test('before the first deployment, an account without left-overs is well', async () => {
  const found = await findings(checkStack, {
    responses: {
      'cloudformation DescribeStacks': missingStack,
      'dynamodb DescribeTable': named('ResourceNotFoundException'),
      's3 ListBuckets': { Buckets: [] },
    },
  });
  expect(found.filter(({ state }) => state !== 'ok')).toEqual([]);
});

test.each(ALL)('a value that the credentials may not read is unknown, not wrong: %s', async (_, check) => {
  const denied = Object.fromEntries(
    Object.keys(HEALTHY).map((call) => [call, named('AccessDeniedException', 'denied')]),
  );
  const found = await findings(check, { responses: denied });
  expect(found.filter(({ state }) => state === 'wrong')).toEqual([]);
  expect(found.some(({ state }) => state === 'unknown')).toBe(true);
});

test('a quota that AWS does not list is unknown', async () => {
  const found = await findings(checkLimits, {
    responses: { 'service-quotas ListServiceQuotas': { Quotas: [] } },
  });
  expect(found.filter(({ state }) => state === 'unknown')).toHaveLength(3);
});
