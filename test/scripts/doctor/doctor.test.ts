import { checkEmail } from '../../../scripts/doctor/email.ts';
import type { EmailContact } from '../../../scripts/doctor/email-contacts.ts';
import type { AwsCall, AwsResponses, Check, Finding } from '../../../scripts/doctor/finding.ts';
import { checkLimits } from '../../../scripts/doctor/limits.ts';
import { checkPhone } from '../../../scripts/doctor/phone.ts';
import { checkStack } from '../../../scripts/doctor/stack.ts';

type Parts<T> = T extends readonly (infer Each)[]
  ? readonly Parts<Each>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Parts<T[Key]> | undefined }
    : T;

type Responses = { readonly [Name in keyof AwsResponses]: Parts<AwsResponses[Name]> };

/** Responses in the shapes that AWS's SDK declares. */
const HEALTHY: Responses = {
  'sts GetCallerIdentity': { Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/ci', UserId: 'A' },
  'lambda GetAccountSettings': {
    AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 },
  },
  'service-quotas ListServiceQuotas': {
    Quotas: [
      { QuotaName: 'StartExecution throttle token bucket size', QuotaCode: 'L-0', Value: 1300 },
      { QuotaName: 'StateTransition throttle token refill rate per second', QuotaCode: 'L-1', Value: 5000 },
      { QuotaName: 'StartExecution throttle token refill rate per second', QuotaCode: 'L-2', Value: 300 },
      { QuotaName: 'StopExecution throttle token refill rate per second', QuotaCode: 'L-3', Value: 200 },
    ],
  },
  'sesv2 GetAccount': {
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    SendQuota: { Max24HourSend: 50000, MaxSendRate: 14, SentLast24Hours: 20 },
    SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
  },
  'sesv2 GetConfigurationSet': { ConfigurationSetName: 'default-set' },
  'sesv2 ListSuppressedDestinations': {
    SuppressedDestinationSummaries: [{ EmailAddress: 'stranger@example.com', Reason: 'BOUNCE' }],
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
  'sms-voice DescribePools': {
    Pools: [
      {
        PoolId: 'pool-1',
        Status: 'ACTIVE',
        TwoWayEnabled: true,
        TwoWayChannelArn: 'arn:aws:sns:eu-west-1:123456789012:tocsin-prod-received-sms',
      },
    ],
  },
  'sms-voice ListPoolOriginationIdentities': {
    OriginationIdentities: [
      { OriginationIdentity: 'phone-1', IsoCountryCode: 'US', NumberCapabilities: ['SMS', 'VOICE'] },
      { OriginationIdentity: 'Tocsin', IsoCountryCode: 'DE', NumberCapabilities: ['SMS'] },
    ],
  },
  'pinpoint GetApp': { ApplicationResponse: { Id: 'app' } },
  'pinpoint GetChannels': {
    ChannelsResponse: { Channels: { GCM: { Enabled: true }, EMAIL: { Enabled: true } } },
  },
  'cloudformation DescribeStacks': { Stacks: [{ StackName: 'tocsin-prod', StackStatus: 'UPDATE_COMPLETE' }] },
  'cloudformation ListStackResources': {
    StackResourceSummaries: [{ PhysicalResourceId: 'tocsin-prod-attachmentsbucket-1a' }],
  },
  'dynamodb DescribeTable': { Table: { TableName: 'tocsin-prod', DeletionProtectionEnabled: true } },
  's3 ListBuckets': {
    Buckets: [
      { Name: 'tocsin-prod-attachmentsbucket-1a', BucketRegion: 'eu-west-1' },
      { Name: 'tocsin-prod-attachmentsbucket-2b', BucketRegion: 'us-east-1' },
      { Name: 'tocsin-prod-eu-attachmentsbucket-3c', BucketRegion: 'eu-west-1' },
      { Name: 'another' },
    ],
  },
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
  apiReservedConcurrency: '',
  assessReservedConcurrency: '',
  senderReservedConcurrency: '',
  watched: 'true',
  alarmEmail: 'ops@example.com',
  tableDeletionProtection: 'true',
};

const named = (name: string, message = '') => Object.assign(new Error(message), { name });

interface World {
  /** Parts of responses, errors, or functions of the input. */
  readonly responses?: Readonly<Partial<Record<keyof AwsResponses, unknown>>>;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly region?: string;
  readonly mx?: readonly string[] | Error;
  readonly contacts?: readonly EmailContact[] | Error;
}

const contactOf = (name: string, account = 'Acme'): EmailContact => ({
  account,
  user: `${name}@example.com`,
  address: `${name}@Mail.example.com`,
});

async function findings(
  check: Check,
  {
    responses = {},
    parameters = {},
    region = 'eu-west-1',
    mx = [`inbound-smtp.${region}.amazonaws.com`],
    contacts = [contactOf('jane'), contactOf('joe')],
  }: World = {},
): Promise<readonly Finding[]> {
  const all = { ...HEALTHY, ...responses };
  return check({
    call: (async (name: string, input?: object) => {
      const response = (all as Readonly<Record<string, unknown>>)[name];
      if (typeof response === 'function') return response(input);
      if (response instanceof Error) throw response;
      return response;
    }) as AwsCall,
    settings: { stage: 'prod', region, parameter: (name) => ({ ...PARAMETERS, ...parameters })[name] ?? '' },
    resolveMx: async () => {
      if (mx instanceof Error) throw mx;
      return mx;
    },
    listEmailContacts: async () => {
      if (contacts instanceof Error) throw contacts;
      return contacts;
    },
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

describe('e-mail contacts that SES suppresses', () => {
  const listing = (...names: readonly string[]) => ({
    'sesv2 ListSuppressedDestinations': {
      SuppressedDestinationSummaries: names.map((name) => ({ EmailAddress: `${name}@mail.example.com` })),
    },
  });
  const find = async (world: World) =>
    (await findings(checkEmail, world)).filter(({ text }) => /suppress/.test(text));

  test('their users are named in a warning, with what to do', async () => {
    const found = await find({ responses: listing('joe', 'stranger') });
    expect(found).toEqual([
      {
        state: 'warning',
        text: 'SES sends nothing to the e-mail contacts of 1 user, because it suppresses their addresses: joe@example.com',
        fix: expect.stringContaining(
          'delete-suppressed-destination --email-address ADDRESS --region eu-west-1',
        ),
      },
    ]);
  });

  test('they are found on any page of the list, and their account is named if there are several', async () => {
    const pages: Readonly<Record<string, object>> = {
      first: { SuppressedDestinationSummaries: [{ EmailAddress: 'x@example.com' }], NextToken: 'second' },
      second: {
        SuppressedDestinationSummaries: [{ EmailAddress: 'joe@mail.example.com' }],
        NextToken: 'third',
      },
      third: { SuppressedDestinationSummaries: [{ EmailAddress: 'jane@mail.example.com' }] },
    };
    const [found] = await find({
      responses: {
        'sesv2 ListSuppressedDestinations': ({ NextToken = 'first' }: { NextToken?: string }) =>
          pages[NextToken],
      },
      contacts: [contactOf('jane', 'Acme'), contactOf('joe', 'Beta'), contactOf('joe', 'Beta')],
    });
    expect(found?.text).toContain('of 2 users');
    expect(found?.text).toContain(': jane@example.com of Acme, joe@example.com of Beta');
  });

  test('of many users the first are named', async () => {
    const names = Array.from({ length: 25 }, (_, i) => `user${i}`);
    const [found] = await find({
      responses: listing(...names),
      contacts: names.map((name) => contactOf(name)),
    });
    expect(found?.text).toContain('of 25 users');
    expect(found?.text).toMatch(/user19@example\.com and 5 more$/);
  });

  test.each<[string, World]>([
    [
      'the account suppresses none',
      {
        responses: {
          'sesv2 GetAccount': {
            ...(HEALTHY['sesv2 GetAccount'] as object),
            SuppressionAttributes: { SuppressedReasons: [] },
          },
        },
      },
    ],
    [
      'the configuration set of the stage suppresses none',
      {
        parameters: { emailConfigurationSet: 'own' },
        responses: {
          'sesv2 GetConfigurationSet': ({ ConfigurationSetName }: { ConfigurationSetName: string }) =>
            ConfigurationSetName === 'own' ? { SuppressionOptions: { SuppressedReasons: [] } } : {},
        },
      },
    ],
    [
      'the default configuration set of the identity suppresses none',
      {
        responses: { 'sesv2 GetConfigurationSet': { SuppressionOptions: { SuppressedReasons: [] } } },
      },
    ],
  ])('nothing is listed if %s', async (_, world) => {
    const responses = { ...listing('joe'), ...world.responses };
    expect(await find({ ...world, responses })).toEqual([
      { state: 'ok', text: 'SES has no suppression list in use: it sends to all addresses' },
    ]);
  });

  test('a stage that is not deployed yet has no contacts', async () => {
    const [found] = await find({ contacts: named('ResourceNotFoundException'), responses: listing('joe') });
    expect(found).toEqual({ state: 'ok', text: 'No user has an e-mail contact that SES could suppress' });
  });

  test.each<[string, World, RegExp]>([
    ['the contacts', { contacts: named('AccessDeniedException') }, /dynamodb:Query on the table tocsin-prod/],
    [
      'the list',
      { responses: { 'sesv2 ListSuppressedDestinations': named('AccessDeniedException') } },
      /ses:ListSuppressedDestinations/,
    ],
    [
      'the list, for another reason',
      { responses: { 'sesv2 ListSuppressedDestinations': named('TooManyRequestsException') } },
      /Run npm run doctor again/,
    ],
  ])(
    'credentials that cannot read %s lead to a warning, which stops no deployment',
    async (_, world, fix) => {
      const found = await find(world);
      expect(found).toEqual([
        { state: 'warning', text: expect.any(String), fix: expect.stringMatching(fix) },
      ]);
    },
  );
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
    'replies to a pool that go nowhere',
    checkPhone,
    { responses: { 'sms-voice DescribePools': { Pools: [{ PoolId: 'pool-1', Status: 'ACTIVE' }] } } },
    'Replies to pool-1 do not reach',
    /update-pool --pool-id pool-1 --two-way-enabled/,
  ],
  [
    'replies to a number that go to another topic',
    checkPhone,
    {
      parameters: { smsOriginationIdentity: 'phone-number/phone-1' },
      responses: {
        'sms-voice DescribePhoneNumbers': {
          PhoneNumbers: [
            {
              PhoneNumberId: 'phone-1',
              Status: 'ACTIVE',
              IsoCountryCode: 'DE',
              NumberCapabilities: ['SMS', 'VOICE'],
              TwoWayEnabled: true,
              TwoWayChannelArn: 'arn:aws:sns:eu-west-1:123456789012:tocsin-dev-received-sms',
            },
          ],
        },
      },
    },
    'Replies to phone-1 do not reach',
    /update-phone-number --phone-number-id phone-1 --two-way-enabled/,
  ],
  [
    'a pool without numbers',
    checkPhone,
    { responses: { 'sms-voice ListPoolOriginationIdentities': {} } },
    'No active number of pool/pool-1 has the capability SMS',
    /request-phone-number --number-capabilities SMS/,
  ],
  [
    'push without a channel',
    checkPhone,
    {
      responses: { 'pinpoint GetChannels': { ChannelsResponse: { Channels: { EMAIL: { Enabled: true } } } } },
    },
    'has no channel for APNs or FCM',
    /update-gcm-channel --application-id app/,
  ],
  [
    'a stage with nothing configured',
    checkEmail,
    { parameters: { emailFrom: 'tocsin@example.com' } },
    'The stage sends no e-mail',
    /--param="emailFrom=/,
  ],
  [
    'an identity that is not verified',
    checkEmail,
    {
      responses: {
        'sesv2 GetEmailIdentity': { VerifiedForSendingStatus: false, DkimAttributes: { Status: 'SUCCESS' } },
      },
    },
    'oncall@example.com is not verified',
    /get-email-identity --email-identity oncall@example.com/,
  ],
  [
    'an account whose sending is paused',
    checkEmail,
    { responses: { 'sesv2 GetAccount': { ...HEALTHY['sesv2 GetAccount'], SendingEnabled: false } } },
    'Sending is paused',
    /put-account-sending-attributes --sending-enabled/,
  ],
  [
    'a low sending rate',
    checkEmail,
    {
      responses: {
        'sesv2 GetAccount': {
          ...HEALTHY['sesv2 GetAccount'],
          SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 0 },
        },
      },
    },
    'SES sends only 1 e-mails a second',
    /service-code ses/,
  ],
  [
    'a sending quota that is used up',
    checkEmail,
    {
      responses: {
        'sesv2 GetAccount': {
          ...HEALTHY['sesv2 GetAccount'],
          SendQuota: { Max24HourSend: 200, MaxSendRate: 14, SentLast24Hours: 190 },
        },
      },
    },
    'SES has sent 190 of 200',
    /service-code ses/,
  ],
  [
    'a low quota of Step Functions',
    checkLimits,
    {
      responses: {
        'service-quotas ListServiceQuotas': {
          Quotas: [
            {
              QuotaName: 'StateTransition throttle token refill rate per second',
              QuotaCode: 'L-1',
              Value: 800,
            },
          ],
        },
      },
    },
    'Only 800 state transitions a second',
    /request-service-quota-increase --service-code states --quota-code L-1 --desired-value 1000/,
  ],
  [
    'more reserved concurrency than the account has',
    checkLimits,
    { parameters: { senderReservedConcurrency: '100', apiReservedConcurrency: '100' } },
    'The stage reserves 1000 of 1000',
    /senderReservedConcurrency/,
  ],
  [
    'a stack without its table',
    checkStack,
    { responses: { 'dynamodb DescribeTable': named('ResourceNotFoundException') } },
    'The stack has no table tocsin-prod',
    /npx sls deploy --stage prod/,
  ],
  [
    'alarms that nobody gets',
    checkStack,
    { parameters: { alarmEmail: '' } },
    'Nobody gets the alarms by e-mail',
    /--param="alarmEmail=/,
  ],
  [
    'an alarm e-mail that is not subscribed',
    checkStack,
    { responses: { 'sns ListSubscriptionsByTopic': {} } },
    'not subscribed',
    /npx sls deploy --stage prod/,
  ],
  [
    'a new account',
    checkLimits,
    { responses: { 'lambda GetAccountSettings': { AccountLimit: { ConcurrentExecutions: 10 } } } },
    'Only 10 functions',
    /request-service-quota-increase --service-code lambda/,
  ],
  [
    'a parameter that needs more functions than AWS gives at first',
    checkLimits,
    { parameters: { workerConcurrency: '1000' } },
    'Only 1000 functions may run at the same time; the stage needs 1200',
    /--quota-code L-B99A9384 --desired-value 1200/,
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
    { responses: { 's3 ListBuckets': { Buckets: [{ Name: 'tocsin-prod-attachmentsbucket-old' }] } } },
    'tocsin-prod-attachmentsbucket-old belongs to no stack',
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
    second: { StackResourceSummaries: [{ PhysicalResourceId: 'tocsin-prod-attachmentsbucket-1a' }] },
  };
  const found = await findings(checkStack, {
    responses: {
      'cloudformation ListStackResources': ({ NextToken = 'first' }: { NextToken?: string }) =>
        pages[NextToken],
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

test('an MX record that no name server tells is unknown, with the command that asks for it', async () => {
  const found = await findings(checkEmail, { mx: named('ETIMEOUT') });
  expect(found).toContainEqual({
    state: 'unknown',
    text: 'The MX record of in.example.com could not be read',
    fix: 'dig MX in.example.com',
  });
});

test('a call that failed is unknown, and its line says whether a right or another try helps', async () => {
  const fixOf = async (error: Error) =>
    (await findings(checkLimits, { responses: { 'lambda GetAccountSettings': error } })).find(
      ({ state }) => state === 'unknown',
    )?.fix;
  expect(await fixOf(named('AccessDeniedException', 'no right'))).toMatch(
    /^Give the credentials the rights .*no right/,
  );
  expect(await fixOf(named('TimeoutError', 'too late'))).toMatch(/^Run npm run doctor again\. .*too late/);
});

test('a stage with e-mail only has no lines about spend limits and numbers that are wrong', async () => {
  const found = await findings(checkPhone, {
    parameters: {
      smsOriginationIdentity: 'pool/none',
      voiceOriginationIdentity: 'none',
      pinpointApplicationId: 'none',
    },
    responses: { 'sms-voice DescribeSpendLimits': named('AccessDeniedException') },
  });
  expect(found.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
});

test('reserved concurrency that fits is ok', async () => {
  const found = await findings(checkLimits, { parameters: { assessReservedConcurrency: '100' } });
  expect(found).toContainEqual({ state: 'ok', text: '100 of them are reserved for functions of the stage' });
});

test('a quota that AWS does not list is unknown', async () => {
  const found = await findings(checkLimits, {
    responses: { 'service-quotas ListServiceQuotas': { Quotas: [] } },
  });
  expect(found.filter(({ state }) => state === 'unknown')).toHaveLength(2);
});
