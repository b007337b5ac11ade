import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { METRICS } from '../../../src/platform/metrics.ts';
import { aDeploymentRole } from './deployment-role.ts';
import { aRelease } from './release.ts';
import { list, ofType, packaged, type Resource, references, type Template } from './template.ts';

let prod: Template;
let dev: Template;

beforeAll(() => {
  prod = packaged('prod');
  dev = packaged('dev', { apiProvisionedConcurrency: '2' });
}, 120_000);

const functions = (template: Template) => ofType(template, 'AWS::Lambda::Function');
const queues = (template: Template) => ofType(template, 'AWS::SQS::Queue');

const SERVE_FILES = ['ApiDashreferenceLambdaFunction', 'WebDashfilesLambdaFunction'];

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const statementsOf = ({ Properties }: Resource): readonly Statement[] =>
  (Properties.Policies ?? []).flatMap((policy: { PolicyDocument: { Statement: Statement[] } }) => {
    return policy.PolicyDocument.Statement;
  });

test('no resource depends on itself through others, which CloudFormation refuses', () => {
  const after = (id: string): readonly string[] => {
    const resource = prod.Resources[id];
    return [
      ...references(resource?.Properties),
      ...references(resource?.UpdatePolicy),
      ...list(resource?.DependsOn ?? []),
    ].filter((target) => target in prod.Resources);
  };
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (id: string, path: readonly string[]) => {
    if (path.includes(id)) circles.push([...path.slice(path.indexOf(id)), id].join(' → '));
    if (done.has(id) || path.includes(id)) return;
    for (const target of after(id)) visit(target, [...path, id]);
    done.add(id);
  };
  for (const id of Object.keys(prod.Resources)) visit(id, []);
  expect(circles).toEqual([]);
});

describe('roles', () => {
  const roles = () => ofType(prod, 'AWS::IAM::Role');

  test('every function has one of its own', () => {
    const used = functions(prod).map(([, { Properties }]) => references(Properties.Role)[0]);
    expect(new Set(used).size).toBe(used.length);
    expect(used.every((role) => prod.Resources[String(role)]?.Type === 'AWS::IAM::Role')).toBe(true);
  });

  test('no role is left over', () => {
    const referred = Object.values(prod.Resources).flatMap(references);
    expect(roles().filter(([id]) => !referred.includes(id))).toEqual([]);
  });

  test('no action is a wildcard', () => {
    const actions = roles().flatMap(([, role]) => statementsOf(role).flatMap(({ Action }) => list(Action)));
    expect(actions.length).toBeGreaterThan(50);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  /** X-Ray and the delivery of logs know no resources. */
  const WITHOUT_RESOURCES =
    /^(xray:|logs:(\w+LogDeliver(y|ies)|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)$)/;

  test('nothing is allowed on all resources that could be allowed on one', () => {
    const everywhere = roles()
      .flatMap(([, role]) => statementsOf(role))
      .filter(({ Resource }) => list(Resource).includes('*'))
      .flatMap(({ Action }) => list(Action));
    expect(everywhere.filter((action) => !WITHOUT_RESOURCES.test(action))).toEqual([]);
  });

  test('a resource ends in a wildcard only where its names are not known before', () => {
    const texts = roles()
      .flatMap(([, role]) => statementsOf(role))
      .flatMap(({ Resource }) => list(Resource))
      .map((resource) => String((resource as { 'Fn::Sub'?: string })['Fn::Sub'] ?? ''))
      .filter((text) => text.includes('*'));
    expect(new Set(texts)).toEqual(
      new Set([
        '${AttachmentsBucket.Arn}/*',
        '${ReceivedEmailsBucket.Arn}/*',
        'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:tocsin-prod-alert-escalation:*',
        'arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*',
        'arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/*',
      ]),
    );
  });

  test('e-mail is sent from one address only, whatever identity SES judges by', () => {
    const sending = roles()
      .flatMap(([, role]) => statementsOf(role))
      .filter(({ Action }) => Action === 'ses:SendEmail');
    expect(sending.length).toBeGreaterThanOrEqual(3);
    for (const statement of sending) {
      expect(statement).toMatchObject({
        Condition: { StringEqualsIgnoreCase: { 'ses:FromAddress': 'tocsin@example.com' } },
      });
    }
    const { EMAIL_FROM } = prod.Resources.SendDashemailLambdaFunction?.Properties.Environment.Variables ?? {};
    expect(EMAIL_FROM).toBe('Tocsin <tocsin@example.com>');
  });

  test('the worker of bulk actions changes only their progress, and sends only to alerts and to itself', () => {
    const statements = statementsOf(prod.Resources.BulkActionWorkerRole as Resource);
    const allowed = (service: string) =>
      statements
        .flatMap(({ Action, Resource }) => list(Action).map((action) => [action, references(Resource)[0]]))
        .filter(([action]) => String(action).startsWith(`${service}:`));
    expect(allowed('dynamodb')).toEqual([
      ['dynamodb:GetItem', 'Table'],
      ['dynamodb:BatchGetItem', 'Table'],
      ['dynamodb:UpdateItem', 'Table'],
    ]);
    expect(allowed('sqs').filter(([action]) => action === 'sqs:SendMessage')).toEqual([
      ['sqs:SendMessage', 'AlertActionsQueue'],
      ['sqs:SendMessage', 'BulkActionsQueue'],
    ]);
    // Lambda stops a function that sends to its own queue after sixteen times, unless its recursion setting allows it.
    expect(prod.Resources.BulkDashactionDashworkerLambdaFunction?.Properties.RecursiveLoop).toBe('Allow');
  });

  test('what serves only files may write its log and traces, and nothing else', () => {
    for (const id of ['ApiReferenceRole', 'WebFilesRole']) {
      const actions = statementsOf(prod.Resources[id] as Resource).flatMap(({ Action }) => list(Action));
      expect(actions.toSorted()).toEqual([
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'xray:PutTelemetryRecords',
        'xray:PutTraceSegments',
      ]);
    }
  });

  test('senders read the table by key and change no item in place', () => {
    const senders = roles().filter(([id]) =>
      /^(Send(Email|Sms|Voice|Push|Webhook|WebPush|Ntfy|Pushover)|RecordFailure)Role$/.test(id),
    );
    expect(senders).toHaveLength(9);
    for (const [id, role] of senders) {
      const statements = statementsOf(role).filter(({ Action }) => list(Action)[0]?.startsWith('dynamodb:'));
      const actions = statements.flatMap(({ Action }) => list(Action)).toSorted();
      expect({ id, actions }).toEqual({
        id,
        actions: ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
      });
    }
  });

  /** Calls a function that the state's input names: one of those in the parameters of Assess. */
  const LAMBDA_INVOKE = 'arn:${Partition}:states:::lambda:invoke';

  /** The functions that the states of a definition call, including inner state machines. */
  function listTaskResources(definition: unknown): readonly string[] {
    if (typeof definition !== 'object' || definition === null) return [];
    const { Type, Resource } = definition as { readonly Type?: string; readonly Resource?: string };
    return [
      ...(Type === 'Task' ? [String(Resource)] : []),
      ...Object.values(definition).flatMap(listTaskResources),
    ];
  }

  test.each([
    ['AlertEscalation', 14],
    ['HeartbeatChecks', 1],
  ])('%s may call exactly the functions that its states call', (id, tasks) => {
    const { Definition, DefinitionSubstitutions: all } = prod.Resources[id]?.Properties ?? {};
    const { Partition, ...DefinitionSubstitutions } = all;
    expect(Partition).toEqual(id === 'AlertEscalation' ? { Ref: 'AWS::Partition' } : undefined);
    expect(listTaskResources(Definition)).toHaveLength(tasks);
    const resources = listTaskResources(Definition).filter((resource) => resource !== LAMBDA_INVOKE);
    // An integration with another service, such as arn:aws:states:::sqs:sendMessage, would need other permissions.
    expect(resources.filter((resource) => !/^\$\{\w+FunctionArn\}$/.test(resource))).toEqual([]);
    const names = [...new Set(resources.map((resource) => resource.slice(2, -1)))];
    const mentioned = JSON.stringify(Definition).matchAll(/\$\{(\w+)\}/g);
    const parts = Partition === undefined ? names : [...names, 'Partition'];
    expect([...new Set([...mentioned].map(([, name]) => name))].toSorted()).toEqual(parts.toSorted());
    expect(Object.keys(DefinitionSubstitutions).toSorted()).toEqual(names.toSorted());

    const statements = statementsOf(prod.Resources[`${id}Role`] as Resource);
    const invoking = statements.filter(({ Action }) => list(Action).includes('lambda:InvokeFunction'));
    expect(invoking.flatMap(({ Resource }) => references(Resource)).toSorted()).toEqual(
      names.flatMap((name) => references(DefinitionSubstitutions[name])).toSorted(),
    );
    const others = statements
      .flatMap(({ Action }) => list(Action))
      .filter((action) => !WITHOUT_RESOURCES.test(action));
    expect(others).toEqual(['lambda:InvokeFunction']);
  });
});

describe('functions', () => {
  test('every handler has a function', () => {
    const handlers = readdirSync('src/handlers')
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(`src/handlers/${file}`, 'utf8'))
      .filter((source) => /^export const handler\b/m.test(source));
    expect(functions(prod)).toHaveLength(handlers.length);
  });

  test('each starts with its environment variables', () => {
    const printed = execFileSync('npx', ['node', 'scripts/bundles.ts', '--rounds', '1'], {
      encoding: 'utf8',
    });
    expect(printed.trim().split('\n')).toHaveLength(functions(prod).length);
  }, 120_000);

  test('all run on Node 24 on arm64, with JSON logs and tracing', () => {
    for (const [, { Properties }] of functions(prod)) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
        TracingConfig: { Mode: 'Active' },
      });
    }
  });

  test('those that accept alerts are kept warm if a parameter says so, and otherwise none', () => {
    const provisioned = (template: Template) =>
      ofType(template, 'AWS::Lambda::Alias').flatMap(([id, { Properties }]) =>
        Properties.ProvisionedConcurrencyConfig ? [[id, Properties.ProvisionedConcurrencyConfig]] : [],
      );
    expect(provisioned(prod)).toEqual([]);
    expect(provisioned(dev)).toEqual([
      ['AlertsDashapiLiveAlias', { ProvisionedConcurrentExecutions: 2 }],
      ['InboundDashapiLiveAlias', { ProvisionedConcurrentExecutions: 2 }],
    ]);
  });

  test('no stage has a demo account to which anybody may sign in', () => {
    for (const template of [prod, dev]) expect(JSON.stringify(template)).not.toContain('DEMO_ACCOUNT');
  });

  test('webhooks never go to private addresses', () => {
    for (const template of [prod, dev])
      expect(JSON.stringify(template)).not.toContain('WEBHOOK_ALLOW_PRIVATE');
  });

  test('an environment names the queue, bucket and table that the role may use', () => {
    // All functions have the name of the table; these do not use it, and their roles may not.
    const using = functions(prod).filter(([id]) => !SERVE_FILES.includes(id));
    for (const [id, { Properties }] of using) {
      const role = prod.Resources[String(references(Properties.Role)[0])] as Resource;
      const reachable = references(statementsOf(role));
      const named = references(Properties.Environment).filter((target) => target !== 'HttpApi');
      const missing = named.filter((target) => !target.startsWith('AWS::') && !reachable.includes(target));
      expect({ id, missing }).toEqual({ id, missing: [] });
    }
  });

  test.each([
    ['ESCALATION_STATE_MACHINE_ARN', 'AlertEscalation'],
    ['HEARTBEAT_CHECKS_STATE_MACHINE_ARN', 'HeartbeatChecks'],
  ])('the state machine of %s exists', (variable, id) => {
    const arns = functions(prod)
      .map(([, { Properties }]) => Properties.Environment.Variables[variable]?.['Fn::Sub'])
      .filter((arn) => arn !== undefined);
    expect(arns.length).toBeGreaterThan(1);
    for (const arn of arns) {
      expect(arn.endsWith(`:stateMachine:${prod.Resources[id]?.Properties.StateMachineName}:live`)).toBe(
        true,
      );
    }
  });

  test('one that is called asynchronously has a destination for its failures', () => {
    const targets = ofType(prod, 'AWS::Events::Rule').flatMap(([, { Properties }]) =>
      references(Properties.Targets),
    );
    const covered = ofType(prod, 'AWS::Lambda::EventInvokeConfig')
      .filter(([, { Properties }]) => Properties.DestinationConfig.OnFailure)
      .flatMap(([, { Properties }]) => references(Properties.FunctionName));
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((target) => !covered.includes(target))).toEqual([]);
  });
});

describe('queues', () => {
  const source = () => queues(prod).filter(([, { Properties }]) => Properties.RedrivePolicy);

  test('one that a function reads has a dead-letter queue, after five attempts', () => {
    const read = ofType(prod, 'AWS::Lambda::EventSourceMapping').flatMap(([, { Properties }]) =>
      references(Properties.EventSourceArn),
    );
    expect(read.toSorted()).toEqual(
      source()
        .map(([id]) => id)
        .toSorted(),
    );
    for (const [, { Properties }] of source()) {
      const [dlq = ''] = references(Properties.RedrivePolicy.deadLetterTargetArn);
      expect(prod.Resources[dlq]?.Properties.FifoQueue).toBe(Properties.FifoQueue);
      expect(Properties.RedrivePolicy.maxReceiveCount).toBe(5);
    }
  });

  test('failures of a batch are reported message by message', () => {
    for (const [, { Properties }] of ofType(prod, 'AWS::Lambda::EventSourceMapping')) {
      expect(Properties).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    }
  });

  test('a received message stays hidden for six times the timeout of its function', () => {
    for (const [, { Properties }] of ofType(prod, 'AWS::Lambda::EventSourceMapping')) {
      const queue = prod.Resources[String(references(Properties.EventSourceArn)[0])] as Resource;
      const reader = prod.Resources[String(references(Properties.FunctionName)[0])] as Resource;
      expect(queue.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * reader.Properties.Timeout);
    }
  });

  test('FIFO queues order by message group, all are encrypted and keep for two weeks', () => {
    for (const [, { Properties }] of queues(prod)) {
      expect(Properties).toMatchObject({
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: 14 * 24 * 60 * 60,
      });
      if (!Properties.FifoQueue) continue;
      expect(Properties.QueueName).toMatch(/\.fifo$/);
      expect(Properties).toMatchObject({
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
      });
    }
    expect(
      queues(prod)
        .filter(([, { Properties }]) => !Properties.FifoQueue)
        .map(([id]) => id)
        .toSorted(),
    ).toEqual([
      'ReceivedEmailsDlq',
      'ReceivedEmailsQueue',
      'ReceivedSmsDlq',
      'ReceivedSmsQueue',
      'ScheduledFunctionsDlq',
    ]);
  });
});

describe('the key of the topics', () => {
  test('may be used by the services that publish, for the topics of the stage and nothing else', () => {
    const [account, services] = prod.Resources.TopicsKey?.Properties.KeyPolicy.Statement ?? [];
    expect(account.Action).toBe('kms:*');
    expect(services).toMatchObject({
      Principal: {
        Service: ['cloudwatch.amazonaws.com', 'ses.amazonaws.com', 'sms-voice.amazonaws.com'],
      },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    });
    // SNS names the topic in each call. Which of these services also name the account, AWS does not document.
    expect(services.Condition).toEqual({
      ArnLike: {
        'kms:EncryptionContext:aws:sns:topicArn': {
          'Fn::Sub': 'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:tocsin-prod-*',
        },
      },
    });
    const names = ofType(prod, 'AWS::SNS::Topic').map(([, { Properties }]) => Properties.TopicName);
    expect(names).toHaveLength(3);
    expect(names.filter((name) => !name.startsWith('tocsin-prod-'))).toEqual([]);
  });

  test('exists only where the stage has no other key', () => {
    expect(prod.Conditions.HasTopicsKey).toEqual({
      'Fn::And': [{ 'Fn::Equals': ['true', 'true'] }, { 'Fn::Equals': ['', ''] }],
    });
  });
});

describe('a topic that fills a queue', () => {
  interface Granted {
    readonly Effect: string;
    readonly Resource: unknown;
    readonly Condition?: { readonly ArnEquals?: Readonly<Record<string, { readonly Ref: string }>> };
  }

  /** The statements of a policy, those that a condition adds included. */
  const statementsOf = ({ Properties }: Resource): readonly Granted[] =>
    Properties.PolicyDocument.Statement.map(
      (statement: { readonly 'Fn::If'?: readonly [string, Granted, Granted] } & Granted) =>
        statement['Fn::If']?.[1] ?? statement,
    );

  const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

  test('keeps what it cannot deliver in a dead-letter queue that has an alarm', () => {
    const subscriptions = ofType(prod, 'AWS::SNS::Subscription').filter(
      ([, { Properties }]) => Properties.Protocol === 'sqs',
    );
    expect(subscriptions).toHaveLength(2);
    for (const [, { Properties }] of subscriptions) {
      const [dlq] = Properties.RedrivePolicy?.deadLetterTargetArn?.['Fn::GetAtt'] ?? [];
      const topic = Properties.TopicArn.Ref;
      const allowed = ofType(prod, 'AWS::SQS::QueuePolicy')
        .filter(([, policy]) => references(policy.Properties.Queues).includes(dlq))
        .flatMap(([, policy]) => statementsOf(policy))
        .filter(({ Condition }) => Condition?.ArnEquals?.['aws:SourceArn']?.Ref === topic);
      expect(allowed).toMatchObject([{ Effect: 'Allow', Action: 'sqs:SendMessage' }]);
      expect(list(allowed[0]?.Resource)).toEqual([Properties.Endpoint, arnOf(dlq)]);
      const watched = ofType(prod, 'AWS::CloudWatch::Alarm').filter(
        ([, { Properties: alarm }]) => alarm.Dimensions?.[0]?.Value?.['Fn::GetAtt']?.[0] === dlq,
      );
      expect(watched).toHaveLength(1);
    }
  });

  test('a dead-letter queue gets its new policy after the policy of all queues has let go of it', () => {
    expect(JSON.stringify(prod.Resources.ReceivedSmsQueuePolicy?.Properties)).toContain(
      '{"Ref":"QueuesTlsOnlyPolicy"}',
    );
  });
});

describe('received texts', () => {
  test('only End User Messaging of this AWS account may publish them, only their topic fill the queue', () => {
    const [allowed] = prod.Resources.ReceivedSmsPolicy?.Properties.PolicyDocument.Statement ?? [];
    expect(allowed).toMatchObject({
      Principal: { Service: 'sms-voice.amazonaws.com' },
      Action: 'sns:Publish',
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    const [fills, tls] = prod.Resources.ReceivedSmsQueuePolicy?.Properties.PolicyDocument.Statement ?? [];
    expect(fills).toMatchObject({
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Condition: { ArnEquals: { 'aws:SourceArn': { Ref: 'ReceivedSms' } } },
    });
    expect(tls['Fn::If'][0]).toBe('TlsOnly');
    expect(prod.Resources.ReceivedSmsSubscription?.Properties).toMatchObject({
      Protocol: 'sqs',
      RawMessageDelivery: true,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['ReceivedSmsDlq', 'Arn'] } },
    });
  });

  test('a queue has one policy', () => {
    const named = ofType(prod, 'AWS::SQS::QueuePolicy').flatMap(([, { Properties }]) =>
      references(Properties.Queues),
    );
    expect(new Set(named).size).toBe(named.length);
    expect(named).toHaveLength(queues(prod).length);
  });

  test('exist only where the stage has them enabled', () => {
    expect(prod.Resources.SendDashsmsLambdaFunction?.Properties.Environment.Variables.SMS_REPLIES).toBe(
      'false',
    );
  });
});

describe('received e-mails', () => {
  const statements = (id: string) => prod.Resources[id]?.Properties.PolicyDocument.Statement;

  test('exist only where the stage has a domain for them', () => {
    const parts = ['AWS::SES::ReceiptRuleSet', 'AWS::SES::ReceiptRule'].flatMap((type) => ofType(prod, type));
    const topic = ['ReceivedEmails', 'ReceivedEmailsPolicy', 'ReceivedEmailsSubscription'];
    const conditions = [...parts, ...topic.map((id) => [id, prod.Resources[id]] as const)].map(
      ([id, resource]) => [id, resource?.Condition],
    );
    expect(conditions).toEqual([
      ['EmailRuleSet', 'MakesRuleSet'],
      ['EmailRule', 'MakesRule'],
      ...topic.map((id) => [id, 'ReceivesEmail']),
    ]);
    expect(prod.Conditions.ReceivesEmail).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['', ''] }] });
  });

  test('are stored before their topic announces them, and what cannot be announced goes to the dead-letter queue', () => {
    const { Rule } = prod.Resources.EmailRule?.Properties ?? {};
    expect(Rule).toMatchObject({ Enabled: true, ScanEnabled: true });
    expect(Rule.Actions).toEqual([
      { S3Action: { BucketName: { Ref: 'ReceivedEmailsBucket' }, TopicArn: { Ref: 'ReceivedEmails' } } },
    ]);
    expect(prod.Resources.EmailRule?.DependsOn).toEqual([
      'ReceivedEmailsBucketPolicy',
      'ReceivedEmailsPolicy',
    ]);
    expect(prod.Resources.ReceivedEmailsSubscription?.Properties).toMatchObject({
      RawMessageDelivery: true,
      Endpoint: { 'Fn::GetAtt': ['ReceivedEmailsQueue', 'Arn'] },
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['ReceivedEmailsDlq', 'Arn'] } },
    });
    const [{ ExpirationInDays }] =
      prod.Resources.ReceivedEmailsBucket?.Properties.LifecycleConfiguration.Rules ?? [];
    expect(ExpirationInDays * 24 * 60 * 60).toBeGreaterThan(
      prod.Resources.ReceivedEmailsDlq?.Properties.MessageRetentionPeriod,
    );
  });

  test('come from SES by this rule of this account alone', () => {
    const [stores] = statements('ReceivedEmailsBucketPolicy')[0]['Fn::If'].slice(1);
    const [publishes] = statements('ReceivedEmailsPolicy');
    for (const [statement, action] of [
      [stores, 's3:PutObject'],
      [publishes, 'sns:Publish'],
    ]) {
      expect(statement).toMatchObject({
        Principal: { Service: 'ses.amazonaws.com' },
        Action: action,
        Condition: {
          StringEquals: {
            'aws:SourceAccount': { Ref: 'AWS::AccountId' },
            'aws:SourceArn': {
              'Fn::Sub': [expect.stringMatching(/:receipt-rule\/tocsin-prod$/), expect.anything()],
            },
          },
        },
      });
    }
    const [fills] = statements('ReceivedEmailsQueuesPolicy')[0]['Fn::If'].slice(1);
    expect(fills.Condition).toEqual({ ArnEquals: { 'aws:SourceArn': { Ref: 'ReceivedEmails' } } });
  });
});

describe('alarms', () => {
  const watching = (metric: string) =>
    ofType(prod, 'AWS::CloudWatch::Alarm')
      .filter(([, { Properties }]) => Properties.MetricName === metric)
      .flatMap(([, { Properties }]) => references(Properties.Dimensions));

  test('on every dead-letter queue', () => {
    const dlqs = queues(prod).filter(([, { Properties }]) => !Properties.RedrivePolicy);
    expect(watching('ApproximateNumberOfMessagesVisible').toSorted()).toEqual(
      dlqs.map(([id]) => id).toSorted(),
    );
  });

  test('on actions and notices that wait', () => {
    expect(watching('ApproximateAgeOfOldestMessage').toSorted()).toEqual([
      'AlertActionsQueue',
      'IncidentActionsQueue',
      'ShiftNoticesQueue',
    ]);
  });

  test('on the state machines and the API', () => {
    for (const metric of ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionThrottled']) {
      expect(watching(metric)).toEqual(['AlertEscalation', 'HeartbeatChecks']);
    }
    expect(watching('5xx')).toEqual(['HttpApi']);
  });

  test('on every function but the senders, which have an alarm of their error rate', () => {
    const others = functions(prod)
      .map(([id]) => id)
      .filter((id) => !id.startsWith('SendDash'))
      .toSorted();
    expect(watching('Errors').toSorted()).toEqual(others);
    expect(watching('Throttles').toSorted()).toEqual(others);
    expect(watching('Invocations')).toEqual([
      'ReconcileLambdaFunction',
      'ScheduleDashheartbeatDashchecksLambdaFunction',
    ]);
  });

  test('on the metrics of the functions, under the names that the code uses', () => {
    const own = ofType(prod, 'AWS::CloudWatch::Alarm').filter(
      ([, { Properties }]) => Properties.Namespace && !Properties.Namespace.startsWith('AWS/'),
    );
    expect(own.map(([, { Properties }]) => Properties.MetricName).toSorted()).toEqual([
      'AlertsWithoutRecipient',
      'CanariesArrived',
      'ConfigurationFailures',
      'NotificationLateness',
      'Notifications',
      'Notifications',
      'PagingStopped',
      'ReconcilerFailures',
      'ReconcilerIncomplete',
      'RestartedRuns',
      'TimeToFirstNotification',
    ]);
    const { Variables } = prod.Resources.ReconcileLambdaFunction?.Properties.Environment ?? {};
    for (const [, { Properties }] of own) {
      expect(METRICS).toHaveProperty(Properties.MetricName);
      expect(Properties.Namespace).toBe(Variables.POWERTOOLS_METRICS_NAMESPACE);
      expect(Properties.Dimensions[0]).toEqual({
        Name: 'service',
        Value: Variables.POWERTOOLS_SERVICE_NAME,
      });
    }
  });

  test('and the dashboard shows only metrics that exist', () => {
    const body = JSON.stringify(prod.Resources.Dashboard?.Properties.DashboardBody);
    const named = [...body.matchAll(/\[\\"tocsin-prod\\", \\"(\w+)\\"/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(2);
    for (const name of named) expect(METRICS).toHaveProperty(String(name));
  });

  test('the alarm of a missing canary exists only where there is a canary', () => {
    expect(prod.Conditions.WatchedCanary).toEqual({
      'Fn::And': [{ Condition: 'Watched' }, { 'Fn::Not': [{ 'Fn::Equals': ['', ''] }] }],
    });
    expect(prod.Resources.CanaryLambdaFunction?.Properties.Environment.Variables).toMatchObject({
      DEAD_MANS_SWITCH_URL: '',
    });
  });

  test('notify the alarm topic', () => {
    for (const [, { Properties }] of ofType(prod, 'AWS::CloudWatch::Alarm')) {
      expect(references(Properties.AlarmActions)).toEqual(['AlarmTopic']);
    }
  });

  test('cost nothing in a stage without alarms', () => {
    const paid = [...ofType(dev, 'AWS::CloudWatch::Alarm'), ...ofType(dev, 'AWS::CloudWatch::Dashboard')];
    expect(paid.length).toBeGreaterThan(0);
    for (const [, { Condition }] of paid) expect(Condition).toMatch(/^Watched(Email|Canary)?$/);
    expect(dev.Conditions.WatchedEmail).toEqual({
      'Fn::And': [{ Condition: 'Watched' }, { Condition: 'ReceivesEmail' }],
    });
    expect(dev.Conditions.Watched).toEqual({ 'Fn::Equals': ['false', 'true'] });
    expect(prod.Conditions.Watched).toEqual({ 'Fn::Equals': ['true', 'true'] });
  });
});

describe('logs', () => {
  test('are all kept for a time that the stage sets', () => {
    for (const [template, days] of [
      [prod, 90],
      [dev, 14],
    ] as const) {
      const groups = ofType(template, 'AWS::Logs::LogGroup');
      expect(groups).toHaveLength(functions(template).length + 3);
      for (const [, { Properties }] of groups) expect(Properties.RetentionInDays).toBe(days);
    }
  });

  test('that AWS delivers by a resource policy have the prefix that keeps this policy small', () => {
    const [, stage] = ofType(prod, 'AWS::ApiGatewayV2::Stage')[0] ?? [];
    const targets = [
      stage?.Properties.AccessLogSettings.DestinationArn,
      ...ofType(prod, 'AWS::StepFunctions::StateMachine').flatMap(
        ([, { Properties }]) => Properties.LoggingConfiguration.Destinations,
      ),
    ].flatMap(references);
    expect(targets).toHaveLength(3);
    for (const id of targets)
      expect(prod.Resources[id]?.Properties.LogGroupName).toMatch(/^\/aws\/vendedlogs\//);
  });

  test('hold nothing about people in production', () => {
    expect(prod.Resources.AlertEscalation?.Properties.LoggingConfiguration).toMatchObject({
      Level: 'ERROR',
      IncludeExecutionData: false,
    });
    const { Format } = prod.Resources.HttpApiStage?.Properties.AccessLogSettings ?? {};
    expect(Format).not.toMatch(/sourceIp|userAgent|\bpath\b|identity|authorizer/);
  });
});

aRelease(() => ({ prod, dev }));
aDeploymentRole(() => ({ prod }));

describe('stored data', () => {
  test('outlives the stack in production only, where sls remove is refused besides', () => {
    const stores = Object.entries(prod.Resources)
      .filter(([, { Type }]) => ['AWS::DynamoDB::Table', 'AWS::S3::Bucket'].includes(Type))
      .map(([id]) => id)
      // The framework's own bucket for packages.
      .filter((id) => id !== 'ServerlessDeploymentBucket');
    expect(stores).toEqual(expect.arrayContaining(['Table', 'AttachmentsBucket']));
    for (const id of stores) {
      // A table that a failed first deployment left behind would make the next one fail.
      expect(prod.Resources[id]).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
      expect(dev.Resources[id]?.DeletionPolicy).toBe('Delete');
    }
    expect([prod.deletionProtection, dev.deletionProtection]).toEqual([true, false]);
    // Set after the first deployment by serverless/stage-data.ts: it would keep a failed one from being rolled back.
    expect(prod.Resources.Table?.Properties).not.toHaveProperty('DeletionProtectionEnabled');
    expect(prod.Resources.Table?.Properties.PointInTimeRecoverySpecification).toEqual({
      PointInTimeRecoveryEnabled: true,
    });
  });

  test.each([
    ['attachments', 'AttachmentsBucket'],
    ['e-mails', 'ReceivedEmailsBucket'],
  ])('%s are private, encrypted and reached by TLS only', (_, id) => {
    expect(prod.Resources[id]?.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: expect.anything(),
    });
    expect(prod.Conditions.TlsOnly).toEqual({ 'Fn::Equals': ['true', 'true'] });
  });
});

describe('the HTTP API', () => {
  test('sends alerts, events, health checks, the reference and the console to their own functions', () => {
    const integrationOf = (id: string) =>
      references(prod.Resources[id]?.Properties.IntegrationUri)[0] ?? 'none';
    const routes = ofType(prod, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => {
      const integration = references(Properties.Target).find(
        (id) => prod.Resources[id]?.Properties.IntegrationUri,
      );
      return [Properties.RouteKey, integrationOf(String(integration))];
    });
    expect(Object.fromEntries(routes)).toEqual({
      'ANY /v2/alerts': 'AlertsDashapiLambdaFunction',
      'ANY /v2/alerts/{proxy+}': 'AlertsDashapiLambdaFunction',
      'GET /v2/alerts/{proxy+}': 'AlertsDashapiLambdaFunction',
      'GET /v2/alerts': 'ConfigurationDashapiLambdaFunction',
      'GET /v2/alerts/count': 'ConfigurationDashapiLambdaFunction',
      'ANY /v2/alerts/bulk-actions/{proxy+}': 'ConfigurationDashapiLambdaFunction',
      'GET /v2/alerts/bulk-actions/{proxy+}': 'ConfigurationDashapiLambdaFunction',
      'GET /v2/alerts/{identifier}/story': 'ConfigurationDashapiLambdaFunction',
      'GET /l/{proxy+}': 'AlertsDashapiLambdaFunction',
      'POST /l/{proxy+}': 'AlertsDashapiLambdaFunction',
      'GET /v1/json/{proxy+}': 'InboundDashapiLambdaFunction',
      'POST /v1/json/{proxy+}': 'InboundDashapiLambdaFunction',
      'POST /v2/change/enqueue': 'InboundDashapiLambdaFunction',
      'POST /v2/enqueue': 'InboundDashapiLambdaFunction',
      'GET /v2/health': 'HealthLambdaFunction',
      'GET /openapi.json': 'ApiDashreferenceLambdaFunction',
      'GET /docs': 'ApiDashreferenceLambdaFunction',
      'GET /docs/{proxy+}': 'ApiDashreferenceLambdaFunction',
      'GET /': 'WebDashfilesLambdaFunction',
      'GET /console': 'WebDashfilesLambdaFunction',
      'GET /console/{proxy+}': 'WebDashfilesLambdaFunction',
      'ANY /web/{proxy+}': 'WebLambdaFunction',
      'ANY /web/sign-in/{proxy+}': 'WebLambdaFunction',
      'GET /web/oidc/{proxy+}': 'WebLambdaFunction',
      $default: 'ConfigurationDashapiLambdaFunction',
    });
  });

  test('speaks payload 2.0 and is throttled', () => {
    for (const [, { Properties }] of ofType(prod, 'AWS::ApiGatewayV2::Integration')) {
      expect(Properties.PayloadFormatVersion).toBe('2.0');
    }
    const { DefaultRouteSettings } = prod.Resources.HttpApiStage?.Properties ?? {};
    expect(DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 2000, ThrottlingBurstLimit: 4000 });
  });

  test('limits by route what can be flooded, so that it leaves requests to creating and acknowledging alerts', () => {
    const { Properties, DependsOn } = prod.Resources.HttpApiStage ?? {};
    const limits = Object.entries(Properties.RouteSettings).map(
      // biome-ignore lint/suspicious/noExplicitAny: settings of the template
      ([route, { ThrottlingRateLimit }]: [string, any]) => [route, ThrottlingRateLimit],
    );
    expect(Object.fromEntries(limits)).toEqual({
      'GET /v2/alerts': 200,
      'GET /v2/alerts/count': 200,
      'GET /v2/alerts/{proxy+}': 2000,
      'GET /': 500,
      'GET /console': 500,
      'GET /console/{proxy+}': 500,
      'ANY /web/{proxy+}': 500,
      'ANY /web/sign-in/{proxy+}': 50,
      'GET /web/oidc/{proxy+}': 50,
      $default: 500,
    });
    // API Gateway refuses settings for a route that does not exist yet.
    const ids = ofType(prod, 'AWS::ApiGatewayV2::Route').flatMap(([id, route]) =>
      route.Properties.RouteKey in Properties.RouteSettings ? [id] : [],
    );
    expect(ids).toHaveLength(limits.length);
    expect(DependsOn).toEqual(expect.arrayContaining(ids));
  });
});
