import {
  addFeatureTags,
  checkParameterName,
  encryptWithKey,
  findFeature,
  useDomain,
  usePartition,
} from '../../../serverless/options.ts';

test.each([
  ['AlertsDashapiLambdaFunction', 'alerts'],
  ['AssessLogGroup', 'alerts'],
  ['IncidentActionsQueue', 'incidents'],
  ['SendDashstakeholderDashemailLambdaFunction', 'incidents'],
  ['CheckDashheartbeatsLambdaFunction', 'heartbeats'],
  ['HeartbeatChecks', 'heartbeats'],
  ['ReceivedEmailsQueue', 'inbound-email'],
  ['ReceiveDashsmsLambdaFunction', 'sms-replies'],
  ['SendDashalertDashwebhookLambdaFunction', 'webhooks'],
  ['SendDashwebhookLambdaFunction', 'alerts'],
  ['WebLambdaFunction', 'console'],
  ['CanaryLambdaFunction', 'operations'],
])('%s serves %s', (id, feature) => {
  expect(findFeature(id)).toBe(feature);
});

test('the tag of the feature is added to other tags', () => {
  const resources = {
    Q: { Type: 'AWS::SQS::Queue', Properties: { Tags: [{ Key: 'a', Value: 'b' }] } },
    R: { Type: 'AWS::IAM::Role', Properties: {} },
  };
  addFeatureTags(resources);
  expect(resources.Q.Properties.Tags).toEqual([
    { Key: 'a', Value: 'b' },
    { Key: 'feature', Value: 'alerts' },
  ]);
  expect(resources.R.Properties).toEqual({});
});

test('the integrations of Step Functions are those of the partition, and functions stay as they are', () => {
  const machine = (Resource: string) => ({
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      Definition: { States: { Send: { Type: 'Task', Resource } } },
      DefinitionSubstitutions: { MailArn: { Ref: 'MailLiveAlias' } },
    },
  });
  const resources = { A: machine('arn:aws:states:::lambda:invoke'), B: machine('${MailArn}') };
  usePartition(resources);
  expect(resources.A.Properties).toEqual({
    Definition: { States: { Send: { Type: 'Task', Resource: 'arn:${Partition}:states:::lambda:invoke' } } },
    DefinitionSubstitutions: { MailArn: { Ref: 'MailLiveAlias' }, Partition: { Ref: 'AWS::Partition' } },
  });
  expect(resources.B).toEqual(machine('${MailArn}'));
});

test('a customer-managed key encrypts what is stored, and the roles of functions may use it', () => {
  const KEY = 'arn:aws:kms:eu-west-1:000000000000:key/k';
  const role = { PolicyName: 'function', PolicyDocument: { Statement: [] as object[] } };
  // biome-ignore lint/suspicious/noExplicitAny: as in the template
  const resources: Record<string, { Type: string; Properties: any }> = {
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { SqsManagedSseEnabled: true } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: {} },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    Role: { Type: 'AWS::IAM::Role', Properties: { Policies: [role] } },
  };
  encryptWithKey(resources, KEY);
  expect(resources.Table?.Properties.SSESpecification.KMSMasterKeyId).toBe(KEY);
  expect(resources.Queue?.Properties).toEqual({ KmsMasterKeyId: KEY });
  expect(resources.Topic?.Properties.KmsMasterKeyId).toBe(KEY);
  expect(resources.Logs?.Properties.KmsKeyId).toBe(KEY);
  expect(JSON.stringify(resources.Bucket)).toContain(KEY);
  expect(role.PolicyDocument.Statement).toEqual([
    {
      Effect: 'Allow',
      // What AWS names for callers of a table with a key of the customer, and for queues and buckets.
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      Resource: KEY,
    },
  ]);
});

test('every link uses the domain; another address of the console stays', () => {
  const aFunction = (Variables: Record<string, unknown>) => ({
    Type: 'AWS::Lambda::Function',
    Properties: { Environment: { Variables } },
  });
  const resources = {
    A: aFunction({ PUBLIC_URL: { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] } }),
    B: aFunction({ CONSOLE_URL: '' }),
    C: aFunction({ CONSOLE_URL: 'https://console.example.com' }),
  };
  useDomain(resources, 'tocsin.example.com');
  expect(Object.values(resources).map(({ Properties }) => Properties.Environment.Variables)).toEqual([
    { PUBLIC_URL: 'https://tocsin.example.com' },
    { CONSOLE_URL: 'https://tocsin.example.com' },
    { CONSOLE_URL: 'https://console.example.com' },
  ]);
});

test('the name of the parameter with the secret of OIDC must begin with a slash, as the role expects', () => {
  checkParameterName('/tocsin/prod/oidc-client-secret');
  expect(() => checkParameterName('oidc-client-secret')).toThrow(
    /must begin with a slash.*"oidc-client-secret"/,
  );
});
