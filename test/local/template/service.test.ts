import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readService } from '../../../src/local/template/service.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return join(folder, 'serverless.yml');
}

const TEMPLATE = `
service: pager
params:
  default: { sender: 'Pager <p@example.com>', workers: 3 }
  local: { workers: 2 }
provider:
  name: aws
  region: \${opt:region, env:NO_SUCH_VARIABLE, 'eu-west-1'}
  timeout: 20
  environment:
    TABLE: !Ref Table
functions:
  web:
    handler: src/web.handler
    timeout: 5
    environment:
      QUEUE_URL: !Ref Jobs
      API: !GetAtt HttpApi.ApiEndpoint
    events:
      - httpApi: '*'
      - httpApi: { method: get, path: '/v1/{proxy+}' }
      - httpApi: 'POST /v1/jobs'
  send-mail:
    handler: src/mail.send
    environment:
      SENDER: \${param:sender}
      IDENTITY: !Sub 'arn:\${AWS::Partition}:ses:\${AWS::Region}:\${AWS::AccountId}:\${param:workers}'
      MACHINE: !Ref Live
      WEB_ARN: !Ref WebLiveAlias
      MAIL_ARN: !GetAtt SendDashmailLambdaFunction.Arn
    events:
      - sqs: { arn: !GetAtt Jobs.Arn, batchSize: 4, functionResponseType: ReportBatchItemFailures, maximumConcurrency: '\${param:workers}' }
      - schedule: rate(5 minutes)
      - schedule: { rate: rate(1 hour), enabled: false }
resources:
  - \${file(resources.yml)}
  - Resources:
      Role: { Type: AWS::IAM::Role, Properties: { Anything: '\${param:unknown}' } }
`;

const RESOURCES = `
Resources:
  Live: { Type: AWS::StepFunctions::StateMachineAlias, Properties: { Name: live, DeploymentPreference: { StateMachineVersionArn: !Ref Version } } }
  Version: { Type: AWS::StepFunctions::StateMachineVersion, Properties: { StateMachineArn: !Ref Machine } }
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: '\${self:service}-\${sls:stage}' } }
  Files: { Type: AWS::S3::Bucket }
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: \${self:service}-\${sls:stage}-jobs.fifo
      FifoQueue: true
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5 }
  Dead: { Type: AWS::SQS::Queue, Properties: { QueueName: dead.fifo, FifoQueue: true } }
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineName: machine
      Definition: \${file(machine.asl.json)}
      DefinitionSubstitutions: { MailArn: !Ref SendDashmailLiveAlias }
`;

const MACHINE = JSON.stringify({
  StartAt: 'Mail',
  States: { Mail: { Type: 'Task', Resource: '${MailArn}', End: true } },
});

const FILES = { 'serverless.yml': TEMPLATE, 'resources.yml': RESOURCES, 'machine.asl.json': MACHINE };

test('functions, routes, queues, schedules and the state machine are read from the template', () => {
  const service = readService(write(FILES), 'local');

  const mailArn = 'arn:aws:lambda:eu-west-1:000000000000:function:pager-local-send-mail';
  const jobsArn = 'arn:aws:sqs:eu-west-1:000000000000:pager-local-jobs.fifo';
  expect(service).toMatchObject({
    name: 'pager',
    region: 'eu-west-1',
    functions: [
      { name: 'web', file: 'src/web.ts', exportName: 'handler', timeoutSeconds: 5 },
      { name: 'send-mail', file: 'src/mail.ts', exportName: 'send', timeoutSeconds: 20, arn: mailArn },
    ],
    routes: [
      { functionName: 'web', method: '*', path: '*' },
      { functionName: 'web', method: 'GET', path: '/v1/{proxy+}' },
      { functionName: 'web', method: 'POST', path: '/v1/jobs' },
    ],
    queueSources: [
      {
        functionName: 'send-mail',
        queueName: 'pager-local-jobs.fifo',
        queueArn: jobsArn,
        batchSize: 4,
        maximumConcurrency: 2,
        reportsFailures: true,
      },
    ],
    schedules: [{ functionName: 'send-mail', everySeconds: 300 }],
    buckets: ['pager-local-files'],
    tables: ['pager-local'],
  });
  const [jobs] = service.queues;
  expect(jobs).toMatchObject({ name: 'pager-local-jobs.fifo', arn: jobsArn });
  expect(jobs!.attributes).toMatchObject({ FifoQueue: 'true' });
  expect(JSON.parse(jobs!.attributes.RedrivePolicy!)).toEqual({
    deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:000000000000:dead.fifo',
    maxReceiveCount: 5,
  });
  expect(service.stateMachines[0]!.definition).toMatchObject({ States: { Mail: { Resource: mailArn } } });
});

test('functions get the environment of the template with local addresses', () => {
  const { environment } = readService(write(FILES), 'local');

  expect(environment({ apiUrl: 'http://api', queueUrl: (name) => `http://queues/${name}` })).toEqual({
    TABLE: 'pager-local',
    QUEUE_URL: 'http://queues/pager-local-jobs.fifo',
    API: 'http://api',
    SENDER: 'Pager <p@example.com>',
    IDENTITY: 'arn:aws:ses:eu-west-1:000000000000:2',
    MACHINE: 'arn:aws:states:eu-west-1:000000000000:stateMachine:machine',
    WEB_ARN: 'arn:aws:lambda:eu-west-1:000000000000:function:pager-local-web',
    MAIL_ARN: 'arn:aws:lambda:eu-west-1:000000000000:function:pager-local-send-mail',
  });
});

test.each([
  ['a variable without a value', TEMPLATE.replace('param:sender', 'param:none'), 'param:none'],
  ['a schedule that is no rate', TEMPLATE.replace('rate(5 minutes)', 'cron(0 1 * * ? *)'), 'cron'],
  [
    'two values of one variable',
    TEMPLATE.replace('SENDER: ', 'QUEUE_URL: '),
    'Two functions have different values of QUEUE_URL',
  ],
])('says what is wrong: %s', (_, template, message) => {
  const read = () =>
    readService(write({ ...FILES, 'serverless.yml': template }), 'local').environment({
      apiUrl: '',
      queueUrl: (name) => name,
    });
  expect(read).toThrow(message);
});

test('the real service can be read, and every handler that it names exists', () => {
  const service = readService('serverless.yml', 'local');

  expect(service.functions.filter(({ file }) => !existsSync(file))).toEqual([]);
  expect(service.queueSources.map(({ queueName }) => queueName)).toContain('tocsin-local-alert-actions.fifo');
  expect(service.stateMachines).toHaveLength(2);
  expect(service.receiptRules).toEqual([
    {
      domains: ['in.localhost'],
      bucket: 'tocsin-local-receivedemailsbucket',
      topicArn: 'arn:aws:sns:eu-west-1:000000000000:tocsin-local-received-emails',
      queueNames: ['tocsin-local-received-emails'],
    },
  ]);
  expect(service.environment({ apiUrl: 'http://a', queueUrl: (name) => name }).TABLE_NAME).toBe(
    'tocsin-local',
  );
});
